"""The pages that create a class and add trainees: what was pasted is shown before anything is stored."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from accounts.audit_log import Action, Change, record
from accounts.models import ClassChangedError, ClassClosedError, TrainingClass
from training.adding.forms import (
    DIGITS,
    DUPLICATE_NAME,
    MoreTraineesForm,
    NewClassForm,
    TraineesForm,
    digits_in,
)
from training.adding.preview import Preview, PreviewRow
from training.live.assigning import assign_set, in_words


class AddingMixin:
    """Mixin for the admin of classes: creates a class with its trainees, and adds trainees to a class."""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Create a class with its trainees, then show the log-in handout."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        initial = {"date": localdate(request.user.now()), "lead": request.user.pk}  # type: ignore[union-attr] # staff
        form = NewClassForm(request.POST or None, initial=initial)
        preview = Preview.posted(request.POST)
        if names := names_to_add(request, form, preview, None):
            try:
                with transaction.atomic():
                    form.instance.qa_sandbox = request.user.qa_sandbox  # type: ignore[union-attr] # staff
                    training_class = form.save()
                    assigned = assign_set(training_class, form.cleaned_data["exercises"])
            except IntegrityError:  # sent twice at the same time
                form.add_error("name", ValidationError(DUPLICATE_NAME, code="unique"))
            else:
                added = training_class.add_trainees(names)
                changes = [Change("name", "", training_class.name), Change("trainees", "", str(len(added)))]
                if assigned:
                    changes.append(Change("exercises", "", in_words(assigned)))
                record(request.user, training_class, Action.ADDED, changes)  # type: ignore[arg-type]
                return self.redirect_to_handout(training_class, added)  # type: ignore[attr-defined, no-any-return]
        same_name = None
        if form.has_error("name", "unique"):
            same_name = TrainingClass.objects.filter(name=form.instance.name).first()
        return self.render_form(
            request, "Create a class", form, preview, button="Create class", same_name=same_name
        )

    def add_trainees_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add trainees to an open class, then show the log-in handout."""
        training_class: TrainingClass = self.class_to_change(request, pk)  # type: ignore[attr-defined]
        form = MoreTraineesForm(request.POST or None, initial={"expected": training_class.trainees().count()})
        preview = Preview.posted(request.POST)
        try:
            if not training_class.is_open:
                raise ClassClosedError(training_class)
            names = names_to_add(request, form, preview, training_class)
            if form.is_valid() and form.cleaned_data["expected"] != training_class.trainees().count():
                raise ClassChangedError(training_class)
            if names:
                added = training_class.add_trainees(names, form.cleaned_data["expected"])
                changes = [Change("trainees", "", str(len(added)))]
                record(request.user, training_class, Action.TRAINEES_ADDED, changes)  # type: ignore[arg-type]
                return self.redirect_to_handout(training_class, added)  # type: ignore[attr-defined, no-any-return]
        except ClassClosedError as error:
            messages.warning(request, str(error))
            return redirect("admin:accounts_trainingclass_change", pk)
        except ClassChangedError as error:
            form.confirm(error, training_class.trainees().count())
        title = f"Add trainees to {training_class}"
        return self.render_form(request, title, form, preview, button="Add trainees", original=training_class)

    def render_form(
        self, request: HttpRequest, title: str, form: forms.Form, preview: Preview, **context: Any
    ) -> HttpResponse:
        """Render the page, about the class `original`; `same_name` is the class that has the entered name."""
        site, opts = self.admin_site, self.opts  # type: ignore[attr-defined]
        context |= {
            **site.each_context(request),
            "title": title,
            "opts": opts,
            "form": form,
            "preview": preview,
        }
        return render(request, "training/adding/page.html", context)


def names_to_add(
    request: HttpRequest, form: TraineesForm, preview: Preview, training_class: TrainingClass | None
) -> list[str]:
    """The names of the trainees to add; empty if the page is to be shown.

    What was pasted and not yet seen becomes rows of the preview. Numbers alone need no look.
    """
    if not form.is_bound:
        return []
    is_valid = form.is_valid()
    trainees = list(training_class.trainees()) if training_class else []
    digits = digits_in(training_class) if training_class else DIGITS
    numbered = form.names_in_numbers(len(trainees), digits)
    if numbered and is_valid and "preview" not in request.POST and not preview.rows:
        return numbered
    shown = len(preview.rows)
    preview.append(form.cleaned_data.get("names") or [])
    preview.rows += [PreviewRow(add=True, name=name) for name in numbered]
    has_new = len(preview.rows) > shown
    if has_new:
        form.forget("names", "number")
    can_be_added = bool(preview.rows) and preview.check(trainees, shown)
    if has_new or "preview" in request.POST or not (is_valid and can_be_added):
        return []
    return preview.names
