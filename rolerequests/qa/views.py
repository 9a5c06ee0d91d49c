"""The QA door: a test's own world in one request, already signed in. In the URL map with QA_DOOR=1 alone."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.http.request import split_domain_port
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from accounts.sessions import SessionStore
from rolerequests.models import Role
from rolerequests.qa.sandboxes import UnknownCondition, make_qa_world, remove_old_qa_worlds


@csrf_exempt
@login_not_required
def worlds(request: HttpRequest) -> JsonResponse:
    """Make a world in the `condition` that is posted, and answer with a browser's state that is signed in.

    The header `Authorization: Bearer …` holds QA_DOOR_TOKEN. Each call also removes some of the worlds that
    are older than QA_WORLD_HOURS.
    """
    if request.method != "POST":
        answer = refusal(405, "The door takes a POST alone, with a condition.")
        answer["Allow"] = "POST"
        return answer
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.QA_DOOR_TOKEN}"
    ):
        return refusal(403, "The header Authorization must be: Bearer, a blank, and the QA_DOOR_TOKEN.")
    condition = request.POST.get("condition", "")
    try:
        user, path = make_qa_world(condition)
    except UnknownCondition as error:
        return refusal(400, str(error))
    except Role.DoesNotExist:
        return refusal(409, "The catalogue lacks a role that this condition needs: see what `seed` says.")
    now = user.sandbox.now()  # type: ignore[union-attr] # a practice identity always has one
    remove_old_qa_worlds(before=now - timedelta(hours=settings.QA_WORLD_HOURS))
    world = {"user_id": user.user_id, "condition": condition, "path": path}
    return JsonResponse({**world, "state": signed_in_state(request, user)}, status=201)


def signed_in_state(request: HttpRequest, user: Any) -> dict[str, Any]:
    """What Playwright calls a storage state: the session's cookie, for the host that was asked."""
    browser = HttpRequest()  # not this one: who asks may have a session of their own
    browser.session = SessionStore()
    login(browser, user, "accounts.backends.IdentityBackend")
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
    """Why there is no world."""
    return JsonResponse({"error": sentence}, status=status)
