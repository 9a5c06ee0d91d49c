"""The admin of this app: requests, events and sandboxes to be read, and the catalog's own admin."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from accounts.models import Sandbox, User
from rolerequests.catalog.admin import catalog  # noqa: F401 - registers the catalog's admin
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.models.choices import Status


def named(field: str) -> Any:
    """A column with what a field points to, by name: the way there is not open to all who may look here."""

    @admin.display(description=field, ordering=field)
    def name(model_admin: Any, row: Any) -> str:
        return str(getattr(row, field))

    return name


class ReadOnlyAdminMixin:
    """Mixin for an admin of what is the record: looked at, never added to, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class UserInline(ReadOnlyAdminMixin, admin.TabularInline):
    """Who is in a sandbox now."""

    model = User
    fields = readonly_fields = ("user_id", "is_active", "last_login_at")
    extra = 0
    show_change_link = True


@admin.register(Sandbox)
class SandboxAdmin(ReadOnlyAdminMixin, admin.ModelAdmin):
    """Sandboxes, found by who is in them or has asked for something in them."""

    list_display = ("__str__", "user_ids", "request_count", "created_at", "address")
    list_filter = ("created_at",)
    list_per_page = 50
    search_fields = ("=id", "users__user_id", "role_requests__requester__user_id")
    inlines = (UserInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sandbox]:
        """With users and a count of requests, drafts left out."""
        submitted = Count("role_requests", filter=~Q(role_requests__status=Status.DRAFT), distinct=True)
        return Sandbox.objects.prefetch_related("users").annotate(number_of_requests=submitted)

    @admin.display(description="users now in it")
    def user_ids(self, sandbox: Sandbox) -> str:
        """Empty after they started over."""
        return ", ".join(user.user_id for user in sandbox.users.all())

    @admin.display(description="requests", ordering="number_of_requests")
    def request_count(self, sandbox: Any) -> int:
        """How many were submitted in it."""
        count: int = sandbox.number_of_requests
        return count


class RequestEventInline(ReadOnlyAdminMixin, admin.TabularInline):
    """What happened to a request."""

    model = RequestEvent
    fields = readonly_fields = ("at", "transition", "actor_name", "words")
    actor_name = named("actor")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[RequestEvent]:
        """With the actors, in one query."""
        return super().get_queryset(request).select_related("actor")


class SubmittedStatusFilter(admin.ChoicesFieldListFilter):
    """Every status but Draft, which is not listed here."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Django's links, without the one to drafts."""
        return (each for each in super().choices(changelist) if each["display"] != Status.DRAFT.label)


@admin.register(RoleRequest)
class RoleRequestAdmin(ReadOnlyAdminMixin, admin.ModelAdmin):
    """Submitted requests with their events. Drafts are nobody's business."""

    fields = readonly_fields = (
        "reference",
        "requester_name",
        "role_name",
        "category_name",
        "state",
        "surveyor_response",
        "status",
        "submitted_at",
        "effective_at",
        "ended_at",
        "sandbox",
    )
    requester_name = named("requester")
    role_name = named("role")
    category_name = named("category")
    list_display = (
        "reference",
        "requester",
        "role",
        "category",
        "state",
        "status",
        "submitted_at",
        "sandbox",
    )
    list_filter = (("status", SubmittedStatusFilter), "category", "submitted_at", "state")
    list_select_related = ("requester", "role", "category", "sandbox")
    list_per_page = 50
    search_fields = ("=id", "requester__user_id", "role__name", "category__name")
    date_hierarchy = "submitted_at"
    ordering = ("-submitted_at", "-pk")
    inlines = (RequestEventInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleRequest]:
        """Drafts hidden."""
        return RoleRequest.objects.submitted()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RoleRequest], search_term: str
    ) -> tuple[QuerySet[RoleRequest], bool]:
        """A reference, as trainees read it out, finds its request."""
        number = re.sub(r"(?i)^rr-0*(?=\d+$)", "", search_term.strip())
        return super().get_search_results(request, queryset, number)

    @admin.display(description="reference", ordering="pk")
    def reference(self, role_request: RoleRequest) -> str:
        """As My Profile shows it."""
        return role_request.reference
