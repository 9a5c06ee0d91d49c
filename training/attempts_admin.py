"""The admin of attempts: a list, the debrief of each, exports. Nothing is changed here."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from accounts.admin_columns import worded
from accounts.admin_filters import ClassFilter, ConditionFilter
from accounts.admin_search import SearchTextMixin, contains, in_class_or
from accounts.conditions import among, has_one
from accounts.large_lists import count_up_to_limit, in_words
from accounts.models import TrainingClass, User
from rolerequests.admin import ArchivedFilter, ReadOnlyAdminMixin
from training.exports.attempts import FORMATS, ExportForm, download, export
from training.models import Attempt, Level, Outcome
from training.practice.views import debrief_context


class StatusFilter(ConditionFilter):
    """Filter by what the list calls the status."""

    title = "outcome"
    parameter_name = "outcome"
    conditions = {
        "begun": ("Begun", Q(outcome="")),
        "passed": ("Passed", Q(outcome=Outcome.FITS, level=Level.PROVE)),
        "helped": ("Passed with help", Q(outcome=Outcome.FITS) & ~Q(level=Level.PROVE)),
        "differs": ("Differs", Q(outcome=Outcome.DIFFERS)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, words) for value, (words, _) in self.conditions.items()]

    def condition(self, value: str) -> Q:
        if value not in self.conditions:
            raise ValueError(value)
        return self.conditions[value][1]


@admin.register(Attempt)
class AttemptAdmin(SearchTextMixin, ReadOnlyAdminMixin, admin.ModelAdmin):
    """Attempts, also those whose practice data was archived. The search covers User IDs and names."""

    list_display = (
        *("title", "trainee_words", "training_class", "level", "status", "data"),
        *("began_at", "ended_at"),
    )
    list_filter = (
        *(ClassFilter, "exercise", "level", StatusFilter, ArchivedFilter),
        "began_at",
    )
    list_select_related = ("trainee", "exercise", "sandbox__training_class")
    list_per_page = 50
    sorts_when_long = ("began_at",)
    date_hierarchy = "began_at"
    ordering = ("-began_at", "-pk")
    fields = readonly_fields = (
        *("trainee_words", "training_class", "level", "status", "help", "began_at", "ended_at"),
        *("version_words", "data", "reference"),
    )
    change_list_template = "training/attempts.html"
    change_form_template = "training/attempt.html"
    help = staticmethod(worded("was_helped", "Yes", "No", "the coach explained something"))
    actions = ("export_as_csv", "export_as_xapi")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.export_view))
        return [path("export/", view, name="training_attempt_export"), *super().get_urls()]

    def matches(self, words: list[str]) -> Q:
        """The User ID or name of the trainee, or the name of the class."""
        return in_class_or(words, of_trainees)

    @admin.display(description="exercise", ordering="exercise__position")
    def title(self, attempt: Attempt) -> str:
        return attempt.title

    @admin.display(description="trainee", ordering="trainee__user_id")
    def trainee_words(self, attempt: Attempt) -> str:
        return attempt.trainee.words

    @admin.display(description="class", ordering="sandbox__training_class__name")
    def training_class(self, attempt: Attempt) -> TrainingClass | None:
        return attempt.sandbox.training_class

    @admin.display(description="status", ordering="outcome")
    def status(self, attempt: Attempt) -> str:
        return attempt.status

    @admin.display(description="practice data", ordering="sandbox__is_archived")
    def data(self, attempt: Attempt) -> str:
        """Whether the trainee still has the practice data of this attempt."""
        return "Archived" if attempt.sandbox.is_archived else "Current"

    @admin.display(description="version of the exercise")
    def version_words(self, attempt: Attempt) -> str:
        """The version that it was compared with, and whether the exercise needs something else today."""
        now = attempt.exercise.version
        return f"{attempt.version}" if attempt.version == now else f"{attempt.version} (today {now})"

    @admin.display(description="request")
    def reference(self, attempt: Attempt) -> str | None:
        return attempt.request.reference if attempt.request else None

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        attempt = context["original"]
        title = f"How it went: {attempt.title}"
        context |= {**debrief_context(attempt), "title": title, "subtitle": None}
        return super().render_change_form(request, context, *args, **kwargs)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The form, and the file that it asks for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        which = FORMATS.get(request.GET.get("format", ""))
        form = ExportForm(request.GET) if which else ExportForm(initial=request.GET.dict())
        if which and form.is_valid():
            pieces = export(
                form.attempts(),
                which,
                request.build_absolute_uri("/"),
                actor=request.user,  # type: ignore[arg-type] # staff are logged in
                selection=form.in_words(),
            )
            return download(pieces, form.file_name(), which)
        context = {
            **self.admin_site.each_context(request),
            "title": "Export attempts",
            "opts": self.opts,
            "form": form,
            "formats": FORMATS,
        }
        return render(request, "training/export.html", context)

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_as_csv(self, request: HttpRequest, queryset: QuerySet[Attempt]) -> HttpResponseBase:
        return self.export_selected(request, queryset, "csv")

    @admin.action(description="Export as xAPI statements", permissions=["view"])
    def export_as_xapi(self, request: HttpRequest, queryset: QuerySet[Attempt]) -> HttpResponseBase:
        return self.export_selected(request, queryset, "xapi")

    def export_selected(
        self, request: HttpRequest, queryset: QuerySet[Attempt], name: str
    ) -> HttpResponseBase:
        """The file of the attempts that were selected in the list."""
        pieces = export(
            queryset,
            FORMATS[name],
            request.build_absolute_uri("/"),
            actor=request.user,  # type: ignore[arg-type] # staff are logged in
            selection=[("selected in the list", in_words(count_up_to_limit(queryset)))],
        )
        return download(pieces, "attempts", FORMATS[name])


def of_trainees(words: list[str]) -> Q:
    """The condition that an attempt is of a trainee with these words in User ID or name."""
    found = User.objects.filter(contains(words))
    one = has_one(found.filter(pk=OuterRef("trainee")))
    return among("trainee", found.values_list("pk", flat=True), one)
