"""The admin's forms of users, with the help texts that staff read."""

from typing import Any, ClassVar

from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from accounts.admin_rights import LAST_SUPERUSER
from accounts.models import User
from accounts.new_staff import GROUPS, USER_ID, USER_ID_ERRORS
from accounts.rights import leaves_no_superuser
from accounts.versions import VersionedForm


class UserForm(VersionedForm, UserChangeForm):
    """Changes a user. The password has a page of its own."""

    password = None  # type: ignore[assignment] # removes the field

    class Meta:
        model = User
        fields = "__all__"
        help_texts: ClassVar[Any] = {
            "user_id": USER_ID,
            "name": "The name, as the training lead entered it. Empty if a trainee created the account.",
            "is_active": "Only active accounts can log in. Deactivate accounts instead of deleting them.",
            "is_staff": "Staff use this admin and have no sandbox. Trainees are not staff.",
            "sandbox": "The trainee's practice data. Staff have none.",
            "is_superuser": "May do everything, without a group.",
            "groups": GROUPS,
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
    """Sets a password. To keep somebody out, the account is deactivated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
