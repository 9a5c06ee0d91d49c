"""Identities in the admin: set a password, unlock, start over; nothing that loses a record."""

from typing import Any

from auditlog.admin import LogEntryAdmin
from auditlog.models import LogEntry
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.audit_log import ACTIONS, AuditLogMixin, changes_of, visible_entries, visible_kinds
from accounts.lockout import unlock, with_locks
from accounts.models import User


class ProtectedDeleteMixin:
    """Mixin: who may not delete a thing that requests point to is shown these, not told of missing rights."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[Any], Any]:
        """Django's answer, but for the rights to delete what protects."""
        found, counts, perms_needed, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        return found, counts, set() if protected else perms_needed, protected


class CheckboxManyToManyMixin:
    """Mixin: what there can be many of is ticked in a list; Django's two boxes fail accessibility checks."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's field, as checkboxes."""
        widget = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **{**kwargs, "widget": widget})  # type: ignore[misc]


@admin.register(User)
class UserAdmin(CheckboxManyToManyMixin, ProtectedDeleteMixin, AuditLogMixin, DjangoUserAdmin):
    """Practice identities and staff. What is added here is staff: trainees get theirs by themselves.

    Rights come from groups alone, so that one sees at a glance who may do what.
    """

    list_display = (
        "user_id",
        "name",
        "is_staff",
        "is_active",
        "locked",
        "sandbox",
        "last_login_at",
        "created_at",
    )
    list_filter = ("is_staff", "is_active", "is_demo", "groups")
    list_select_related = ("sandbox",)
    list_per_page = 50
    search_fields = ("user_id", "name")
    ordering = ("user_id",)
    readonly_fields = ("is_staff", "is_demo", "sandbox", "last_login_at", "created_at")
    fieldsets = (
        (None, {"fields": ("user_id", "name", "password", "is_active")}),
        ("Practice", {"fields": ("sandbox", "last_login_at", "created_at", "is_demo")}),
        ("Staff rights", {"fields": ("is_staff", "is_superuser", "groups")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("user_id", "usable_password", "password1", "password2"),
                "description": "A staff account; trainees get a practice identity on the sign-in page. "
                "Give it its rights on the next page: it can do nothing before.",
            },
        ),
    )
    filter_horizontal = ()
    actions = ("unlock", "start_over")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the question whether sign-in is locked, at any address."""
        return with_locks(User.objects.all())

    @admin.display(description="locked", boolean=True)
    def locked(self, user: Any) -> bool:
        """Whether some address may not sign in as this user for a while."""
        answer: bool = user.login_locked
        return answer

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """What is added here is staff."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.action(description="Unlock sign-in of selected users", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Forget their failed sign-ins, at whatever address."""
        unlocked = sum(unlock(user) for user in queryset)
        self.message_user(request, f"Sign-in unlocked: {unlocked} of {len(queryset)} had failed attempts.")

    @admin.action(description="Start over: empty sandbox for selected trainees", permissions=["change"])
    def start_over(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Move each trainee to a new, empty sandbox; their old ones stay as the record."""
        trainees = [user for user in queryset if user.sandbox_id]
        for user in trainees:
            user.start_over()
        self.message_user(request, f"Started over: {len(trainees)}.")
        if len(trainees) < len(queryset):
            self.message_user(request, "Staff have no sandbox and were left alone.", messages.WARNING)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(CheckboxManyToManyMixin, AuditLogMixin, DjangoGroupAdmin):  # type: ignore[misc] # one method
    """What staff may do together; two groups are seeded."""

    filter_horizontal = ()


admin.site.unregister(LogEntry)


class ActionFilter(admin.SimpleListFilter):
    """Entries of one action."""

    title = "what was done"
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those that are written down here."""
        return [(words, words.capitalize()) for words in ACTIONS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """All, if none or an unknown one is chosen."""
        chosen = [action for action, words in ACTIONS.items() if words == self.value()]
        return queryset.filter(action__in=chosen or ACTIONS)


class ObjectTypeFilter(admin.SimpleListFilter):
    """Entries about one kind of thing, of those that somebody may look at."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """By name."""
        kinds = [model._meta for model in visible_kinds(request.user)]  # type: ignore[arg-type] # staff
        return sorted((str(kind.model_name), str(kind.verbose_name).capitalize()) for kind in kinds)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """All, if none is chosen."""
        return queryset.filter(content_type__model=self.value()) if self.value() else queryset


class TimestampFilter(admin.DateFieldListFilter):
    """Django's filter by date, under the name of its column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "when"


@admin.register(LogEntry)
class AuditLogAdmin(LogEntryAdmin):  # type: ignore[misc] # it ships no types
    """All that was changed, for who may see it: each the kinds of things that they may look at."""

    list_display = ("when", "who", "what", "kind", "thing", "told")
    list_display_links = None
    date_hierarchy = None
    list_filter = (ActionFilter, ObjectTypeFilter, ("timestamp", TimestampFilter))
    list_select_related = ("content_type", "actor")
    list_per_page = 50
    search_fields = ("object_repr", "actor__user_id")
    ordering = ("-timestamp", "-pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Under its own name."""
        answer: HttpResponse = super().changelist_view(request, {"heading": "History of changes"})
        return answer

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Nothing about what somebody may not look at."""
        entries: QuerySet[Any] = visible_entries(request.user)  # type: ignore[arg-type] # staff are signed in
        return entries

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An entry has no page of its own: the list says all."""
        return redirect("admin:auditlog_logentry_changelist")

    @admin.display(description="when", ordering="timestamp")
    def when(self, entry: Any) -> Any:
        """With its zone."""
        return entry.timestamp

    @admin.display(description="who", ordering="actor")
    def who(self, entry: Any) -> str:
        """The member of staff, or the program itself, as when it seeds."""
        return str(entry.actor or "the system")

    @admin.display(description="what", ordering="action")
    def what(self, entry: Any) -> str:
        """Added, changed or deleted."""
        return ACTIONS[entry.action]

    @admin.display(description="of which", ordering="object_repr")
    def thing(self, entry: Any) -> str:
        """As it was called then."""
        return str(entry.object_repr)

    @admin.display(description="kind", ordering="content_type")
    def kind(self, entry: Any) -> str:
        """Role, user and so on."""
        return str(entry.content_type.name)

    @admin.display(description="from what to what")
    def told(self, entry: Any) -> SafeString:
        """Field by field."""
        return render_to_string("admin/accounts/changes.html", {"changes": list(changes_of(entry))})
