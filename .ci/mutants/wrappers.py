"""What breaks the application: each fault wraps a part of it, or rewrites its pages."""

import os
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from rolerequests.models import RoleRequest
from rolerequests.models.choices import Transition
from rolerequests.models.requests import RoleRequestQuerySet
from rolerequests.wizard import profile, views
from rolerequests.wizard.steps import LAST, Step

FAULT = os.environ["FAULT"]


def replace(owner: Any, name: str, by: Callable[..., Any]) -> None:
    """Put something else in the place of a function or method."""
    setattr(owner, name, by)


def skip_the_guard() -> None:
    """Let everybody go on to the last page."""
    replace(views, "first_incomplete", lambda role_request: LAST)


def fail_on_my_profile() -> None:
    """An error of ours where the lists are made."""

    def fail(*args: Any) -> None:
        raise RuntimeError("broken on purpose")

    replace(profile.Profile, "__init__", fail)


def lose_the_event() -> None:
    """Submit without writing down that it happened."""
    record = RoleRequest._record

    def record_less(self: RoleRequest, verb: Transition, *rest: Any) -> None:
        if verb != Transition.SUBMITTED:
            record(self, verb, *rest)

    replace(RoleRequest, "_record", record_less)


def submit_again() -> None:
    """Store a request a second time, for another state, when Submit Request is pressed a second time."""
    answer = views.already_submitted

    def copy_and_answer(request: HttpRequest, current: Step, role_request: RoleRequest) -> HttpResponse:
        if request.method == "POST":
            copy = RoleRequest.objects.get(pk=role_request.pk)
            copy.pk, copy.state = None, "WY"
            copy.save(force_insert=True)
        return answer(request, current, role_request)

    replace(views, "already_submitted", copy_and_answer)


def show_everybodys() -> None:
    """Forget in whose sandbox a request is."""
    replace(RoleRequestQuerySet, "in_sandbox_of", lambda requests, user: requests.all())


WRAPPERS = {
    "a dropped guard": skip_the_guard,
    "a 500": fail_on_my_profile,
    "a lost event": lose_the_event,
    "a duplicated request": submit_again,
    "another sandbox's data": show_everybodys,
}

# What is replaced in each page, and by what.
REWRITES = {
    "a renamed role": ("State Agency S&amp;C General User", "State Agency Survey User"),
    "a missing label": ('<label class="usa-label" for="id_state">State</label>', ""),
    "a lost banner": ("Role Request Submitted", ""),
    "a breach of the content security policy": ("</head>", "<style>p { color: red }</style></head>"),
    "a contrast fault": ("</head>", '<link rel="stylesheet" href="/mutant.css"></head>'),
}


def rewrite_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: rewrites each page as the fault says, and serves the style sheet that one of them names."""
    old, new = (each.encode() for each in REWRITES.get(FAULT, ("", "")))

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/mutant.css":
            return HttpResponse(".page-lead { color: #bbb }", content_type="text/css")
        response = get_response(request)
        if old and not response.streaming:
            response.content = response.content.replace(old, new)
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware
