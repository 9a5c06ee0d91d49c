"""See it as a trainee: staff open the pages of trainees with a preview account of their own.

The session stays that of the member of staff. Its pages outside of the admin get the preview account as their
user, so that they have no right of staff; the pages of the admin do not.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.backends import AccountBackend
from accounts.decorators import AuthenticatedRequest
from accounts.models import User

PREVIEW = "preview"  # session key: the primary key of the preview account


def start(request: AuthenticatedRequest) -> None:
    """Let pages outside of the admin show the preview account of the user, until `end` or the log-out."""
    request.session[PREVIEW] = User.objects.preview_account_of(request.user).pk


def end(request: HttpRequest) -> None:
    """Let these pages show the member of staff again."""
    request.session.pop(PREVIEW, None)


def is_on(request: HttpRequest) -> bool:
    """Whether the page shows a preview account."""
    return hasattr(request, "preview_for")


def preview(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `request.user` is the preview account, and `request.preview_for` the staff account."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if PREVIEW in request.session and not request.path_info.startswith(reverse("admin:index")):
            show_preview(request)
        return get_response(request)

    return middleware


def show_preview(request: HttpRequest) -> None:
    """Replace the user, if the account is theirs and may log in; otherwise end the preview."""
    staff, account = request.user, AccountBackend().get_user(request.session[PREVIEW])
    if account and staff.is_authenticated and account.preview_of_id == staff.pk:
        request.preview_for = staff  # type: ignore[attr-defined] # is_on reads it
        request.user = account
    else:
        end(request)
