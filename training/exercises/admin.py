"""The admin of exercises, each with its wrong turns."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from accounts.admin_columns import ACTIVE
from accounts.audit_log_admin import AuditLogMixin
from accounts.versions import RetryMixin, VersionMixin
from rolerequests.catalog.admin.activation import ACTIONS, ActivationMixin, counted_uses, protected_uses
from rolerequests.catalog.checks import Level, name_of
from rolerequests.models import Role
from training.exercises.checks import findings_about
from training.exercises.forms import ABOUT_WRONG_TURNS, ExerciseForm, WrongTurnForm, WrongTurnFormSet
from training.exercises.import_export_page import export, import_export_page
from training.exercises.preview import preview_page
from training.models import Attempt, Exercise, WrongTurn
from training.models.exercises import MAX_WRONG_TURNS


class WrongTurnInline(VersionMixin, admin.StackedInline):
    """The wrong turns of an exercise."""

    model = WrongTurn
    form = WrongTurnForm
    formset = WrongTurnFormSet
    fields = (("selection", "occasion"), "sentence")
    extra = 0
    max_num = MAX_WRONG_TURNS

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # Django's default builds 1,000 forms more than max_num.
        return super().get_formset(request, obj, **{"absolute_max": MAX_WRONG_TURNS} | kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WrongTurn]:
        """With what the names of wrong turns need."""
        turns: QuerySet[WrongTurn] = super().get_queryset(request)
        return turns.select_related("exercise", "category", "role__category")


@admin.register(Exercise)
class ExerciseAdmin(ActivationMixin, RetryMixin, VersionMixin, AuditLogMixin, admin.ModelAdmin):
    """The admin of exercises. *Save as new* copies one."""

    form = ExerciseForm
    # The form's own field of this name is for two editors; that of the model counts what is expected.
    exclude = ("version",)
    list_display = (
        *("position", "name", "category", "role", "states", ACTIVE, "number_of_attempts"),
        "preview_link",
    )
    list_display_links = ("name",)
    list_filter = ("is_active", "category", "section", "goal")
    list_select_related = ("category", "role")
    list_per_page = 50
    search_fields = ("title", "slug", "task", "category__name", "role__name")
    fieldsets = (
        (None, {"fields": ("title", "slug", ("position", "is_active"))}),
        ("Before the trainee starts", {"fields": ("task", "goal", "preset")}),
        (
            "What the task needs",
            {
                "fields": (
                    *(("category", "role"), "states", "organizations", "response_expected"),
                    *("also_pending", "begin_with"),
                )
            },
        ),
        ("After the request", {"fields": ("why", "slip", "in_iqies", "section", "sources")}),
        # Once, not at each of them.
        ("How to write wrong turns", {"description": ABOUT_WRONG_TURNS, "fields": ()}),
    )
    prepopulated_fields = {"slug": ("title",)}
    inlines = (WrongTurnInline,)
    save_as = True
    actions = ACTIONS
    in_use_hint = "Attempts are kept as a record."

    def get_urls(self) -> list[URLPattern]:
        def page(view: Callable[..., HttpResponse]) -> Any:
            return self.admin_site.admin_view(lambda request, **kwargs: view(self, request, **kwargs))

        name = "training_exercise"
        own = [
            path("<int:pk>/preview/", self.admin_site.admin_view(self.preview), name=f"{name}_preview"),
            path("import-export/", page(import_export_page), name=f"{name}_import_export"),
            path("export/exercises.json", page(export), name=f"{name}_export"),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Exercise]:
        """Annotated with the number of attempts."""
        exercises: QuerySet[Exercise] = super().get_queryset(request)
        attempts = Attempt.objects.filter(exercise=OuterRef("pk")).order_by().values("exercise")
        # With a join, SQLite would sort all attempts by all texts of their exercises.
        number = Subquery(attempts.annotate(number=Count("pk")).values("number"))
        return exercises.annotate(number_of_attempts=Coalesce(number, 0))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new exercise goes last."""
        last = Exercise.objects.aggregate(last=Max("position"))["last"] or 0
        return {"position": last + 1, **super().get_changeform_initial_data(request)}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without buttons to add or change catalog entries; roles are shown with their categories."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if field and db_field.related_model is Role:
            roles = Role.objects.select_related("category")
            field.queryset = roles.order_by("category__position", "position", "name")
            field.label_from_instance = name_of
        return field

    @admin.display(description="exercise", ordering="title")
    def name(self, exercise: Exercise) -> str:
        return str(exercise)

    @admin.display(description="attempts", ordering="number_of_attempts")
    def number_of_attempts(self, exercise: Any) -> int:
        number: int = exercise.number_of_attempts
        return number

    @admin.display(description="preview")
    def preview_link(self, exercise: Exercise) -> SafeString:
        url = reverse("admin:training_exercise_preview", args=[exercise.pk])
        return render_to_string("rolerequests/catalog/preview_link.html", {"entry": exercise, "url": url})

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The exercise at all three levels."""
        exercise = get_object_or_404(Exercise, pk=pk)
        if not self.has_view_permission(request, exercise):
            raise PermissionDenied
        return preview_page(request, exercise)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With a link to the preview, unless a copy has errors: it has no page yet."""
        is_stored = "_saveasnew" not in request.POST
        context = {"preview": is_stored, "show_delete": is_stored, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Exercise, form: Any, change: bool) -> None:
        """Other organizations are another expectation, as other fields are: a new version."""
        obj.organizations_differ = "organizations" in form.changed_data
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Add messages if trainees do not see the exercise, or if the catalog checks find errors."""
        super().save_related(request, form, formsets, change)
        exercise = form.instance
        if not exercise.is_active:
            self.message_user(request, f"{exercise} is inactive. Trainees don't see it.", messages.INFO)
        self.warn_after_activation(request, [exercise])

    def warn_after_activation(self, request: HttpRequest, entries: list[Any]) -> None:
        for exercise in entries:
            for finding in findings_about(exercise):
                if finding.level == Level.ERROR:
                    self.message_user(request, f"{exercise} {finding.sentence}", messages.WARNING)

    def uses_of(self, entry: Any) -> dict[str, str]:
        """With the number of attempts, of which there can be many."""
        attempts = counted_uses("attempt", Attempt.objects.filter(exercise=entry))
        return attempts | protected_uses(entry, without=[Attempt])
