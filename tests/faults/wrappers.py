"""Each fault replaces a function of the application or rewrites its pages."""

import os
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.models.choices import Transition
from rolerequests.models.requests import RoleRequestQuerySet
from rolerequests.wizard import profile, views
from rolerequests.wizard.steps import LAST, Step

FAULT = os.environ["FAULT"]


def replace(owner: Any, name: str, by: Callable[..., Any]) -> None:
    setattr(owner, name, by)


def allow_last_page() -> None:
    replace(views, "first_incomplete", lambda role_request: LAST)


def fail_on_my_profile() -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("broken on purpose")

    replace(profile.Profile, "__init__", fail)


def lose_submitted_event() -> None:
    """Submit without adding the event."""
    record = RequestEvent.objects.record

    def record_others(**columns: Any) -> None:
        if columns["transition"] != Transition.SUBMITTED:
            record(**columns)

    replace(RequestEvent.objects, "record", record_others)


def duplicate_request() -> None:
    """Store a second request, for another state, on the second click on Submit Request."""
    view = views.already_submitted

    def duplicate(request: HttpRequest, current: Step, role_request: RoleRequest) -> HttpResponse:
        if request.method == "POST":
            copy = RoleRequest.objects.get(pk=role_request.pk)
            copy.pk, copy.state = None, "WY"
            copy.save(force_insert=True)
        return view(request, current, role_request)

    replace(views, "already_submitted", duplicate)


def show_all_sandboxes() -> None:
    replace(RoleRequestQuerySet, "in_sandbox_of", lambda requests, user: requests.all())


WRAPPERS = {
    "a dropped guard": allow_last_page,
    "a 500": fail_on_my_profile,
    "a lost event": lose_submitted_event,
    "a duplicated request": duplicate_request,
    "another sandbox's data": show_all_sandboxes,
}

# Text of each page, and its replacement.
REWRITES = {
    "a renamed role": ("State Agency S&amp;C General User", "State Agency Survey User"),
    "a missing label": ('<label class="usa-label" for="id_state">State</label>', ""),
    "a lost banner": ("Role Request Submitted", ""),
    "a breach of the content security policy": ("</head>", "<style>p { color: red }</style></head>"),
    "a contrast fault": ("</head>", '<link rel="stylesheet" href="/fault.css"></head>'),
}


def rewrite_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware that rewrites each page, and serves the style sheet of the contrast fault."""
    old, new = (each.encode() for each in REWRITES.get(FAULT, ("", "")))

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/fault.css":
            return HttpResponse(".page-lead { color: #bbb }", content_type="text/css")
        response = get_response(request)
        if old and not response.streaming:
            response.content = response.content.replace(old, new)
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware
