"""Settings with which the real pages say, in a header, how many queries they took."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from iqies_roles import settings
from iqies_roles.settings import *  # noqa: F403
from tests.bench.journey import QUERIES

MIDDLEWARE = [f"{__name__}.count_queries", *settings.MIDDLEWARE]


def count_queries(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: counts what reads or writes rows; BEGIN, COMMIT and savepoints are none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = 0

        def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            nonlocal asked
            asked += sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response[QUERIES] = str(asked)
        return response

    return middleware
