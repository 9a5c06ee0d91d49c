"""The QA door: a test's own sandbox in one request, already signed in. In the URL map with QA_API=1 alone."""

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

from rolerequests.models import Role
from rolerequests.qa.sandboxes import UnknownPresetError, create_qa_sandbox, remove_old_qa_sandboxes


@csrf_exempt
@login_not_required
def sandboxes(request: HttpRequest) -> JsonResponse:
    """Make a sandbox in the `preset` that is posted, and answer with a browser's state that is signed in.

    The header `Authorization: Bearer …` holds QA_API_TOKEN. Each call also removes some of the sandboxes that
    are older than QA_SANDBOX_HOURS.
    """
    if request.method != "POST":
        answer = refusal(405, "The door takes a POST alone, with a preset.")
        answer["Allow"] = "POST"
        return answer
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.QA_API_TOKEN}"):
        return refusal(403, "The header Authorization must be: Bearer, a blank, and the QA_API_TOKEN.")
    preset = request.POST.get("preset", "")
    try:
        user, path = create_qa_sandbox(preset)
    except UnknownPresetError as error:
        return refusal(400, str(error))
    except Role.DoesNotExist:
        return refusal(409, "The catalog lacks a role that this preset needs: see what `seed` says.")
    now = user.sandbox.now()  # type: ignore[union-attr] # a practice identity always has one
    remove_old_qa_sandboxes(before=now - timedelta(hours=settings.QA_SANDBOX_HOURS))
    sandbox = {"user_id": user.user_id, "preset": preset, "path": path}
    return JsonResponse({**sandbox, "state": storage_state(request, user)}, status=201)


def storage_state(request: HttpRequest, user: Any) -> dict[str, Any]:
    """What Playwright calls a storage state: the session's cookie, for the host that was asked."""
    browser = HttpRequest()  # not this one: who asks may have a session of their own
    browser.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(browser, user, "accounts.backends.AccountBackend")
    browser.session.save()
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": browser.session.session_key,
        "domain": split_domain_port(request.get_host())[0],
        "path": settings.SESSION_COOKIE_PATH,
        "expires": -1,
        "httpOnly": True,
        "secure": settings.SESSION_COOKIE_SECURE,
        "sameSite": settings.SESSION_COOKIE_SAMESITE,
    }
    return {"cookies": [cookie], "origins": []}


def refusal(status: int, sentence: str) -> JsonResponse:
    """Why there is no sandbox."""
    return JsonResponse({"error": sentence}, status=status)
