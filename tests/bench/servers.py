"""The real server, in each way in which it is measured, and the processor time that it takes."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from tests.browser.server import running_server


@dataclass(frozen=True)
class Trainers:
    """The trainer on one database: with one worker, with two (as `make run` has), and counting queries."""

    one_worker: str
    two_workers: str
    counting: str


@contextmanager
def trainers_on(url: str, folder: Path) -> Iterator[Trainers]:
    """Three servers that share the database at `url` and its sessions, until the block ends."""
    shared = {"DATABASE_URL": url, "SECRET_KEY": secrets.token_urlsafe(50)}
    with ExitStack() as running:
        one, two, counting = (
            running.enter_context(running_server(folder, **shared, **variables)).address
            for variables in (
                {"WORKERS": "1"},
                {"WORKERS": "2"},
                {"DJANGO_SETTINGS_MODULE": "tests.bench.counting_settings"},
            )
        )
        yield Trainers(one, two, counting)


@contextmanager
def barest_server(folder: Path) -> Iterator[str]:
    """The same server with the yardstick's settings; gives its address."""
    with running_server(folder, DJANGO_SETTINGS_MODULE="tests.bench.baseline_settings") as server:
        yield server.address


@contextmanager
def profiled_server(folder: Path) -> Iterator[str]:
    """The trainer on SQLite, slowed down by a profiler; gives its address."""
    with running_server(
        folder, DJANGO_SETTINGS_MODULE="tests.bench.profiling_settings", WORKERS="1"
    ) as server:
        yield server.address


def cpu_seconds(address: str) -> float:
    """The processor time that the server at `address` has taken so far, its workers' included."""
    port = urlsplit(address).port
    (server,) = [
        each
        for each in psutil.Process().children()
        if any(socket.laddr.port == port for socket in each.net_connections("tcp4"))
    ]
    living = [each.cpu_times() for each in (server, *server.children(recursive=True))]
    ended = living[0]
    return float(
        sum(each.user + each.system for each in living) + ended.children_user + ended.children_system
    )
