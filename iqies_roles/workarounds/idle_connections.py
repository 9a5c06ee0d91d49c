"""gunicorn's threads wait for clients that send nothing, or slowly.

Symptom: 8 open connections without a request keep all threads of two workers for 5 seconds, 40 connections
for 25 seconds. A connection that sends half a request keeps a thread forever. One that is to be closed, and
does not close, keeps the whole worker for 2 seconds. At 1,000 connections a worker accepts no more.

Upstream: https://github.com/benoitc/gunicorn/pull/3635 (open),
https://github.com/benoitc/gunicorn/issues/2652
Delete when: gunicorn reads requests and closes connections outside of its threads and without waiting, and
has a limit for the time of both.
"""

import errno
import re
import socket
import tempfile
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers import gthread

WRITE_SECONDS = 10  # for each part of a response that the kernel does not take at once
LINGER_SECONDS = 2  # for a client to close, too
MAX_HEAD = 128 * 1024  # more than gunicorn accepts
MAX_IN_MEMORY = 512 * 1024  # larger bodies are kept in a file
MAX_BODY = 20 * 1024**2  # larger ones are refused by the simulator, unread
MAX_UPLOADS = 20  # bodies in files that a worker keeps at a time

LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d{1,12})", re.IGNORECASE)
EXPECT = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
UNKNOWN_LENGTH = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)  # Django reads no such body


class Unreader(SocketUnreader):  # type: ignore[misc] # it ships no types
    """The source of a request: what was received outside of threads, which never read from the connection."""

    file: Any = None  # what follows the part in memory

    def chunk(self, size_hint: int | None = None) -> bytes:
        data: bytes = self.file.read(max(size_hint or 0, self.mxchunk)) if self.file else b""
        return data

    def take_rest(self) -> bytes:
        """What belongs to the next request."""
        rest: bytes = self.take_buffered()
        if self.file:
            rest += self.file.read()
            self.file.close()
            self.file = None
        return rest


class Connection(gthread.TConn):  # type: ignore[misc] # it ships no types
    """A connection with the part of its next request that was read outside of threads."""

    def __init__(self, worker: "Worker", *args: Any) -> None:
        super().__init__(*args)
        self.worker = worker
        self.received = b""
        self.file: Any = None  # the rest of a large body
        self.continued = False
        self.whole = True  # the request is complete

    def receive(self) -> bool:
        """Read what is there. Whether a thread can go on with it.

        Raises OSError if the rest will not come: the client is gone, or the disk is full.
        """
        try:
            data = self.sock.recv(64 * 1024)
        except BlockingIOError:
            return False
        if not data:
            raise ConnectionAbortedError
        if self.file:
            self.file.write(data)
        else:
            self.received += data
        return self.can_be_handled()

    def can_be_handled(self) -> bool:
        """Whether the request is complete, or is answered without the rest of it. Raises OSError as above."""
        head, blank_line, body = self.received.partition(b"\r\n\r\n")
        self.whole = False
        if not blank_line:
            return len(head) > MAX_HEAD
        length = LENGTH.search(head)
        expected = int(length[1]) if length else 0
        if expected > MAX_BODY or UNKNOWN_LENGTH.search(head):
            return True
        self.whole = len(body) + (self.file.tell() if self.file else 0) >= expected
        if not self.whole:
            self.prepare_for_more(head, expected)
        return self.whole

    def prepare_for_more(self, head: bytes, expected: int) -> None:
        """Tell the client to go on, if it waits for that, and keep a large body in a file."""
        if EXPECT.search(head) and not self.continued:
            self.continued = True
            self.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")  # gunicorn sends it again, which is allowed
        if expected > MAX_IN_MEMORY and not self.file:
            self.file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - the unreader closes it
            self.worker.limit_uploads(self)

    def init(self) -> None:
        """Prepare a request: gunicorn calls this in a thread, before it reads one."""
        super().init()
        self.sock.settimeout(WRITE_SECONDS)
        if not isinstance(self.parser.unreader, Unreader):
            self.parser.unreader = Unreader(self.sock)
        self.parser.unreader.unread(self.received)
        if self.file:
            self.file.seek(0)
        self.parser.unreader.file, self.file = self.file, None
        self.received, self.continued = b"", False

    def close(self, graceful: bool = False) -> None:
        """Close it. `graceful`: let the client read the response and close first, or give it up."""
        if self.file:
            self.file.close()
        if graceful:
            self.worker.linger(self)
        else:
            super().close()


class Worker(gthread.ThreadWorker):  # type: ignore[misc] # it ships no types
    """gthread, but a connection waits in the poller until its request is complete, and until it is closed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lingering: deque[Connection] = deque()
        self.uploads: deque[Connection] = deque()

    def accept(self, listener: Any) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.make_room()
        self.nr_conns += 1
        client.setblocking(False)
        connection = Connection(self, self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(connection)
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def make_room(self) -> None:
        """Close the connection that waits longest, if there are too many: a new one may be a request."""
        waiting = self.lingering or self.pending_conns or self.keepalived_conns
        if waiting and self.nr_conns >= self.worker_connections - self.cfg.threads:
            self.drop(waiting[0])

    def limit_uploads(self, connection: Connection) -> None:
        """Close the oldest connection that sends a large body, if there are too many."""
        waiting = {*self.pending_conns, *self.keepalived_conns} - {connection}
        self.uploads = deque(each for each in self.uploads if each in waiting and each.file)
        if len(self.uploads) >= MAX_UPLOADS:
            self.drop(self.uploads.popleft())
        self.uploads.append(connection)

    def drop(self, connection: Connection) -> None:
        """Close a connection that waits in the poller."""
        if connection.sock.fileno() < 0:
            return  # it was dropped while an event of it was waiting
        for waiting in (self.lingering, self.pending_conns, self.keepalived_conns):
            if connection in waiting:
                waiting.remove(connection)
        self.poller.unregister(connection.sock)
        self.nr_conns -= 1
        connection.close()

    def linger(self, connection: Connection) -> None:
        """Let the client close first, for a while. gunicorn has left it out of its count already."""
        try:
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            connection.close()
            return
        connection.sock.setblocking(False)
        connection.timeout = time.monotonic() + LINGER_SECONDS
        self.nr_conns += 1
        self.lingering.append(connection)
        self.poller.register(connection.sock, EVENT_READ, partial(self.on_lingering_readable, connection))

    def on_lingering_readable(self, connection: Connection, client: Any) -> None:
        try:
            gone = not client.recv(64 * 1024)
        except BlockingIOError:
            return
        except OSError:
            gone = True
        if gone:
            self.drop(connection)

    def murder_pending(self) -> None:
        """gunicorn calls this at intervals."""
        super().murder_pending()
        while self.lingering and self.lingering[0].timeout < time.monotonic():
            self.drop(self.lingering[0])

    def is_ready(self, connection: Connection, can_go_on: Callable[[], bool]) -> bool:
        """Whether a thread can go on with it. Close one that never will be: no half of a form is saved."""
        try:
            return can_go_on()
        except OSError:
            self.drop(connection)
            return False

    def on_pending_socket_readable(self, conn: Connection, client: Any) -> None:
        if self.is_ready(conn, conn.receive):
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        if self.is_ready(conn, conn.receive):
            super().on_client_socket_readable(conn, client)

    def finish_request(self, conn: Connection, fs: Any) -> None:
        """Let a part of the next request, which was read with this one, wait in the poller for the rest."""
        rest = conn.parser.unreader.take_rest() if conn.parser else b""
        super().finish_request(conn, fs)
        if rest and conn in self.keepalived_conns:
            conn.received = rest
            if self.is_ready(conn, conn.can_be_handled):
                super().on_client_socket_readable(conn, conn.sock)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Close a connection on which a part of the request may still come, and say so in the response."""
        if not conn.whole:
            req.force_close()
        return super().handle_request(req, conn)

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
