"""The servers to measure, and their processor time."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from tests.browser.server import running_server

PEER = ("-m", "tests.bench.formtools_peer")
PEER_DATABASES = ("kept", "stock")


@dataclass(frozen=True)
class Servers:
    """Addresses of the servers on one kind of database, with two workers unless the name says otherwise."""

    database: str  # URL of the simulator's
    one_worker: str
    two_workers: str  # like `make run`
    counting: str  # counts queries
    kept_peer: str  # django-formtools with the simulator's settings of the database
    stock_peer: str  # django-formtools with Django's own


@contextmanager
def servers_for(database_url: Callable[[str], str], folder: Path) -> Iterator[Servers]:
    """Start the simulator's servers, which share a database and its sessions, and the peers, each with its own.

    `database_url` takes the name of a database.
    """
    shared = {"DATABASE_URL": database_url("simulator"), "SECRET_KEY": secrets.token_urlsafe(50)}
    with ExitStack() as running:
        one, two, counting = (
            running.enter_context(running_server(folder, **shared, **variables)).address
            for variables in (
                {"WORKERS": "1"},
                {"WORKERS": "2"},
                {"DJANGO_SETTINGS_MODULE": "tests.bench.counting_settings"},
            )
        )
        kept, stock = (
            running.enter_context(peer_server(folder, database_url(kind), kind)) for kind in PEER_DATABASES
        )
        yield Servers(shared["DATABASE_URL"], one, two, counting, kept, stock)


@contextmanager
def peer_server(folder: Path, url: str, database: str) -> Iterator[str]:
    """Start the peer with a database of PEER_DATABASES and yield its address."""
    variables = {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.bench.formtools_peer.settings",
        "PEER_DATABASE": database,
        "WORKERS": "2",
    }
    with running_server(folder, PEER, **variables) as server:
        yield server.address


@contextmanager
def barest_server(folder: Path) -> Iterator[str]:
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
