"""Figures for monitoring, as Prometheus reads them. Loaded only if METRICS_TOKEN is set.

All processes of a server write into one folder, which the response sums up. No label says anything about a
person: an address is that of the URL map, without numbers and names.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from http import HTTPMethod, HTTPStatus
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FOLDER = tempfile.mkdtemp(prefix="simulator-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = FOLDER  # the library reads it when it is imported

from prometheus_client import (  # noqa: E402
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead  # noqa: E402

PATH = "/metrics"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = {each.value for each in HTTPMethod}

in_progress = Gauge(
    "simulator_requests_in_progress", "Requests that have a thread.", multiprocess_mode="livesum"
)
requests = Histogram(
    "simulator_request_seconds",
    "Time from a request to its response.",
    ["method", "route", "status"],
    buckets=SECONDS,
)


def metrics(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: measure each request, and respond to `/metrics` with the figures.

    Monitoring asks by address, so this comes before the check of the host name.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == PATH:
            return figures(request)
        started = perf_counter()
        with in_progress.track_inprogress():
            response = get_response(request)
        method = request.method if request.method in METHODS else "other"  # clients can send any word
        route = request.resolver_match.route if request.resolver_match else "none"
        requests.labels(method, route, response.status_code).observe(perf_counter() - started)
        return response

    return middleware


def figures(request: HttpRequest) -> HttpResponse:
    """The figures of all processes of this server, for who has the token."""
    given = request.headers.get("Authorization", "")
    if not secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        needed = "This needs the header Authorization: Bearer METRICS_TOKEN.\n"
        return HttpResponse(needed, "text/plain", HTTPStatus.FORBIDDEN)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, FOLDER)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), CONTENT_TYPE_LATEST)


def forget_process(process: int) -> None:
    """Leave out what a process that has ended had in progress."""
    mark_process_dead(process, FOLDER)  # type: ignore[no-untyped-call]


def remove_folder() -> None:
    """Delete the figures when the server stops."""
    shutil.rmtree(FOLDER, ignore_errors=True)
