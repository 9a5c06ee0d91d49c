"""The login form, and the form of people who have a class code."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts import login_events
from accounts.audit_log import Action, Change, record
from accounts.class_codes import as_stored
from accounts.client_address import client_address
from accounts.lockout import CLASS_CODE, codes_are_locked, count_wrong_code, minutes_until_unlocked
from accounts.models import ClassError, Credentials, TooManyAccountsError, TrainingClass, User
from accounts.passwords import HashingBusyError
from accounts.text import clean_label


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
        "class_closed": "Your class is closed. Ask your training lead.",
        "at_agency": "Staff log in with their agency's account: select that link on this page.",
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
        """Refuse trainees of a closed class, and staff who need single sign-on.

        The password was right, so this counts as no failed attempt. The audit log keeps it.
        """
        super().confirm_login_allowed(user)
        if user.is_staff and not settings.STAFF_PASSWORDS:
            code = "at_agency"
        elif user.in_closed_class():
            code = "class_closed"
        else:
            return
        words = str(self.error_messages[code])
        login_events.keep(None, user, Action.LOGIN_FAILED, self.request, reason=words)
        raise ValidationError(words, code=code)

    def get_invalid_login_error(self) -> ValidationError:
        """The error message, or, from the fifth failure on, when to try again."""
        if not getattr(self.request, "axes_locked_out", False):
            return super().get_invalid_login_error()
        minutes = minutes_until_unlocked(self.request, self.cleaned_data["username"])
        unit = "minute" if minutes == 1 else "minutes"
        return ValidationError(
            "There were too many failed attempts with this User ID. Try again in %(minutes)s %(unit)s, "
            "ask your training lead to unlock it, or create a new practice account.",
            code="locked",
            params={"minutes": minutes, "unit": unit},
        )


class ClassCodeForm(forms.Form):
    """Creates a practice account in the class whose code somebody enters.

    A wrong code has one error message, also for the code of a class that is closed or has switched it off.
    """

    code = forms.CharField(
        label="Class code",
        max_length=20,
        help_text="Your training lead shows it or reads it out, for example HKR-472.",
        widget=forms.TextInput(
            attrs={
                "class": "usa-input",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": "Enter the class code.", "max_length": "A class code has 6 characters."},
    )
    name = forms.CharField(
        label="Your name",
        max_length=100,
        help_text="Your training lead sees it. Other trainees don't.",
        widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "name"}),
        error_messages={
            "required": "Enter your name.",
            "max_length": "Enter a name of at most 100 characters.",
        },
    )

    error_messages = {
        "wrong_code": "This class code is not valid. Check it, or ask your training lead.",
        "locked": "Too many wrong class codes were entered from your network. Try again in %(minutes)s "
        "%(unit)s, or ask your training lead to add you.",
        "too_many": "Too many practice accounts were created from your network in the last hour. Ask your "
        "training lead to add you, or try again within the hour.",
    }

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        self.request = request

    def clean_name(self) -> str:
        """The name as one line."""
        name = clean_label(self.cleaned_data["name"])
        if not name:
            raise ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def clean_code(self) -> TrainingClass:
        """The class that has the code. A wrong code counts, unless too many were entered already."""
        if codes_are_locked(self.request):
            minutes = minutes_until_unlocked(self.request, CLASS_CODE)
            unit = "minute" if minutes == 1 else "minutes"
            raise ValidationError(
                self.error_messages["locked"], code="locked", params={"minutes": minutes, "unit": unit}
            )
        training_class = TrainingClass.objects.filter(code=as_stored(self.cleaned_data["code"])).first()
        if training_class is None:
            count_wrong_code(self.request)
            raise ValidationError(self.error_messages["wrong_code"], code="wrong_code")
        return training_class

    def create_account(self) -> Credentials | None:
        """Create the account. None, with an error in the form, if there cannot be one now."""
        training_class: TrainingClass = self.cleaned_data["code"]
        try:
            user, credentials = training_class.add_latecomer(
                self.cleaned_data["name"], training_class.code or "", client_address(self.request)
            )
        except ClassError:  # the code was renewed, switched off or the class deleted meanwhile
            self.add_error("code", ValidationError(self.error_messages["wrong_code"], code="wrong_code"))
        except TooManyAccountsError:
            self.add_error(None, ValidationError(self.error_messages["too_many"], code="too_many"))
        else:
            record(None, training_class, Action.JOINED, [Change("trainees", "", user.words)])
            return credentials
        return None
