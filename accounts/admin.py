"""Users and groups in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin_columns import worded
from accounts.admin_filters import KindFilter
from accounts.admin_forms import GroupForm, PasswordForm, UserForm
from accounts.admin_rights import GroupRightsMixin, UserRightsMixin, manages
from accounts.admin_search import SearchTextMixin, contains, in_class_or
from accounts.asks_first import asks_first
from accounts.audit_log import Action, record
from accounts.audit_log_admin import AuditLogMixin
from accounts.lockout import unlock, with_locks
from accounts.models import User
from accounts.new_staff import NewStaffForm, NewStaffMixin
from accounts.versions import RetryMixin, VersionMixin


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

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the button to add another one beside the checkboxes."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field and db_field.many_to_many:
            field.widget = getattr(field.widget, "widget", field.widget)
        return field


@admin.register(User)
class UserAdmin(
    NewStaffMixin,
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
    add_form = NewStaffForm
    change_password_form = PasswordForm
    change_user_password_template = "admin/accounts/user/change_password.html"  # noqa: S105
    add_form_template = "admin/change_form.html"
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
    list_filter = (KindFilter, "is_active", "is_demo", "groups")
    list_select_related = ("sandbox",)
    list_per_page = 50
    sorts_when_long = ("user_id",)
    ordering = ("user_id",)
    readonly_fields = ("kind", "demo", "sandbox", "last_login_at", "created_at", "password_is")
    fieldsets = (
        (None, {"fields": ("user_id", "name", "password_is", "is_active")}),
        ("Practice", {"fields": ("sandbox", "last_login_at", "created_at", "demo")}),
        ("Staff rights", {"fields": ("kind", "is_superuser", "groups")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("name", "user_id", "groups"),
                "description": "Add staff here. The next page shows a password. Trainees create practice "
                "accounts on the login page, or a training lead adds them to a class.",
            },
        ),
    )
    filter_horizontal = ()
    actions = ("unlock", "start_over")

    def matches(self, words: list[str]) -> Q:
        """The User ID, the name, or the name of the class."""
        return in_class_or(words, contains)

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

    @admin.display(description="password")
    def password_is(self, user: User) -> SafeString:
        """Whether there is one, with the link that resets it."""
        words = "Nobody can see it." if user.has_usable_password() else "None: no password works."
        url = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('{} <a href="{}">Reset password</a>', words, url)

    @admin.action(description="Unlock login of selected users", permissions=["unlock"])
    @asks_first("Unlock {}?", "Failed log-in attempts are deleted. They can log in again at once.")
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """The lock protects accounts with more rights from those who may change users, too."""
        users = [user for user in queryset if user.sandbox_id or manages(request, user)]
        unlocked = unlock(users)
        for user in users:
            record(request.user, user, Action.UNLOCKED)  # type: ignore[arg-type] # staff are logged in
        words = f"Unlocked {len(users)} users. {unlocked} of them had failed attempts."
        self.message_user(request, words, messages.SUCCESS)
        if skipped := len(queryset) - len(users):
            self.message_user(
                request, f"Skipped, because they have rights that you lack: {skipped}.", messages.WARNING
            )

    @admin.action(description="Start over for selected trainees", permissions=["change"])
    @asks_first(
        "Start over for {}?",
        "Their requests and roles are archived; you can't get them back. User ID and password stay the same. "
        "Staff are skipped.",
    )
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
    RetryMixin, VersionMixin, GroupRightsMixin, CheckboxManyToManyMixin, AuditLogMixin, DjangoGroupAdmin
):
    """Groups with their permissions."""

    form = GroupForm
    fields = GroupForm.Meta.fields
    filter_horizontal = ()
