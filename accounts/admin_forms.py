"""The admin's forms of users, with the help texts that staff read."""

from typing import Any, ClassVar

from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from accounts.admin_rights import LAST_SUPERUSER
from accounts.models import User
from accounts.rights import leaves_no_superuser
from accounts.versions import VersionedForm

USER_ID = {"user_id": "For logging in. Use lower-case letters, digits, . _ and - only."}
USER_ID_ERRORS = {"user_id": {"unique": "An account with this User ID already exists."}}


class UserForm(VersionedForm, UserChangeForm):
    """Changes a user."""

    class Meta:
        model = User
        fields = "__all__"
        help_texts: ClassVar[Any] = USER_ID | {
            "name": "The name, as the training lead entered it. Empty if a trainee created the account.",
            "is_active": "Only active accounts can log in. Deactivate accounts instead of deleting them.",
            "is_staff": "Staff use this admin and have no sandbox. Trainees are not staff.",
            "sandbox": "The trainee's practice data. Staff have none.",
            "is_demo": "Created by demo mode with a public password. Can log in only in demo mode.",
        }
        error_messages: ClassVar[Any] = USER_ID_ERRORS

    def clean(self) -> dict[str, Any]:
        """Refuse to deactivate or demote the last superuser."""
        cleaned = super().clean() or {}
        for name in ("is_active", "is_superuser"):
            taken_away = getattr(self.instance, name) and not cleaned.get(name, True)
            if taken_away and leaves_no_superuser({self.instance.pk}):
                self.add_error(name, ValidationError(LAST_SUPERUSER, code="last_superuser"))
        return cleaned


class GroupForm(VersionedForm):
    """Adds or changes a group."""

    class Meta:
        model = Group
        fields = ("name", "permissions")


class PasswordForm(AdminPasswordChangeForm):
    """Sets or disables a password."""

    def clean(self) -> dict[str, Any]:
        """Refuse to disable the password of the last superuser."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("set_usable_password", True) and leaves_no_superuser({self.user.pk}):
            raise ValidationError(LAST_SUPERUSER, code="last_superuser")
        return cleaned


class NewUserForm(AdminUserCreationForm):
    """Adds a staff account."""

    class Meta:
        model = User
        fields = ("user_id",)
        help_texts: ClassVar[Any] = USER_ID
        error_messages: ClassVar[Any] = USER_ID_ERRORS
