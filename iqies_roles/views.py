"""Login of the admin, error pages, and the response to forms with an old CSRF token."""

import sys
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts import unsaved
from accounts.decorators import is_open_to
from accounts.passwords import HashingBusyError
from iqies_roles.database import is_database_fault

RETRY_AFTER = 30  # seconds
# For programs, which get no page.
NO_DATABASE = "The database does not respond, and nothing was saved twice. Send it again after Retry-After."
BUSY = "Many people are logging in, and nothing was changed. Send it again after Retry-After."
FAULT = "The server has a fault. Its log says which."


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def admin_login(request: HttpRequest) -> HttpResponse:
    """Redirect to the one login page. Staff who are logged in go to `next`, if it is a path of this site.

    Raises PermissionDenied for trainees.
    """
    dashboard = reverse("admin:index")
    next_url = request.GET.get("next", dashboard)
    if not request.user.is_authenticated:
        return redirect_to_login(next_url)
    if not admin.site.has_permission(request):
        raise PermissionDenied
    is_path = next_url.startswith("/") and is_own_url(next_url, request)
    return redirect(next_url if is_path else dashboard)


def is_own_url(url: str, request: HttpRequest) -> bool:
    """Whether a URL is on this site."""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


def error_page(status: int) -> Callable[..., HttpResponse]:
    """The view for a client error.

    Django's views read the submitted form for its token, and fail if it cannot be read.
    """

    def page(request: HttpRequest, exception: Exception, *args: Any) -> HttpResponse:
        if is_database_fault(exception):  # Django makes a failed save of the session a bad request
            return unavailable(request)
        if isinstance(exception, SessionInterrupted):  # logged out meanwhile, such as in another tab
            return redirect("login")
        return render(request, f"{status}.html", status=status)

    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a server error; without context processors, because they may be what failed."""
    error = sys.exc_info()[1]
    if is_database_fault(error):
        return unavailable(request)
    if isinstance(error, HashingBusyError):
        return unavailable(request, busy=True)
    if responds_with_json(request):
        return JsonResponse({"error": FAULT}, status=500)
    return HttpResponse(render_to_string("500.html"), status=500)


def unavailable(request: HttpRequest, *, busy: bool = False) -> HttpResponse:
    """The response for a database that is out of reach, read-only, locked or full, or for a `busy` server."""
    if not busy:
        connection.close_at = 0  # Django closes it after this request: SQLite's stays read-only otherwise
    headers = {"Retry-After": str(RETRY_AFTER)}
    if responds_with_json(request):
        return JsonResponse({"error": BUSY if busy else NO_DATABASE}, status=503, headers=headers)
    return HttpResponse(render_to_string("503.html", {"busy": busy}), status=503, headers=headers)


def responds_with_json(request: HttpRequest) -> bool:
    """Whether the request is for a view of the QA API, which says so."""
    return bool(request.resolver_match and getattr(request.resolver_match.func, "responds_with_json", False))


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Redirect to the page of the form, with a message: logging in and out changes CSRF tokens.

    A form without any cookie, or from another site, gets a page, because a redirect would loop.
    """
    no_cookie = reason == REASON_NO_CSRF_COOKIE
    if no_cookie or reason.startswith(("Origin", "Referer")):
        return render(request, "403_csrf.html", {"no_cookie": no_cookie}, status=403)
    messages.warning(
        request,
        "You logged in or out after this page was opened, so it was not saved, and nothing was submitted. "
        "Check your selections and send it again.",
    )
    match = request.resolver_match
    if match and getattr(match.func, "keeps_unsaved", False):
        unsaved.remember(request, match.func)
    if match and "admin" in match.app_names:
        referer = request.headers.get("Referer", "")  # some admin URLs accept POST only
        return redirect(referer if is_own_url(referer, request) else request.get_full_path())
    if match and request.user.is_authenticated and not is_open_to(match, request.user):
        return redirect("welcome")  # logged in as another user meanwhile
    return redirect(request.get_full_path())
