"""What the log says: lines with the id of the request, in UTC, as text or as JSON."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

from iqies_roles.database import find_database_error, is_database_fault, one_line

HEADER = "X-Request-ID"
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# What Django adds to a record is an object or has the query of the address, which can have names.
LEFT_OUT = ("request", "server_time")

current_request: ContextVar[str] = ContextVar("current_request", default="")


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: give each request an id, which the response, the log and the error page have.

    Behind a proxy it is the proxy's, if that one sends a usable one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.PROXY_COUNT else ""
        token = current_request.set(given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8))
        try:
            response = get_response(request)
            response[HEADER] = current_request.get()
        finally:
            current_request.reset(token)
        return response

    return middleware


class RequestIdFilter(logging.Filter):
    """Adds the id of the request to a record; - outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request.get() or "-"
        return True


class DatabaseFaultFilter(logging.Filter):
    """Names a database fault in one line: a traceback for each request says no more."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if is_database_fault(error):
            cause = find_database_error(error)
            path = record.request.path if hasattr(record, "request") else ""
            record.msg, record.args = "Database fault: %s: %s", (path, one_line(cause) if cause else "")
            record.exc_info = record.exc_text = None
        return True


class UtcFormatter(logging.Formatter):
    """Lines of text with the time in UTC, as in ISO 8601."""

    converter = time.gmtime  # type: ignore[assignment] # as the documentation of logging does
    default_time_format, default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"


class UtcJsonFormatter(UtcFormatter, JsonFormatter):
    """The same as one JSON object a line."""

    def __init__(self) -> None:
        super().__init__(
            "{asctime}{levelname}{name}{request_id}{message}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            reserved_attrs=[*logging.makeLogRecord({}).__dict__, *LEFT_OUT],
        )
