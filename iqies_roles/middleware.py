"""What every page keeps, whatever view made it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from auditlog.middleware import AuditlogMiddleware
from django.contrib.messages import get_messages
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MAX_BYTES = 20 * 1024**2  # of a form that is read at all
GetResponse = Callable[[HttpRequest], HttpResponse]


def at_the_door(get_response: GetResponse) -> GetResponse:
    """Middleware: what is answered before anything of a request is read, but its address and length.

    /healthz says 200 and `ok` while the database answers, else 503; for load balancers, which ask by address:
    so this stands before the check of the host name. A form that is far larger than any of ours is refused
    before it is written to the disk, for Django limits no files; one of some megabytes gets through, and is
    refused beside its field.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MAX_BYTES:
            return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return health(request) if request.path == "/healthz" else get_response(request)

    return middleware


def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n" if request.method == "GET" else "", content_type="text/plain")


def private_pages(get_response: GetResponse) -> GetResponse:
    """Middleware: no page is cached, indexed, or given a device; a page belongs to one trainee.

    Static files are answered before this middleware, by WhiteNoise, and keep their long cache life.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    return middleware


def true_to_the_method(get_response: GetResponse) -> GetResponse:
    """Middleware: who asks for a page's head has not read it: what it shows once is kept for who does.

    And a page that takes no such method says so with a page; the QA door has its own words.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD":
            request.session.modified = False
            get_messages(request).used = False  # type: ignore[union-attr] # its middleware stands before
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            page = render(request, "405.html", status=response.status_code)
            page["Allow"] = response["Allow"]
            return page
        return response

    return middleware


class AuditActorMiddleware(AuditlogMiddleware):  # type: ignore[misc] # it ships no types
    """The library's, which writes down who did it, and not from where: what it would read can be made up."""

    def get_extra_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who is signed in."""
        return {"actor": self._get_actor(request)}


def audit_log(get_response: GetResponse) -> GetResponse:
    """Middleware: what is changed in the admin is written down with who did; trainees' pages go past it."""
    written_down: GetResponse = AuditActorMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        return (written_down if request.path.startswith("/admin/") else get_response)(request)

    return middleware
