"""When a session ends: some minutes after the last page, and some hours after the login.

The limits are settings. Those of staff are shorter: they see the names of others, and change them.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User

# Session keys, with seconds since 1970.
STARTED, RENEWED = "session_started", "session_renewed"
# A page renews the session at most this often, so that few pages write to the database.
RENEW_EVERY = timedelta(minutes=2)


@receiver(user_logged_in)
def start_session(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Start the limits of a new session, in the time of the user."""
    request.session[STARTED] = request.session[RENEWED] = int(user.now().timestamp())


def user_of(request: HttpRequest) -> Any:
    """Who is logged in; in a preview the member of staff."""
    return getattr(request, "preview_for", request.user)


def now_for(request: HttpRequest) -> datetime:
    """The time of the user who is logged in."""
    user = user_of(request)
    return user.now() if isinstance(user, User) else timezone.now()


def renew(request: HttpRequest) -> None:
    """Start the idle limit again."""
    request.session[RENEWED] = int(now_for(request).timestamp())


def last_end(request: HttpRequest) -> datetime:
    """When the session ends at the latest, however often it is renewed."""
    hours = settings.STAFF_SESSION_MAX_HOURS if user_of(request).is_staff else settings.SESSION_MAX_HOURS
    return datetime.fromtimestamp(request.session[STARTED], UTC) + timedelta(hours=hours)


def end_of(request: HttpRequest) -> datetime:
    """When the session ends if no page is opened until then."""
    is_staff = user_of(request).is_staff
    minutes = settings.STAFF_SESSION_IDLE_MINUTES if is_staff else settings.SESSION_IDLE_MINUTES
    idle = datetime.fromtimestamp(request.session[RENEWED], UTC) + timedelta(minutes=minutes)
    return min(idle, last_end(request))


def session_limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: end a session at its limit, or renew it.

    Sets `request.session_ends_at`, and `request.session_can_be_extended` unless that is the last end.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            apply_limits(request)
        return get_response(request)

    return middleware


def apply_limits(request: HttpRequest) -> None:
    """End or renew the session of a user who is logged in."""
    session, now = request.session, now_for(request)
    if SESSION_KEY not in session:  # the password has changed
        return
    if STARTED not in session:  # from before this version
        session[STARTED] = session[RENEWED] = int(now.timestamp())
    if now >= end_of(request):
        logout(request)
        return
    if now.timestamp() - session[RENEWED] >= RENEW_EVERY.total_seconds():
        renew(request)
    ends_at = end_of(request)
    request.session_ends_at = ends_at  # type: ignore[attr-defined]
    request.session_can_be_extended = ends_at < last_end(request)  # type: ignore[attr-defined]
