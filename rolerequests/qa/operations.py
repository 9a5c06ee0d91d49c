"""What the QA API does with sandboxes: a table, from which its addresses and its descriptions are made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone

from accounts import qa_accounts
from accounts.deletion import InUseError
from accounts.models import User
from rolerequests.qa.api_presets import API_PRESETS, Created
from rolerequests.qa.fields import check_fields
from rolerequests.qa.presets import PresetFieldError
from rolerequests.qa.sandboxes import (
    UnknownAccountError,
    UnknownPresetError,
    create_qa_sandbox,
    delete_qa_sandbox,
    own_account,
    preset_named,
    remove_old_qa_sandboxes,
)

CATALOG_ERROR = "The database lacks what this preset needs. Run `manage.py seed`, which lists what differs."
PRESET_ERROR = 'The field preset is missing. Send it as a form or as JSON, such as {"preset": "fresh"}.'
IN_USE_ERROR = "Something else changes what belongs to this account. Delete it again in a moment."
TIME_FIELDS = ("now", "advance")
TIME_ERROR = "Send one of the fields now and advance."

Body = Mapping[str, str]
Result = tuple[int, dict[str, Any]]


class ApiError(Exception):
    """An error response: its status and the sentence in `error`."""

    def __init__(self, status: int, message: str, field: str = "") -> None:
        super().__init__(message)
        self.status, self.field = status, field


@dataclass(frozen=True)
class Operation:
    """A method of an address.

    `errors` are the statuses that it has besides those of all operations.
    """

    method: str
    route: str
    summary: str
    handler: Callable[..., Result]  # takes the request, the body, and what the route names
    response: str  # its schema in the OpenAPI file
    status: int = 200
    body: str = ""  # that of the body, if there is one
    errors: Mapping[int, str] = field(default_factory=dict)


def create(request: HttpRequest, body: Body) -> Result:
    """Create a sandbox, and delete some that are older than QA_SANDBOX_HOURS."""
    if "preset" not in body:
        raise ApiError(400, PRESET_ERROR, "preset")
    try:
        name = preset_named(body["preset"], API_PRESETS)
        fields = check_fields(body, API_PRESETS[name].fields, f"of the preset “{name}”")
        created = create_qa_sandbox(request=request, **fields | {"preset": name})
    except (UnknownPresetError, PresetFieldError) as error:
        raise ApiError(400, str(error), getattr(error, "field", "preset")) from None
    except ObjectDoesNotExist:
        raise ApiError(409, CATALOG_ERROR) from None
    sandbox = created.user.sandbox or created.user.qa_sandbox
    hours = timedelta(hours=settings.QA_SANDBOX_HOURS)
    remove_old_qa_sandboxes(before=sandbox.created_at - hours)  # type: ignore[union-attr] # it has one
    return HTTPStatus.CREATED, account(request, created) | {
        "preset": body["preset"],
        "password": created.password,
        "trainees": [account(request, Created(each, "/")) for each in created.trainees],
    }


def set_time(request: HttpRequest, body: Body, user_id: str) -> Result:
    """Set the time of a sandbox, or let some pass."""
    fields = check_fields(body, TIME_FIELDS, "here")
    if len(fields) != 1:
        raise ApiError(400, TIME_ERROR)
    ((name, time),) = fields.items()
    try:
        qa_accounts.set_time(known(user_id), time)
    except qa_accounts.TimeError as error:
        raise ApiError(400, str(error), name) from None
    return HTTPStatus.OK, account(request, Created(known(user_id), "/"))


def delete(request: HttpRequest, body: Body, user_id: str) -> Result:
    """Delete a sandbox."""
    check_fields(body, (), "here")
    try:
        delete_qa_sandbox(user_id)
    except UnknownAccountError as error:
        raise ApiError(404, str(error)) from None
    except InUseError:
        raise ApiError(409, IN_USE_ERROR) from None
    return HTTPStatus.OK, {"deleted": user_id}


def known(user_id: str) -> User:
    """The account of the QA API. Raises ApiError."""
    try:
        return own_account(user_id)
    except UnknownAccountError as error:
        raise ApiError(404, str(error)) from None


def account(request: HttpRequest, created: Created) -> dict[str, Any]:
    """What a test needs to know of an account."""
    return {
        "user_id": created.user.user_id,
        "path": created.path,
        "now": timezone.localtime(created.user.now()).isoformat(timespec="seconds"),
        "state": storage_state(request, created),
    }


def storage_state(request: HttpRequest, created: Created) -> dict[str, Any]:
    """Playwright's storage state: the session cookie of a new session, for the requested host."""
    new = HttpRequest()  # not the present one: the caller may have a session
    new.session = import_module(settings.SESSION_ENGINE).SessionStore()
    created.begin(new, created.user)
    new.session.save()
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": new.session.session_key,
        "domain": split_domain_port(request.get_host())[0],
        "path": settings.SESSION_COOKIE_PATH,
        "expires": -1,
        "httpOnly": True,
        "secure": settings.SESSION_COOKIE_SECURE,
        "sameSite": settings.SESSION_COOKIE_SAMESITE,
    }
    return {"cookies": [cookie], "origins": []}


NO_ACCOUNT = {404: "The QA API has no account with this User ID, or it is deleted."}
SANDBOX_OPERATIONS = (
    Operation(
        "POST",
        "qa/sandboxes/",
        "Create a sandbox with a preset, and delete some that are older than QA_SANDBOX_HOURS",
        create,
        "Sandbox",
        status=201,
        body="Preset",
        errors={409: "The database lacks roles, organizations, exercises or groups that the preset needs."},
    ),
    Operation(
        "POST",
        "qa/sandboxes/<str:user_id>/time/",
        "Set the time of a sandbox, or let some pass; with a class, also the time of its trainees",
        set_time,
        "Account",
        body="Time",
        errors=NO_ACCOUNT,
    ),
    Operation(
        "DELETE",
        "qa/sandboxes/<str:user_id>/",
        "Delete a sandbox with all that belongs to it",
        delete,
        "Deleted",
        errors=NO_ACCOUNT | {409: "Something else changes what belongs to the account. Repeat the call."},
    ),
)
