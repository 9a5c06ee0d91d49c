"""The login form."""

import math
from typing import Any

from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from accounts.client_address import client_address
from accounts.models import User
from accounts.passwords import HashingBusyError


class LoginForm(AuthenticationForm):
    """User ID, password and terms. A wrong password has one error message, which reveals no User IDs."""

    username = forms.CharField(
        label="User ID",
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "class": "usa-input",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": "Enter your User ID.",
            "max_length": "Enter a User ID of at most 60 characters.",
        },
    )
    # Strips blanks at the ends, which are easily copied with it. SurroundingBlanksValidator refuses them.
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"class": "usa-input", "autocomplete": "current-password"}),
        error_messages={"required": "Enter your password."},
    )
    terms = forms.BooleanField(
        label="I have read and accept the Terms & Conditions",
        widget=forms.CheckboxInput(attrs={"class": "usa-checkbox__input"}),
        error_messages={"required": "Accept the Terms & Conditions to log in."},
    )

    error_messages = {
        "invalid_login": "The User ID or password is not correct. Check both and try again.",
        "inactive": "The User ID or password is not correct. Check both and try again.",
        "busy": "Many people are logging in at the moment. Wait a few seconds and try again.",
        "class_closed": "This class is closed. Ask your training lead.",
    }

    def clean_username(self) -> str:
        """The normalized User ID, which can be longer than the entered one: check its length again."""
        user_id = User.normalize_username(self.cleaned_data["username"])
        if len(user_id) > 60:
            raise ValidationError(self.fields["username"].error_messages["max_length"], code="max_length")
        return user_id

    def clean(self) -> dict[str, Any]:
        """Check the password only if all fields are valid: missing terms are no failed attempt."""
        if self.errors:
            return self.cleaned_data
        try:
            return super().clean()
        except HashingBusyError as error:
            raise ValidationError(self.error_messages["busy"], code="busy") from error

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse trainees of a closed class. The password was right, so this is no failed attempt."""
        super().confirm_login_allowed(user)
        if user.in_closed_class():
            raise ValidationError(self.error_messages["class_closed"], code="class_closed")

    def get_invalid_login_error(self) -> ValidationError:
        """The error message, or, from the fifth failure on, when to try again."""
        if not getattr(self.request, "axes_locked_out", False):
            return super().get_invalid_login_error()
        minutes = self.minutes_until_unlocked()
        unit = "minute" if minutes == 1 else "minutes"
        return ValidationError(
            "There were too many failed attempts with this User ID. Try again in %(minutes)s %(unit)s, "
            "ask your training lead to unlock it, or create a new practice account.",
            code="locked",
            params={"minutes": minutes, "unit": unit},
        )

    def minutes_until_unlocked(self) -> int:
        """Whole minutes, rounded up and at least 1, until this User ID can log in at this address again."""
        attempts = AccessAttempt.objects.filter(
            username=self.cleaned_data["username"], ip_address=self.request and client_address(self.request)
        )
        last = attempts.aggregate(at=Max("attempt_time"))["at"] or timezone.now()
        left = last + settings.AXES_COOLOFF_TIME - timezone.now()
        return max(1, math.ceil(left.total_seconds() / 60))
