"""gunicorn's threads wait for connections that send nothing.

Symptom: 8 open connections without a request keep all threads of two workers for 5 seconds, 40 connections
for 25 seconds. A connection that sends half a request keeps a thread forever.

Upstream: https://github.com/benoitc/gunicorn/pull/3635 (open),
https://github.com/benoitc/gunicorn/issues/2652
Delete when: gunicorn waits for the first bytes outside of its threads, and has a timeout for reading a
request.
"""

import errno
import time
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers import gthread

READ_SECONDS = 10  # for each read from a client that has begun a request, and each write


class Connection(gthread.TConn):  # type: ignore[misc] # it ships no types
    """A connection with a timeout."""

    def init(self) -> None:
        super().init()
        self.sock.settimeout(READ_SECONDS)


class Worker(gthread.ThreadWorker):  # type: ignore[misc] # it ships no types
    """gthread, but a new connection waits in the poller, as gunicorn lets idle ones do after 5 seconds."""

    def accept(self, listener: Any) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        connection = Connection(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(connection)
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def init_process(self) -> None:
        # Else each slow client fills the log with a traceback.
        self.log.error_log.addFilter(lambda entry: not is_timeout(entry.exc_info))
        super().init_process()

    def _cap_keepalive(self, deadline: float) -> None:
        """Let connections that never sent anything not delay a stop."""
        super()._cap_keepalive(deadline)
        for connection in self.pending_conns:
            connection.timeout = min(connection.timeout, deadline)


def is_timeout(error: Any) -> bool:
    """Whether `sys.exc_info()` is about a timeout."""
    return bool(error) and isinstance(error[1], TimeoutError)
