"""gunicorn's threads wait for clients that send nothing, or slowly.

Symptom: 8 open connections without a request keep all threads of two workers for 5 seconds, 40 connections
for 25 seconds. A connection that sends half a request keeps a thread forever. At 1,000 connections a worker
accepts no more.

Upstream: https://github.com/benoitc/gunicorn/pull/3635 (open),
https://github.com/benoitc/gunicorn/issues/2652
Delete when: gunicorn reads a request outside of its threads, and has a limit for its time.
"""

import errno
import re
import time
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers import gthread

READ_SECONDS = 10  # for each read and write in a thread
BODY_SECONDS = 60  # for all reads of a request in a thread: of a large upload
MAX_HEAD = 128 * 1024  # more than gunicorn accepts
MAX_BODY = 512 * 1024  # larger bodies are uploads, which a thread reads

LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})", re.IGNORECASE)
# The client waits for an answer before it sends the body, or sends one of unknown length.
NO_LENGTH = re.compile(rb"\r\n(expect|transfer-encoding):", re.IGNORECASE)


def is_complete(received: bytes) -> bool:
    """Whether a thread need not wait for this request, because all of it is there, or it is an upload."""
    head, blank_line, body = received.partition(b"\r\n\r\n")
    if not blank_line:
        return len(head) > MAX_HEAD
    length = LENGTH.search(head)
    expected = int(length[1]) if length else 0
    return len(body) >= expected or expected > MAX_BODY or bool(NO_LENGTH.search(head))


class Unreader(SocketUnreader):  # type: ignore[misc] # it ships no types
    """The source of a request, with a limit for the time of all reads."""

    deadline = 0.0

    def chunk(self, size_hint: int | None = None) -> bytes:
        if time.monotonic() > self.deadline:
            raise TimeoutError("the client sends its request too slowly")
        data: bytes = super().chunk(size_hint)
        return data


class Connection(gthread.TConn):  # type: ignore[misc] # it ships no types
    """A connection with timeouts. `received` is what was read of the next request outside of threads."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.received = b""

    def receive(self) -> bool:
        """Read what is there. Whether a thread can go on: the request is complete, or the client is gone."""
        try:
            data = self.sock.recv(64 * 1024)
        except BlockingIOError:
            return False
        except OSError:
            return True
        self.received += data
        return not data or is_complete(self.received)

    def init(self) -> None:
        """Prepare a request: gunicorn calls this in a thread, before it reads one."""
        super().init()
        self.sock.settimeout(READ_SECONDS)
        if not isinstance(self.parser.unreader, Unreader):
            self.parser.unreader = Unreader(self.sock)
        self.parser.unreader.deadline = time.monotonic() + BODY_SECONDS
        self.parser.unreader.unread(self.received)
        self.received = b""


class Worker(gthread.ThreadWorker):  # type: ignore[misc] # it ships no types
    """gthread, but a connection waits in the poller until its request is complete."""

    def accept(self, listener: Any) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.make_room()
        self.nr_conns += 1
        connection = Connection(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(connection)
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def make_room(self) -> None:
        """Close the connection that waits longest, if there are too many: a new one may be a request."""
        waiting = self.pending_conns or self.keepalived_conns
        if waiting and self.nr_conns >= self.worker_connections - self.cfg.threads:
            waiting[0].timeout = 0
            self.murder_pending()
            self.murder_keepalived()

    def on_pending_socket_readable(self, conn: Connection, client: Any) -> None:
        if conn.receive():
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        if conn.receive():
            super().on_client_socket_readable(conn, client)

    def finish_request(self, conn: Connection, fs: Any) -> None:
        """Let a part of the next request, which was read with this one, wait in the poller for the rest."""
        received = conn.parser.unreader.buf.getvalue() if conn.parser else b""
        if received and not is_complete(received):
            conn.received = conn.parser.unreader.take_buffered()
        super().finish_request(conn, fs)

    def init_process(self) -> None:
        # Else each slow client fills the log with a traceback.
        self.log.error_log.addFilter(lambda entry: not is_timeout(entry.exc_info))
        super().init_process()

    def _cap_keepalive(self, deadline: float) -> None:
        """Let connections that never sent a request not delay a stop."""
        super()._cap_keepalive(deadline)
        for connection in self.pending_conns:
            connection.timeout = min(connection.timeout, deadline)


def is_timeout(error: Any) -> bool:
    """Whether `sys.exc_info()` is about a timeout."""
    return bool(error) and isinstance(error[1], TimeoutError)
