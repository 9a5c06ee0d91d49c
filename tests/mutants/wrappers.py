"""Each mutant replaces a function or a setting of the application, or rewrites its pages or their styles."""

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe
from django.views import defaults

from iqies_roles import middleware, urls
from iqies_roles.management.commands import prune
from rolerequests.admin import RoleRequestAdmin, SandboxAdmin
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.models.choices import Transition
from rolerequests.wizard import profile, views
from rolerequests.wizard.steps import LAST, Step

MUTANT = os.environ["MUTANT"]


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
    everything = RoleRequest.objects.submitted().select_related("role", "category")
    replace(profile.submitted_requests, "all", lambda **values: list(everything.all()))


def ignore_days() -> None:
    """Prune drafts after 30 days whatever --draft-days says."""
    handle = prune.Command.handle
    replace(prune.Command, "handle", lambda self, **options: handle(self, **options | {"draft_days": 30}))


def show_names_as_code() -> None:
    replace(RoleRequestAdmin, "role", lambda self, role_request: mark_safe(role_request.role.name))  # noqa: S308
    replace(RoleRequestAdmin, "requester_words", lambda self, each: mark_safe(each.requester.words))  # noqa: S308


def with_headers(**headers: str) -> None:
    """Set these headers of each page as the last of our middleware."""
    private_pages = middleware.private_pages

    def changed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
        inner = private_pages(get_response)

        def outer(request: HttpRequest) -> HttpResponse:
            response = inner(request)
            for name, value in headers.items():
                response[name.replace("_", "-")] = value
            return response

        return outer

    replace(middleware, "private_pages", changed)


def refuse_large_requests_without_a_page() -> None:
    def refuse(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
        def outer(request: HttpRequest) -> HttpResponse:
            large = int(request.META.get("CONTENT_LENGTH") or "0") > middleware.MAX_REQUEST_BYTES
            return HttpResponse(status=413) if large else get_response(request)

        return outer

    replace(middleware, "max_request_size", refuse)


def set_to(**values: object) -> Callable[[], None]:
    """A mutant that changes settings."""

    def change() -> None:
        for name, value in values.items():
            setattr(settings, name, value)

    return change


WRAPPERS: dict[str, Callable[[], None]] = {
    "an option without effect": ignore_days,
    "an error page of Django": lambda: replace(urls, "handler500", defaults.server_error),
    "a column that is always 0": lambda: replace(SandboxAdmin, "request_count", lambda self, sandbox: 0),
    "a name shown as code": show_names_as_code,
    "a session cookie that scripts can read": set_to(SESSION_COOKIE_HTTPONLY=False),
    "a session cookie for other sites": set_to(SESSION_COOKIE_SAMESITE="None"),
    "a CSRF cookie that scripts can read": set_to(CSRF_COOKIE_HTTPONLY=False),
    "a longer session": set_to(SESSION_IDLE_MINUTES=600, SESSION_COOKIE_AGE=36_000),
    "a session that outlives the browser": set_to(SESSION_EXPIRE_AT_BROWSER_CLOSE=False),
    "a lost header": set_to(SECURE_REFERRER_POLICY=None),
    "an added header": lambda: with_headers(X_Powered_By="Django"),
    "a weaker policy": set_to(CONTENT_SECURITY_POLICY=f"{settings.CONTENT_SECURITY_POLICY} 'unsafe-inline'"),
    "pages that may be cached": lambda: with_headers(Cache_Control="private"),
    "a large request without a page": refuse_large_requests_without_a_page,
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
}
# Rules that each page gets in one more style sheet.
STYLES = {
    "a faint text": ".page-lead { color: #bbb }",
    "links in the color of their bar": ".site-nav__list a { color: #162e51 }",
    "a selected tile like the others": ".usa-radio__input--tile:checked + .usa-radio__label { background: white; border-color: #c6cace }",
    "Next and Cancel in each other's place": ".button-row { display: flex; flex-direction: row-reverse; justify-content: flex-end }",
    "a notice three pixels high": ".site-notice { height: 3px; padding: 0; overflow: hidden }",
    "an error in the color of text": ".usa-error-message { color: inherit }",
    "no buttons on a phone": "@media (max-width: 480px) { .button-row { visibility: hidden } }",
    "another typeface": "body { font-family: serif }",
    "a narrow page": "main { max-width: 30rem !important }",
    "text of ten pixels": "footer p { font-size: 10px !important }",
    "no visible focus in the admin": "*:focus { outline: none !important }",
    "buttons of the admin like text": "input[type=submit] { background: none !important; color: black !important }",
}


def rewrite_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware that rewrites each page, and serves the style sheet of a mutant."""
    rewrite = (
        ("</head>", '<link rel="stylesheet" href="/mutant.css"></head>') if MUTANT in STYLES else ("", "")
    )
    old, new = (each.encode() for each in REWRITES.get(MUTANT, rewrite))

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/mutant.css":
            return HttpResponse(STYLES[MUTANT], content_type="text/css")
        request.META.pop("HTTP_ACCEPT_ENCODING", None)  # a compressed page cannot be rewritten
        response = get_response(request)
        if old and not response.streaming:
            response.content = response.content.replace(old, new)
            response["Content-Length"] = str(len(response.content))
        return response

    return middleware
