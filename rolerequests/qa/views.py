"""The QA API: a sandbox of its own for each test, in one request and already logged in.

Its address exists only with QA_API=1.
"""

import json
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.http.request import split_domain_port
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from rolerequests.models import Organization, Role
from rolerequests.qa.sandboxes import UnknownPresetError, create_qa_sandbox, remove_old_qa_sandboxes

METHOD_ERROR = "Send a POST with the field preset, as a form or as JSON."
TOKEN_ERROR = "The header Authorization must be: Bearer, a blank, and the QA_API_TOKEN."  # noqa: S105
BODY_ERROR = (
    "Send the field preset as a form, or as a JSON object with Content-Type application/json, "
    'such as {"preset": "fresh"}.'
)
CATALOG_ERROR = "The database lacks what this preset needs. Run `manage.py seed`, which lists what differs."


@csrf_exempt
@login_not_required
def sandboxes(request: HttpRequest) -> JsonResponse:
    """Create a sandbox with the posted `preset`. The response has a browser state that is logged in.

    The body is a form or a JSON object. The header `Authorization: Bearer …` holds QA_API_TOKEN. Each call
    also deletes some of the sandboxes that are older than QA_SANDBOX_HOURS.
    """
    if request.method != "POST":
        return error_response(405, METHOD_ERROR, {"Allow": "POST"})
    if not has_token(request):
        return error_response(403, TOKEN_ERROR)
    preset = preset_of(request)
    if preset is None:
        return error_response(400, BODY_ERROR)
    try:
        user, path = create_qa_sandbox(preset)
    except UnknownPresetError as error:
        return error_response(400, str(error))
    except (Role.DoesNotExist, Organization.DoesNotExist):
        return error_response(409, CATALOG_ERROR)
    now = user.sandbox.now()  # type: ignore[union-attr] # a practice account always has a sandbox
    remove_old_qa_sandboxes(before=now - timedelta(hours=settings.QA_SANDBOX_HOURS))
    sandbox = {"user_id": user.user_id, "preset": preset, "path": path}
    return JsonResponse({**sandbox, "state": storage_state(request, user)}, status=201)


def has_token(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    # The scheme is case-insensitive (RFC 9110, section 11.1).
    return scheme.lower() == "bearer" and constant_time_compare(token.strip(), settings.QA_API_TOKEN)


def preset_of(request: HttpRequest) -> str | None:
    """The field `preset` of the body; None if there is none."""
    if request.content_type != "application/json":
        return request.POST.get("preset")
    try:
        preset = json.loads(request.body)["preset"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return preset if isinstance(preset, str) else None


def storage_state(request: HttpRequest, user: Any) -> dict[str, Any]:
    """Playwright's storage state: the session cookie of a new session, for the requested host."""
    new_session = HttpRequest()  # not the present one: the caller may have a session
    new_session.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(new_session, user, "accounts.backends.AccountBackend")
    new_session.session.save()
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": new_session.session.session_key,
        "domain": split_domain_port(request.get_host())[0],
        "path": settings.SESSION_COOKIE_PATH,
        "expires": -1,
        "httpOnly": True,
        "secure": settings.SESSION_COOKIE_SECURE,
        "sameSite": settings.SESSION_COOKIE_SAMESITE,
    }
    return {"cookies": [cookie], "origins": []}


def error_response(status: int, message: str, headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse({"error": message}, status=status, headers=headers)
