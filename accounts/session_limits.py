"""When a session ends: after SESSION_IDLE_MINUTES without a page, and SESSION_MAX_HOURS after the login."""

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


def now_for(request: HttpRequest) -> datetime:
    """The time of the user who is logged in; in a preview that of the member of staff."""
    user = getattr(request, "preview_for", request.user)
    return user.now() if isinstance(user, User) else timezone.now()


def renew(request: HttpRequest) -> None:
    """Start the idle limit again."""
    request.session[RENEWED] = int(now_for(request).timestamp())


def last_end(session: Any) -> datetime:
    """When the session ends at the latest, however often it is renewed."""
    return datetime.fromtimestamp(session[STARTED], UTC) + timedelta(hours=settings.SESSION_MAX_HOURS)


def end_of(session: Any) -> datetime:
    """When the session ends if no page is opened until then."""
    idle = datetime.fromtimestamp(session[RENEWED], UTC) + timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return min(idle, last_end(session))


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
    if now >= end_of(session):
        logout(request)
        return
    if now.timestamp() - session[RENEWED] >= RENEW_EVERY.total_seconds():
        renew(request)
    ends_at = end_of(session)
    request.session_ends_at = ends_at  # type: ignore[attr-defined]
    request.session_can_be_extended = ends_at < last_end(session)  # type: ignore[attr-defined]
