"""Users, groups and the audit log in the admin."""

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

from accounts.admin_forms import NewUserForm, PasswordForm, UserForm
from accounts.admin_rights import GroupRightsMixin, UserRightsMixin
from accounts.audit_log import ACTIONS, AuditLogMixin, changes_of, visible_entries, visible_models
from accounts.lockout import unlock, with_locks
from accounts.models import User


class ProtectedDeleteMixin:
    """For protected objects, list what refers to them instead of reporting missing permissions."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[Any], Any]:
        found, counts, perms_needed, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        return found, counts, set() if protected else perms_needed, protected


class CheckboxManyToManyMixin:
    """Use checkboxes for many-to-many fields: Django's two list boxes fail accessibility checks."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        widget = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **{**kwargs, "widget": widget})  # type: ignore[misc]


@admin.register(User)
class UserAdmin(
    UserRightsMixin, CheckboxManyToManyMixin, ProtectedDeleteMixin, AuditLogMixin, DjangoUserAdmin
):
    """Trainees and staff. Accounts added here are staff: trainees create theirs on the login page.

    Staff get permissions from groups only.
    """

    form = UserForm
    add_form = NewUserForm
    change_password_form = PasswordForm
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
                "description": "Add staff here. Trainees create practice accounts on the login page. "
                "A new account has no permissions: set its groups on the next page.",
            },
        ),
    )
    filter_horizontal = ()
    actions = ("unlock", "start_over")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return with_locks(super().get_queryset(request))

    @admin.display(description="locked", boolean=True)
    def locked(self, user: Any) -> bool:
        login_locked: bool = user.login_locked
        return login_locked

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.action(description="Unlock login of selected users", permissions=["unlock"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        unlocked = sum(unlock(user) for user in queryset)
        self.message_user(
            request,
            f"Unlocked {len(queryset)} users. {unlocked} of them had failed attempts.",
            messages.SUCCESS,
        )

    @admin.action(description="Start over for selected trainees", permissions=["change"])
    def start_over(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        trainees = [user for user in queryset if user.sandbox_id]
        for user in trainees:
            user.start_over()
        self.message_user(request, f"Started over: {len(trainees)}.", messages.SUCCESS)
        if len(trainees) < len(queryset):
            self.message_user(request, "Staff have no sandbox and were skipped.", messages.WARNING)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(  # type: ignore[misc] # one method
    GroupRightsMixin, CheckboxManyToManyMixin, AuditLogMixin, DjangoGroupAdmin
):
    """Groups with their permissions."""

    filter_horizontal = ()


admin.site.unregister(LogEntry)


class ActionFilter(admin.SimpleListFilter):
    """Filter by action."""

    title = "action"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(words, words.capitalize()) for words in ACTIONS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = [action for action, words in ACTIONS.items() if words == self.value()]
        return queryset.filter(action__in=chosen or ACTIONS)


class ObjectTypeFilter(admin.SimpleListFilter):
    """Filter by object type, of those that the user may view."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        types = [model._meta for model in visible_models(request.user)]  # type: ignore[arg-type] # staff
        return sorted((str(each.model_name), str(each.verbose_name).capitalize()) for each in types)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(content_type__model=self.value()) if self.value() else queryset


class TimestampFilter(admin.DateFieldListFilter):
    """Django's date filter, titled like its column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "when"


@admin.register(LogEntry)
class AuditLogAdmin(LogEntryAdmin):  # type: ignore[misc] # it ships no types
    """The audit log. Each user sees entries about the types of objects that the user may view."""

    list_display = ("when", "who", "action_label", "object_type", "object_name", "change_list")
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
        response: HttpResponse = super().changelist_view(request, {"heading": "Audit log"})
        return response

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        entries: QuerySet[Any] = visible_entries(request.user)  # type: ignore[arg-type] # staff are logged in
        return entries

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the list: an entry has no page."""
        return redirect("admin:auditlog_logentry_changelist")

    @admin.display(description="when", ordering="timestamp")
    def when(self, entry: Any) -> Any:
        return entry.timestamp

    @admin.display(description="who", ordering="actor")
    def who(self, entry: Any) -> str:
        """The User ID, or "the system" for commands such as seed."""
        return str(entry.actor or "the system")

    @admin.display(description="action", ordering="action")
    def action_label(self, entry: Any) -> str:
        return ACTIONS[entry.action]

    @admin.display(description="object", ordering="object_repr")
    def object_name(self, entry: Any) -> str:
        """Its name at the time of the entry."""
        return str(entry.object_repr)

    @admin.display(description="type", ordering="content_type")
    def object_type(self, entry: Any) -> str:
        return str(entry.content_type.name)

    @admin.display(description="changes")
    def change_list(self, entry: Any) -> SafeString:
        return render_to_string("admin/accounts/changes.html", {"changes": list(changes_of(entry))})
