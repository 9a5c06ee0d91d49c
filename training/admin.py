"""The admin of classes: create, add trainees, show the roster, act, close."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse

from accounts.admin_search import SearchTextMixin, contains
from accounts.audit_log import Change, record
from accounts.audit_log_admin import AuditLogMixin
from accounts.conditions import among, has_one
from accounts.models import ClassError, KeptPassword, TrainingClass, User
from accounts.versions import VersionMixin
from training import attempts_admin  # noqa: F401 - registers the admin of attempts
from training.adding.forms import ClassForm
from training.adding.pages import AddingMixin
from training.class_actions import CLASS_ACTIONS, CLASS_ONLY_ACTIONS, DELETE, TRAINEE_ONLY_ACTIONS
from training.copying import CopyMixin
from training.corrections import CorrectionsMixin
from training.exercises import admin as exercises  # noqa: F401 - registers their admin
from training.handouts import HandoutMixin
from training.live.pages import LivePagesMixin
from training.live.results_pages import ResultsPagesMixin
from training.practice.attempts import due_for_refresher
from training.roster import address_of, roster_of, with_counts


class StateFilter(admin.SimpleListFilter):
    """Filter by state. Archived classes are shown when they are chosen or searched for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Open"), ("closed", "Closed"), ("archived", "Archived")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        everyday, *others = super().choices(changelist)
        yield {**everyday, "display": "Not archived"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "archived":
            return queryset.filter(archived_at__isnull=False)
        if self.value() in ("open", "closed"):
            return queryset.filter(archived_at=None, closed_at__isnull=self.value() == "open")
        return queryset if request.GET.get(SEARCH_VAR) else queryset.filter(archived_at=None)


@admin.register(TrainingClass)
class TrainingClassAdmin(
    AddingMixin,
    CorrectionsMixin,
    CopyMixin,
    HandoutMixin,
    ResultsPagesMixin,
    LivePagesMixin,
    VersionMixin,
    SearchTextMixin,
    AuditLogMixin,
    admin.ModelAdmin,
):
    """Classes. Those in which nobody has logged in can be deleted, by an action of their page."""

    list_display = ("name", "date", "lead", "state", "trainees", "logged_in", "submitted", "created_at")
    list_filter = (StateFilter, "created_at")
    list_select_related = ("lead",)
    list_per_page = 50
    form = ClassForm
    fields = ClassForm.Meta.fields
    change_form_template = "training/class.html"

    def get_urls(self) -> list[URLPattern]:
        name = "accounts_trainingclass"
        admin_view = self.admin_site.admin_view
        urls = [
            path("<int:pk>/add-trainees/", admin_view(self.add_trainees_view), name=f"{name}_add_trainees"),
            path("<int:pk>/actions/<slug:action>/", admin_view(self.action_view), name=f"{name}_action"),
            path(
                "<int:pk>/actions/<slug:action>/<int:trainee>/",
                admin_view(self.action_view),
                name=f"{name}_action_for",
            ),
        ]
        return urls + super().get_urls()

    def get_ordering(self, request: HttpRequest) -> Any:
        user: Any = request.user  # staff are logged in
        return TrainingClass.order_for(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainingClass]:
        return with_counts(TrainingClass.objects.all())

    def matches(self, words: list[str]) -> Q:
        """The name of the class, or one of its trainees."""
        trainees = User.objects.filter(contains(words), sandbox__training_class__isnull=False)
        classes = trainees.values_list("sandbox__training_class", flat=True)
        one = has_one(trainees.filter(sandbox__training_class=OuterRef("pk")))
        return contains(words) | among("pk", classes, one)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The fields of ClassForm: Django would add a calendar, and links to the pages of users."""
        return db_field.formfield(**kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="state", ordering="closed_at")
    def state(self, training_class: TrainingClass) -> str:
        return training_class.state

    def trainees(self, training_class: Any) -> int:
        number: int = training_class.number_of_trainees
        return number

    @admin.display(description="have logged in")
    def logged_in(self, training_class: Any) -> int:
        """Trainees who ever logged in."""
        number: int = training_class.number_logged_in
        return number

    @admin.display(description="have submitted a request")
    def submitted(self, training_class: Any) -> int:
        """Trainees who submitted a request in their current sandbox."""
        number: int = training_class.number_submitted
        return number

    def action_view(
        self, request: HttpRequest, pk: int, action: str, trainee: int | None = None
    ) -> HttpResponse:
        """Ask first, then act on the class, on all of its trainees, or on one."""
        if action not in CLASS_ACTIONS or action in (
            CLASS_ONLY_ACTIONS if trainee is not None else TRAINEE_ONLY_ACTIONS
        ):
            raise Http404
        training_class, class_action = self.class_to_change(request, pk), CLASS_ACTIONS[action]
        trainees = training_class.in_natural_order(training_class.active_trainees())
        target = str(training_class) if action in CLASS_ONLY_ACTIONS else f"all {len(trainees)} trainees"
        if trainee is not None:
            trainees = [get_object_or_404(training_class.trainees(), pk=trainee)]
            target = trainees[0].name or trainees[0].user_id
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": class_action.question.format(target=target),
                "opts": self.opts,
                "original": training_class,
                "action": class_action,
                "trainees": trainees if trainee is None else [],
            }
            return render(request, "training/class_action.html", context)
        try:
            added = class_action.apply(training_class, trainees)
        except ClassError as error:  # somebody else was quicker
            self.message_user(request, str(error), messages.WARNING)
            return redirect("admin:accounts_trainingclass_change", pk)
        changes = [] if action in CLASS_ONLY_ACTIONS else [Change("trainees", "", target)]
        record(request.user, training_class, class_action.audit_action, changes)  # type: ignore[arg-type]
        if added is not None:
            return self.redirect_to_handout(training_class, added)
        self.message_user(request, class_action.success.format(target=target), messages.SUCCESS)
        if action == DELETE:
            return redirect("admin:accounts_trainingclass_changelist")
        return redirect("admin:accounts_trainingclass_change", pk)

    def class_to_change(self, request: HttpRequest, pk: int) -> TrainingClass:
        """The class. Raises Http404, or PermissionDenied if the user may not change it."""
        training_class = get_object_or_404(TrainingClass, pk=pk)
        if not self.has_change_permission(request, training_class):
            raise PermissionDenied
        return training_class

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        training_class = context["original"]
        roster = roster_of(training_class)
        active = [row.trainee for row in roster if row.trainee.is_active]
        context |= {
            "title": f"Class: {training_class}",
            "subtitle": None,
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "class_address": address_of(training_class),
            "roster": roster,
            "is_unused": not any(row.trainee.last_login_at for row in roster),
            "due": due_for_refresher(active, request.user.now()),  # type: ignore[union-attr] # staff
            "kept_passwords": KeptPassword.objects.of(training_class).count(),
            "requests_url": self.requests_url(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def requests_url(self, request: HttpRequest) -> str:
        """The URL of the list of requests; '' if the user may not view it."""
        allowed = request.user.has_perm("rolerequests.view_rolerequest")
        return reverse("admin:rolerequests_rolerequest_changelist") if allowed else ""
