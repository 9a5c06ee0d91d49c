"""The servers to measure, and their processor time."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from tests.browser.server import running_server


@dataclass(frozen=True)
class Servers:
    """Addresses of the simulator on one database: one worker, two (like `make run`), counting queries."""

    one_worker: str
    two_workers: str
    counting: str


@contextmanager
def servers_for(url: str, folder: Path) -> Iterator[Servers]:
    """Start three servers that share the database at `url` and its sessions."""
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
        yield Servers(one, two, counting)


@contextmanager
def baseline_server(folder: Path) -> Iterator[str]:
    """Start the server with `baseline_settings` and yield its address."""
    with running_server(folder, DJANGO_SETTINGS_MODULE="tests.bench.baseline_settings") as server:
        yield server.address


@contextmanager
def profiled_server(folder: Path) -> Iterator[str]:
    """Start the simulator on SQLite with `profiling_settings` and yield its address."""
    with running_server(
        folder, DJANGO_SETTINGS_MODULE="tests.bench.profiling_settings", WORKERS="1"
    ) as server:
        yield server.address


def cpu_seconds(address: str) -> float:
    """Processor time so far of the server at `address` and its workers, in seconds."""
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
