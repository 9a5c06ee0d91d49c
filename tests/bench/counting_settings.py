"""Settings with which each response has a header with the number of its queries."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from iqies_roles import settings
from iqies_roles.settings import *  # noqa: F403
from tests.bench.journey import QUERIES

MIDDLEWARE = [f"{__name__}.count_queries", *settings.MIDDLEWARE]


def count_queries(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware that counts queries without BEGIN, COMMIT and savepoints."""

    def middleware(request: HttpRequest) -> HttpResponse:
        queries = 0

        def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            nonlocal queries
            queries += sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response[QUERIES] = str(queries)
        return response

    return middleware
