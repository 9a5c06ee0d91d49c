"""A limit for how long a server waits for PostgreSQL.

A database or a network that goes silent sends no error, and no option of the connection helps: PostgreSQL's
own limits need its answer, and TCP's do not see it while a proxy confirms what it gets. So the client stops
waiting.
"""

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import extensions

STATEMENT_SECONDS = 5.0
CONNECT_SECONDS = 2.0
PAUSE_SECONDS = 1.0  # after a timeout: new connections are not tried, until any other statement succeeds

limits = threading.local()
paused_until = 0.0


@contextmanager
def database_timeout(seconds: float) -> Iterator[None]:
    """A shorter limit for this thread."""
    limits.seconds = seconds
    try:
        yield
    finally:
        del limits.seconds


def limit_waiting() -> None:
    """Limit it for all connections of this process. Not for commands: migrations take longer."""
    extensions.set_wait_callback(wait)


def wait(connection: Any) -> None:
    """psycopg2 calls this while a connection waits. It closes the connection on any error."""
    global paused_until
    connecting = connection.status == extensions.STATUS_SETUP
    if connecting and time.monotonic() < paused_until:
        raise psycopg2.OperationalError("the database does not respond; the next attempt is in a second")
    limit = CONNECT_SECONDS if connecting else STATEMENT_SECONDS
    limit = min(limit, getattr(limits, "seconds", limit))
    while (state := connection.poll()) != extensions.POLL_OK:
        poller = select.poll()
        poller.register(
            connection.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        )
        if not poller.poll(limit * 1000):
            paused_until = time.monotonic() + PAUSE_SECONDS
            raise psycopg2.OperationalError(f"the database does not respond within {limit:g} seconds")
    paused_until = 0.0  # it responds: what timed out may have waited for a lock
