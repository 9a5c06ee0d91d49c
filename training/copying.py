"""Copy for next time: a new class with the exercises of another one, without its people."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from accounts.audit_log import Action, Change, record
from accounts.models import TrainingClass
from training.adding.forms import DUPLICATE_NAME, CopyForm
from training.models import Assignment


class CopyMixin:
    """Mixin for the admin of classes: copies a class."""

    admin_site: Any
    class_to_view: Any
    has_add_permission: Any
    message_user: Any
    render_correction: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.copy_view)
        urls = [path("<int:pk>/copy/", view, name="accounts_trainingclass_copy")]
        return [*urls, *super().get_urls()]  # type: ignore[misc]

    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for name, date and lead of the new class, then create it."""
        original: TrainingClass = self.class_to_view(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = CopyForm(request.POST or None, initial={"lead": request.user.pk})
        if form.is_valid():
            try:
                with transaction.atomic():
                    form.instance.qa_sandbox = request.user.qa_sandbox  # type: ignore[union-attr] # staff
                    copy = form.save()
                    copy_assignments(original, copy)
                    changes = [Change("name", "", str(copy)), Change("copied from", "", str(original))]
                    record(request.user, copy, Action.ADDED, changes)  # type: ignore[arg-type] # staff
            except IntegrityError:  # sent twice at the same time
                form.add_error("name", ValidationError(DUPLICATE_NAME, code="unique"))
            else:
                self.message_user(
                    request, f"Created: {copy}. It has the exercises of {original} and no trainees yet."
                )
                return redirect("admin:accounts_trainingclass_change", copy.pk)
        title = f"Copy {original} for next time"
        response: HttpResponse = self.render_correction(request, title, form, original, "Create class")
        return response


def copy_assignments(original: TrainingClass, copy: TrainingClass) -> None:
    """Give a class the exercises of another one, in the same order and with the same levels.

    Without last days: those of the first class will be over.
    """
    Assignment.objects.bulk_create(
        Assignment(
            training_class=copy, exercise_id=each.exercise_id, position=each.position, level=each.level
        )
        for each in Assignment.objects.filter(training_class=original)
    )
