"""Whether this server runs, and whether it can serve people: what load balancers and monitoring ask."""

import secrets
import threading
from collections.abc import Callable
from http import HTTPStatus

from django.contrib.sessions.models import Session
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from iqies_roles.database import lacks_migrations
from iqies_roles.database_timeout import database_timeout

MAX_SECONDS = 2.0
NO_ANSWER = "The database does not answer.\n"
LACKS_MIGRATIONS = "The database lacks migrations of this version.\n"
NOT_WRITABLE = "The database cannot be written.\n"

migrated = threading.Event()  # asked once: a server of another version has a process of its own


def health(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """`/livez` is 200 while the process answers; `/readyz` is 200 while it can serve people, else 503.

    Load balancers ask by address, so this comes before the check of the host name.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return plain(request, "")
        if request.path == "/readyz":
            return plain(request, why_not_ready())
        return get_response(request)

    return middleware


def plain(request: HttpRequest, fault: str) -> HttpResponse:
    """The response, as plain text."""
    status = HTTPStatus.SERVICE_UNAVAILABLE if fault else HTTPStatus.OK
    text = "" if request.method == "HEAD" else fault or "ok\n"
    return HttpResponse(text, status=status, content_type="text/plain")


def why_not_ready() -> str:
    """What keeps this server from serving people; empty if nothing does."""
    with database_timeout(MAX_SECONDS):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            if not migrated.is_set():
                if lacks_migrations():
                    return LACKS_MIGRATIONS
                migrated.set()
        except (DatabaseError, InterfaceError):
            return NO_ANSWER
        try:
            write_nothing()
        except (DatabaseError, InterfaceError):
            return NOT_WRITABLE
    return ""


def write_nothing() -> None:
    """Write a row and take it back. Raises the error of a database that cannot be written."""
    with transaction.atomic():
        Session.objects.create(session_key=secrets.token_hex(16), session_data="", expire_date=timezone.now())
        transaction.set_rollback(True)
