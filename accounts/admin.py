"""Users and groups in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from accounts.admin_columns import worded
from accounts.admin_forms import GroupForm, NewUserForm, PasswordForm, UserForm
from accounts.admin_rights import GroupRightsMixin, UserRightsMixin
from accounts.admin_search import SearchTextMixin
from accounts.audit_log_admin import AuditLogMixin
from accounts.lockout import unlock, with_locks
from accounts.models import User
from accounts.versions import VersionMixin


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
    VersionMixin,
    SearchTextMixin,
    UserRightsMixin,
    CheckboxManyToManyMixin,
    ProtectedDeleteMixin,
    AuditLogMixin,
    DjangoUserAdmin,
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
        "kind",
        "account",
        "sandbox",
        "last_login_at",
        "created_at",
    )
    kind = staticmethod(worded("is_staff", "Staff", "Trainee", "staff or trainee"))
    demo = staticmethod(worded("is_demo", "Yes", "No", "demo account"))
    list_filter = ("is_staff", "is_active", "is_demo", "groups")
    list_select_related = ("sandbox",)
    list_per_page = 50
    sorts_when_long = ("user_id",)
    ordering = ("user_id",)
    readonly_fields = ("kind", "demo", "sandbox", "last_login_at", "created_at")
    fieldsets = (
        (None, {"fields": ("user_id", "name", "password", "is_active")}),
        ("Practice", {"fields": ("sandbox", "last_login_at", "created_at", "demo")}),
        ("Staff rights", {"fields": ("kind", "is_superuser", "groups")}),
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

    def is_audited(self, obj: User) -> bool:
        """Changes of trainees are not logged."""
        return obj.is_staff

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return with_locks(super().get_queryset(request))

    @admin.display(description="account")
    def account(self, user: Any) -> str:
        """Whether somebody can log in."""
        if not user.is_active:
            return "Deactivated"
        return "Locked" if user.login_locked else "Active"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.action(description="Unlock login of selected users", permissions=["unlock"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        unlocked = unlock(queryset)
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
    VersionMixin, GroupRightsMixin, CheckboxManyToManyMixin, AuditLogMixin, DjangoGroupAdmin
):
    """Groups with their permissions."""

    form = GroupForm
    fields = GroupForm.Meta.fields
    filter_horizontal = ()
