"""Read-only admin of requests, their events and sandboxes."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from accounts.admin_columns import worded
from accounts.admin_filters import ClassFilter
from accounts.admin_search import SearchTextMixin
from accounts.conditions import among, has_one
from accounts.models import Sandbox, TrainingClass, User
from rolerequests.admin_search import ReferenceSearchMixin, requests_matching, sandboxes_matching
from rolerequests.catalog.admin import catalog  # noqa: F401 - registers the catalog's admin
from rolerequests.models import RequestedOrganization, RequestEvent, RoleRequest
from rolerequests.models.choices import Status
from rolerequests.organizations import admin as organizations  # noqa: F401 - registers their admin


def related_name(field: str) -> Any:
    """A column with the name of the related object, without a link: not all viewers may open it."""

    @admin.display(description=field, ordering=field)
    def column(model_admin: Any, obj: Any) -> str:
        return str(getattr(obj, field))

    return column


class ReadOnlyAdminMixin:
    """Mixin for an admin without add, change and delete."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class UserInline(ReadOnlyAdminMixin, admin.TabularInline):
    """The users who are in a sandbox now."""

    model = User
    fk_name = "sandbox"
    fields = readonly_fields = ("account", "last_login_at")  # Django shows the User ID above them
    extra = 0
    show_change_link = True
    account = staticmethod(worded("is_active", "Active", "Deactivated", "account"))


class ArchivedFilter(admin.SimpleListFilter):
    """Filter by what is in a trainee's current sandbox, and what Start over archived."""

    title = "data"
    parameter_name = "data"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("current", "Current"), ("archived", "Archived")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Without the archived ones, which LargeChangeList finds: mostly they are few."""
        current = has_one(Sandbox.objects.filter(pk=OuterRef("sandbox"), is_archived=False))
        return queryset.filter(current) if self.value() == "current" else queryset

    def condition_by_density(self) -> Q:
        """The condition of archived ones; empty if they are not chosen."""
        if self.value() != "archived":
            return Q()
        sandboxes = Sandbox.objects.filter(is_archived=True)
        # Not as a join: SQLite would read all rows in the order of the list.
        return among("sandbox", sandboxes.values_list("pk", flat=True), Q(sandbox__in=sandboxes))


class ArchivedSandboxFilter(ArchivedFilter):
    """Filter sandboxes themselves. An index has the archived ones in the order of the list."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(is_archived=self.value() == "archived") if self.value() else queryset

    def condition_by_density(self) -> Q:
        return Q()


@admin.register(Sandbox)
class SandboxAdmin(ReferenceSearchMixin, SearchTextMixin, ReadOnlyAdminMixin, admin.ModelAdmin):
    """Sandboxes. The search covers their users and the requesters of their requests."""

    list_display = ("__str__", "state", "user_ids", "request_count", "created_at", "address")
    list_filter = (ArchivedSandboxFilter, "created_at")
    list_per_page = 50
    sorts_when_long = ()
    reference_pattern = r"sandbox\W*0*(\d{1,18})"
    inlines = (UserInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sandbox]:
        submitted = RoleRequest.objects.submitted().filter(sandbox=OuterRef("pk")).order_by()
        number = Subquery(submitted.values("sandbox").annotate(number=Count("pk")).values("number"))
        return Sandbox.objects.prefetch_related("users").annotate(number_of_requests=Coalesce(number, 0))

    def matches(self, words: list[str]) -> Q:
        return sandboxes_matching(words)

    @admin.display(description="state")
    def state(self, sandbox: Sandbox) -> str:
        return "Archived" if sandbox.is_archived else "Current"

    @admin.display(description="current users")
    def user_ids(self, sandbox: Sandbox) -> str:
        """User IDs; empty after Start over."""
        return ", ".join(user.user_id for user in sandbox.users.all())

    @admin.display(description="requests", ordering="number_of_requests")
    def request_count(self, sandbox: Any) -> int:
        """Number of requests without drafts."""
        count: int = sandbox.number_of_requests
        return count


class RequestEventInline(ReadOnlyAdminMixin, admin.TabularInline):
    """The events of a request."""

    model = RequestEvent
    template = "admin/rolerequests/events.html"  # Django's own shows each event twice
    fields = readonly_fields = ("at", "transition", "actor_name", "words")
    actor_name = related_name("actor")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[RequestEvent]:
        return super().get_queryset(request).select_related("actor")


class SubmittedStatusFilter(admin.ChoicesFieldListFilter):
    """All statuses except Draft."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        return (each for each in super().choices(changelist) if each["display"] != Status.DRAFT.label)


class CategoryFilter(admin.RelatedFieldListFilter):
    """All categories. A submitted request always has one."""

    include_empty_choice = False


class SubmittedAtFilter(admin.DateFieldListFilter):
    """Periods. A submitted request always has a date."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.links = tuple(link for link in self.links if self.lookup_kwarg_isnull not in link[1])


@admin.register(RoleRequest)
class RoleRequestAdmin(ReferenceSearchMixin, SearchTextMixin, ReadOnlyAdminMixin, admin.ModelAdmin):
    """Submitted requests with their events. Drafts are private."""

    fields = readonly_fields = (
        "reference",
        "requester_name",
        "role_name",
        "category_name",
        "state_words",
        "organization_words",
        "surveyor_words",
        "status_words",
        "submitted_at",
        "effective_at",
        "ended_at",
        "sandbox",
    )
    requester_name = related_name("requester")
    role_name = related_name("role")
    category_name = related_name("category")
    list_display = (
        "reference",
        "requester_words",
        "training_class",
        "role",
        "category",
        "state_or_organizations",
        "status_words",
        "submitted_at",
    )
    list_filter = (
        ("status", SubmittedStatusFilter),
        ArchivedFilter,
        ClassFilter,
        ("category", CategoryFilter),
        ("submitted_at", SubmittedAtFilter),
        "state",
    )
    list_select_related = ("requester", "role", "category", "sandbox__training_class")
    list_per_page = 50
    sorts_when_long = ("reference", "submitted_at")
    reference_pattern = r"rr\W*0*(\d{1,18})"
    date_hierarchy = "submitted_at"
    ordering = ("-submitted_at", "-pk")
    inlines = (RequestEventInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleRequest]:
        lines = RequestedOrganization.objects.select_related("organization")
        return RoleRequest.objects.submitted().prefetch_related(Prefetch("requested_organizations", lines))

    def matches(self, words: list[str]) -> Q:
        return requests_matching(words)

    @admin.display(description="reference", ordering="pk")
    def reference(self, role_request: RoleRequest) -> str:
        return role_request.reference

    @admin.display(description="requester", ordering="requester__user_id")
    def requester_words(self, role_request: RoleRequest) -> str:
        return role_request.requester.words

    @admin.display(description="class", ordering="sandbox__training_class__name")
    def training_class(self, role_request: RoleRequest) -> TrainingClass | None:
        return role_request.sandbox.training_class

    @admin.display(description="status", ordering="status")
    def status_words(self, role_request: RoleRequest) -> str:
        """The status; for a request that Start over archived, that it was."""
        status = role_request.get_status_display()
        return f"Archived (was {status.lower()})" if role_request.is_archived else status

    @admin.display(description="state")
    def state_words(self, role_request: RoleRequest) -> str:
        return role_request.state_words

    @admin.display(description="state or organizations", ordering="state")
    def state_or_organizations(self, role_request: RoleRequest) -> str:
        """The state, or the codes of the first organizations and how many more: names would fill the list."""
        lines = role_request.requested_organizations.all()  # prefetched
        role_request.named_organizations = [line.organization for line in lines]
        if not lines:
            return role_request.get_state_display()
        codes = ((each.written_code,) for each in role_request.first_organizations)
        shown = format_html_join(", ", '<span class="code">{}</span>', codes)
        more = role_request.more_organizations
        return format_html("{} and {} more", shown, more) if more else shown

    @admin.display(description="organizations")
    def organization_words(self, role_request: RoleRequest) -> str:
        """All of them, one on each line."""
        return "\n".join(map(str, role_request.named_organizations)) or "Not asked"

    @admin.display(description="Are you a Surveyor?")
    def surveyor_words(self, role_request: RoleRequest) -> str:
        return role_request.surveyor_words
