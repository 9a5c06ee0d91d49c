"""Classes as training leads work with them: make one, hand out identities, see who does what, close it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse

from accounts.audit_log import AuditLogMixin, record_action
from accounts.models import ClassChangedError, ClassClosedError, Credentials, TrainingClass, User
from training.class_actions import CLASS_ACTIONS, CLASS_ONLY_ACTIONS
from training.forms import MoreTraineesForm, NewClassForm
from training.roster import roster_of, with_counts

# The session key that holds the rows of handout sheets, by class, until each is shown: once.
HANDOUTS = "class_handouts"


class OpenFilter(admin.SimpleListFilter):
    """Classes that are going on, or not any more."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two."""
        return [("open", "Open"), ("closed", "Closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        """Those of the one that is chosen."""
        if self.value() not in ("open", "closed"):
            return None
        return queryset.filter(closed_at__isnull=self.value() == "open")


@admin.register(TrainingClass)
class TrainingClassAdmin(AuditLogMixin, admin.ModelAdmin):
    """Classes, never deleted: what was done in them is a record."""

    list_display = ("name", "is_open", "trainees", "signed_in", "submitted", "created_at")
    list_filter = (OpenFilter, "created_at")
    list_per_page = 50
    search_fields = ("name", "sandboxes__users__user_id", "sandboxes__users__name")
    fields = ("name",)
    change_form_template = "training/class.html"

    def get_urls(self) -> list[URLPattern]:
        """Beside Django's pages: the handout sheet, more trainees, and what can be done."""
        name = "accounts_trainingclass"
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/handout/", view(self.handout), name=f"{name}_handout"),
            path("<int:pk>/add-trainees/", view(self.add_trainees), name=f"{name}_add_trainees"),
            path("<int:pk>/actions/<slug:action>/", view(self.perform_action), name=f"{name}_action"),
            path(
                "<int:pk>/actions/<slug:action>/<int:trainee>/",
                view(self.perform_action),
                name=f"{name}_action_for",
            ),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainingClass]:
        """With counts."""
        return with_counts(TrainingClass.objects.all())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a class is closed."""
        return False

    @admin.display(description="open", boolean=True, ordering="closed_at")
    def is_open(self, training_class: TrainingClass) -> bool:
        """Whether its trainees can sign in."""
        return training_class.is_open

    @admin.display(ordering="number_of_trainees")
    def trainees(self, training_class: Any) -> int:
        """How many."""
        return training_class.number_of_trainees or 0

    @admin.display(description="have signed in", ordering="number_signed_in")
    def signed_in(self, training_class: Any) -> int:
        """How many ever have."""
        return training_class.number_signed_in or 0

    @admin.display(description="have submitted a request", ordering="number_submitted")
    def submitted(self, training_class: Any) -> int:
        """How many, in the sandbox that they have today."""
        return training_class.number_submitted or 0

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The class and its trainees in one form; then the handout sheet."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewClassForm(request.POST or None)
        if form.is_valid():
            try:
                with transaction.atomic():
                    training_class = form.save()
            except IntegrityError:  # pressed twice at the very same instant
                form.add_error("name", "There is a class with this name already.")
            else:
                added = training_class.add_trainees(form.names_for(training_class))
                return self.redirect_to_handout(request, training_class, added)
        named = TrainingClass.objects.filter(name=form["name"].value() or "").first()
        return self.form_page(request, "Add class", form, "Make the class", same_name=named)

    def add_trainees(self, request: HttpRequest, pk: int) -> HttpResponse:
        """More trainees for a class that there is, and is open."""
        training_class = self.class_to_change(request, pk)
        try:
            if not training_class.is_open:
                raise ClassClosedError(training_class)
            there = training_class.trainees().count()
            form = MoreTraineesForm(request.POST or None, initial={"there": there})
            if form.is_valid():
                names = form.names_for(training_class)
                added = training_class.add_trainees(names, form.cleaned_data["there"])
                record_action(training_class, f"Add trainees: {len(added)}")
                return self.redirect_to_handout(request, training_class, added)
        except ClassClosedError as refused:
            self.message_user(request, str(refused), messages.WARNING)
            return redirect("admin:accounts_trainingclass_change", pk)
        except ClassChangedError as refused:
            form.look_again(str(refused), training_class.trainees().count())
        title = f"Add trainees to {training_class}"
        return self.form_page(request, title, form, "Add them", original=training_class)

    def form_page(
        self,
        request: HttpRequest,
        title: str,
        form: forms.Form,
        button: str,
        **classes: TrainingClass | None,
    ) -> HttpResponse:
        """A form of ours, about its `original` class; one of the `same_name` may stand in its way."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "button": button,
            **classes,
        }
        return render(request, "training/class_form.html", context)

    def redirect_to_handout(
        self, request: HttpRequest, training_class: TrainingClass, added: list[tuple[User, Credentials]]
    ) -> HttpResponse:
        """On to the handout sheet, which shows these passwords once, with those that still wait there."""
        rows = {
            credentials.user_id: {"name": user.name, **credentials.as_dict()} for user, credentials in added
        }
        key, waiting = str(training_class.pk), request.session.get(HANDOUTS, {})
        still = [each for each in waiting.get(key, []) if each["user_id"] not in rows]
        request.session[HANDOUTS] = waiting | {key: [*still, *rows.values()]}
        return redirect("admin:accounts_trainingclass_handout", training_class.pk)

    def handout(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The sheet with User IDs and passwords, to be printed; opened again it has none any more."""
        training_class = self.class_to_change(request, pk)
        waiting = request.session.get(HANDOUTS, {})
        rows = waiting.get(str(pk), [])
        if rows and request.method == "GET":  # a HEAD shows nothing
            request.session[HANDOUTS] = {key: each for key, each in waiting.items() if key != str(pk)}
        context = {
            "training_class": training_class,
            "rows": rows,
            "address": request.build_absolute_uri("/"),
        }
        return render(request, "training/handout.html", context)

    def perform_action(
        self, request: HttpRequest, pk: int, action: str, trainee: int | None = None
    ) -> HttpResponse:
        """Ask once, then do it to the class, to all of its trainees, or to one."""
        if action not in CLASS_ACTIONS or (trainee is not None and action in CLASS_ONLY_ACTIONS):
            raise Http404
        training_class, chosen = self.class_to_change(request, pk), CLASS_ACTIONS[action]
        trainees = list(training_class.trainees())
        who = str(training_class) if action in CLASS_ONLY_ACTIONS else f"all {len(trainees)} trainees"
        if trainee is not None:
            trainees = [get_object_or_404(training_class.trainees(), pk=trainee)]
            who = trainees[0].name or trainees[0].user_id
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": chosen.question.format(who=who),
                "opts": self.opts,
                "original": training_class,
                "action": chosen,
            }
            return render(request, "training/class_action.html", context)
        added = chosen.do(training_class, trainees)
        if action not in CLASS_ONLY_ACTIONS:  # those change a field, which is logged anyway
            record_action(training_class, f"{chosen.button}: {who}")
        if added is not None:
            return self.redirect_to_handout(request, training_class, added)
        self.message_user(request, chosen.done.format(who=who), messages.SUCCESS)
        return redirect("admin:accounts_trainingclass_change", pk)

    def class_to_change(self, request: HttpRequest, pk: int) -> TrainingClass:
        """A class that somebody may change, or 404, or 403."""
        training_class = get_object_or_404(TrainingClass, pk=pk)
        if not self.has_change_permission(request, training_class):
            raise PermissionDenied
        return training_class

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The class with its trainees below."""
        training_class = context["original"]
        context |= {
            "title": f"Class: {training_class}",
            "subtitle": None,
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "roster": roster_of(training_class),
            "sheet_waits": str(training_class.pk) in request.session.get(HANDOUTS, {}),
            "requests_url": self.requests_url(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def requests_url(self, request: HttpRequest) -> str:
        """Where requests are listed; '' for who may not look at them."""
        allowed = request.user.has_perm("rolerequests.view_rolerequest")
        return reverse("admin:rolerequests_rolerequest_changelist") if allowed else ""
