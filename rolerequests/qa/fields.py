"""The fields of the QA API. What reads them, and what describes them, comes from this table."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.dateparse import parse_datetime, parse_duration

from accounts.qa_accounts import LATEST
from rolerequests.models import Role
from rolerequests.models.text import is_storable
from rolerequests.models.us_states import State
from rolerequests.qa.presets import MOST

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class FieldError(Exception):
    """The request has a wrong field, or a body that cannot be read. The message says what to do."""

    def __init__(self, message: str, field: str = "", status: int = 400) -> None:
        super().__init__(message)
        self.field, self.status = field, status


class RoleField(forms.CharField):
    """An active role by its key."""

    schema = {"type": "string", "pattern": "^[a-z0-9-]+/[a-z0-9-]+$"}

    def clean(self, value: Any) -> Role | None:
        category, _, slug = super().clean(value).partition("/")
        if not category:
            return None
        active = Role.objects.filter(is_active=True, category__is_active=True).select_related("category")
        role = active.filter(category__slug=category, slug=slug).first()
        if role is None:
            raise forms.ValidationError(
                "It is no active role. Write category/role, as state-agency/general-user."
            )
        return role


class StateField(forms.ChoiceField):
    """A state by its code."""

    schema = {"type": "string", "enum": State.values}


class TimeField(forms.CharField):
    """A time with its zone."""

    schema = {"type": "string", "format": "date-time"}

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        try:
            time = parse_datetime(text) if text else None
        except ValueError:
            time = None
        if text and (time is None or time.tzinfo is None or not EARLIEST <= time < LATEST):
            raise forms.ValidationError(
                "Write a time with its zone, as 2026-11-26T23:59:50-05:00, of the years 2000 to 2089."
            )
        return time


class DurationField(forms.CharField):
    """A duration in ISO 8601."""

    schema = {"type": "string", "format": "duration"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            duration = parse_duration(text) if text.startswith("P") else None
        except OverflowError:
            duration = None
        if text and (duration is None or not timedelta(0) <= duration < LATEST - EARLIEST):
            raise forms.ValidationError("Write a duration, as P60D for 60 days or PT31M for 31 minutes.")
        return duration


FIELDS: dict[str, forms.Field] = {
    "preset": forms.CharField(help_text="What is in the sandbox. Hyphens may replace its blanks."),
    "role": RoleField(
        required=False, help_text="The role, as category/role. The User Roles Matrix has their names."
    ),
    "state": StateField(
        required=False,
        choices=[("", ""), *((value, value) for value in State.values)],
        help_text="The code of the state, such as OH.",
        error_messages={"invalid_choice": "Write the code of a state in capitals, such as OH."},
    ),
    "number": forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST,
        help_text="How many there are.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), f"Write a whole number from 1 to {MOST}."
        ),
    ),
    "now": TimeField(
        required=False, help_text="The time in the sandbox. It goes on from there. Without it: the real time."
    ),
    "advance": DurationField(required=False, help_text="How much time passes in the sandbox."),
}


def read_body(request: HttpRequest) -> dict[str, str]:
    """The fields of the body, a form or a JSON object. Raises FieldError."""
    if not request.body:
        return {}
    if request.content_type in FORM_TYPES:
        return read_form(request)
    if request.content_type != "application/json":
        raise FieldError(
            f"The Content-Type is {request.content_type or 'missing'}. Send application/json or a form.",
            status=415,
        )
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise FieldError(
            f'The body is not JSON ({error}). Send an object such as {{"preset": "fresh"}}.'
        ) from None
    if not is_storable(json.dumps(found, ensure_ascii=False)):
        raise FieldError("The JSON has half of a character: an escape of D800 to DFFF that is alone.")
    if not isinstance(found, dict):
        raise FieldError('The JSON is no object. Send one such as {"preset": "fresh"}.')
    for name, value in found.items():
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise FieldError(f"The field {name} must be a text or a whole number.", name)
    return {name: str(value) for name, value in found.items()}


def read_form(request: HttpRequest) -> dict[str, str]:
    """The fields of a form. Raises FieldError."""
    try:
        fields = dict(request.POST.lists())
    except (BadRequest, MultiPartParserError, SuspiciousOperation) as error:
        raise FieldError(f"The form cannot be read ({error}). Send JSON instead.") from None
    for name, values in fields.items():
        if len(values) > 1:
            raise FieldError(f"The field {name} is there {len(values)} times. Send it once.", name)
    return {name: str(value) for name, (value,) in fields.items()}


def check_fields(sent: Mapping[str, str], known: Iterable[str], of: str) -> dict[str, Any]:
    """The values of these fields, without those that are not there. Raises FieldError."""
    names = list(known)
    for name in sent:
        if name not in names:
            raise FieldError(f"There is no field “{name}” {of}. Fields: {', '.join(names)}.", name)
    values = {}
    for name, text in sent.items():
        try:
            values[name] = FIELDS[name].clean(text)
        except forms.ValidationError as error:
            raise FieldError(f"{name}: {' '.join(error.messages)}", name) from None
    return {name: value for name, value in values.items() if value not in (None, "")}


def schema_of(name: str) -> dict[str, Any]:
    """The field as a JSON schema."""
    field = FIELDS[name]
    schema: dict[str, Any] = dict(getattr(field, "schema", {"type": "string"}))
    if isinstance(field, forms.IntegerField):
        schema = {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    return schema | {"description": str(field.help_text)}
