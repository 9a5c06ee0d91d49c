"""What every page keeps, whatever view made it."""

from collections.abc import Callable
from typing import Any

from auditlog.middleware import AuditlogMiddleware
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


def health_check(get_response: GetResponse) -> GetResponse:
    """Middleware: /healthz says 200 and `ok` while the database answers, else 503; for load balancers.

    It stands before the check of the host name, because they ask by address.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
        return HttpResponse("ok\n" if request.method == "GET" else "", content_type="text/plain")

    return middleware


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


class WhoDid(AuditlogMiddleware):  # type: ignore[misc] # it ships no types
    """The library's, which writes down who did it, and not from where: what it would read can be made up."""

    def get_extra_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who is signed in."""
        return {"actor": self._get_actor(request)}


def history_of_the_admin(get_response: GetResponse) -> GetResponse:
    """Middleware: what is changed in the admin is written down with who did; trainees' pages go past it."""
    written_down: GetResponse = WhoDid(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        return (written_down if request.path.startswith("/admin/") else get_response)(request)

    return middleware
