"""The green banner of My Profile: a cookie carries it from the submission to the next My Profile.

The cookie is signed for one session, so that nobody else who uses the browser sees the banner. It costs no
write to the database.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = f"submitted_{settings.INSTALLATION}"


def announce(request: HttpRequest, response: HttpResponse) -> None:
    """Let the next My Profile of this session show the banner."""
    response.set_signed_cookie(
        COOKIE,
        "1",
        salt=salt_of(request),
        path=reverse("my_profile"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_announced(request: HttpRequest) -> bool:
    """Whether this page shows the banner."""
    return bool(request.get_signed_cookie(COOKIE, default=None, salt=salt_of(request)))


def use_up(request: HttpRequest, response: HttpResponse) -> None:
    """Show the banner no more. HEAD shows nothing, so it uses up nothing."""
    if COOKIE in request.COOKIES and request.method == "GET":
        response.delete_cookie(COOKIE, path=reverse("my_profile"), samesite="Lax")


def salt_of(request: HttpRequest) -> str:
    return f"{COOKIE} {request.session.session_key}"
