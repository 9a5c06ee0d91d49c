"""Requests are answered while other clients are silent or slow."""

import errno
import re
import socket
import time
from collections import deque
from contextlib import ExitStack
from http.client import HTTPConnection
from types import SimpleNamespace
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from iqies_roles.middleware import MAX_REQUEST_BYTES
from iqies_roles.workarounds.idle_connections import (
    MAX_BODY,
    MAX_HEAD,
    MAX_IN_MEMORY,
    MAX_UPLOADS,
    Connection,
    Worker,
)
from tests.browser.server import running_server


def timed_status(port, path="/readyz"):
    """Status and seconds of a request on a new connection."""
    start = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Cookie": f"sessionid={'a' * 32}"})
        return connection.getresponse().status, time.monotonic() - start
    finally:
        connection.close()


HEAD = b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n"
CHUNKED = b"Transfer-Encoding: chunked"


@pytest.fixture(scope="module")
def server(server_folder):
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
        with running_server(server_folder()) as server:
            yield server


@pytest.fixture(scope="module")
def port(server):
    return urlsplit(server.address).port


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost",
        HEAD % 9 + b"\r\npart",
        b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET",
        HEAD % (MAX_BODY - 1) + b"\r\npart",
        HEAD % (MAX_BODY + 1) + b"\r\npart",
        HEAD % 9 + b"Expect: 100-continue\r\n\r\n",
        b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nx",
        b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * (MAX_HEAD // 6),
        b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    ],
    ids=[
        *("nothing", "half a head", "half a body", "half a second request", "half an upload"),
        *("half of too large an upload", "a head that waits", "half a chunk", "a head without end"),
        "a connection that stays open",
    ],
)
def test_slow_clients_do_not_delay_a_request(port, sent):
    with ExitStack() as stack:
        for _ in range(40):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            client.sendall(sent)
            if b"\r\n\r\nGET" in sent:
                assert client.recv(8) == b"HTTP/1.1"  # the response to the first request
        status, seconds = timed_status(port)
    assert (status, seconds < 2) == (200, True), seconds  # without the workaround: 25 s and more


def test_request_in_pieces_is_answered(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        for piece in (b"GET /readyz HT", b"TP/1.1\r\nHost: 127.0.0.1\r\n", b"Connection: close\r\n\r\n"):
            client.sendall(piece)
            time.sleep(0.2)
        assert client.makefile("rb").readline().split()[1] == b"200"


@pytest.fixture
def worker():
    """A worker without processes, with a connection of our own."""
    worker = Worker.__new__(Worker)
    worker.poller, worker.nr_conns, worker.worker_connections = Mock(), 10, 10
    worker.cfg = SimpleNamespace(threads=4, is_ssl=False)
    worker.keepalived_conns, worker.pending_conns = deque(), deque()
    worker.lingering, worker.uploads = deque(), deque()
    worker.enqueue_req = Mock()
    return worker


@pytest.fixture
def connect(worker):
    """Opens a connection of the worker, and returns it with the client's end."""
    with ExitStack() as stack:

        def connect():
            ours, theirs = (stack.enter_context(each) for each in socket.socketpair())
            connection = Connection(worker, worker.cfg, ours, ("", 0), ("", 0))
            worker.pending_conns.append(connection)
            stack.callback(connection.close)
            return connection, theirs

        yield connect


UPLOAD = HEAD % (MAX_IN_MEMORY + 1) + b"\r\n"


@pytest.mark.parametrize(
    ("received", "complete", "whole"),
    [
        (b"GET / HTTP/1.1\r\n", False, False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True, True),
        (HEAD % 4 + b"\r\nabc", False, False),
        (HEAD % 4 + b"\r\nabcd", True, True),
        (b"POST / HTTP/1.1\r\nContent-Length: 00000000000000004\r\n\r\nabc", False, False),
        (UPLOAD, False, False),
        (HEAD % (MAX_BODY + 1) + b"\r\n", True, False),  # refused by the simulator, unread
        (HEAD % 4 + b"Expect: 100-continue\r\n\r\n", False, False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", True, False),
        (b"x" * (MAX_HEAD + 1), True, False),  # refused by gunicorn
    ],
)
def test_thread_gets_a_request_that_is_complete(connect, received, complete, whole):
    connection, _ = connect()
    connection.received = received
    assert (connection.can_be_handled(), connection.whole) == (complete, whole)


def test_only_what_the_simulator_refuses_is_left_unread():
    assert MAX_BODY == MAX_REQUEST_BYTES


def test_client_that_waits_for_it_is_told_to_continue(connect):
    connection, client = connect()
    client.sendall(HEAD % 4 + b"Expect: 100-continue\r\n\r\n")
    assert not connection.receive()
    assert client.recv(99) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.sendall(b"abcd")
    assert connection.receive()


def test_large_body_is_kept_in_a_file(connect):
    connection, client = connect()
    client.sendall(UPLOAD)
    assert not connection.receive()
    for _ in range(MAX_IN_MEMORY // 65536):
        client.sendall(b"x" * 65536)
        while not connection.receive() and connection.file.tell() % 65536:
            pass
    client.sendall(b"y")
    assert connection.receive()
    connection.file.seek(-2, 2)
    assert (len(connection.received), connection.file.read()) == (len(UPLOAD), b"xy")


def test_oldest_large_body_makes_room(connect, worker):
    connections = []
    for _ in range(MAX_UPLOADS + 1):
        connection, client = connect()
        client.sendall(UPLOAD)
        connection.receive()
        connections.append(connection)
    assert [each in worker.pending_conns for each in connections] == [False] + [True] * MAX_UPLOADS


def test_connection_can_send_many_large_bodies(connect, worker):
    connection, _ = connect()
    for _ in range(MAX_UPLOADS + 1):
        connection.received = UPLOAD
        connection.can_be_handled()
        connection.file.close()
        connection.file = None
    assert connection in worker.pending_conns


def is_dropped(worker, connection):
    """Closed, counted out once, and no thread got its request."""
    return (connection.sock.fileno(), worker.nr_conns, worker.enqueue_req.called) == (-1, 9, False)


def test_half_a_form_of_a_client_that_is_gone_is_not_handled(connect, worker):
    connection, client = connect()
    client.sendall(HEAD % 9 + b"\r\npart")
    client.close()
    for _ in range(2):
        worker.on_pending_socket_readable(connection, connection.sock)
    assert is_dropped(worker, connection)


def test_large_body_is_not_handled_without_a_file(connect, worker, monkeypatch):
    connection, client = connect()
    monkeypatch.setattr("tempfile.TemporaryFile", Mock(side_effect=OSError(errno.ENOSPC, "full")))
    client.sendall(UPLOAD)
    worker.on_pending_socket_readable(connection, connection.sock)
    assert is_dropped(worker, connection)


@pytest.mark.parametrize("event", ["on_pending_socket_readable", "on_lingering_readable"])
def test_event_of_a_dropped_connection_does_nothing(connect, worker, event):
    connection, _ = connect()
    worker.drop(connection)
    getattr(worker, event)(connection, connection.sock)
    assert is_dropped(worker, connection)


def test_oldest_idle_connection_makes_room(connect, worker):
    _, (newest, _) = connect(), connect()
    worker.make_room()
    assert list(worker.pending_conns) == [newest]


@pytest.mark.parametrize("client_closes", [True, False], ids=["with the client", "without it"])
def test_connection_is_closed_without_waiting(connect, worker, client_closes):
    connection, client = connect()
    worker.pending_conns.clear()
    connection.close(graceful=True)
    assert (client.recv(9), worker.nr_conns) == (b"", 11)
    if client_closes:
        client.close()
        worker.on_lingering_readable(connection, connection.sock)
    else:
        connection.timeout = 0
        worker.murder_pending()
    assert (list(worker.lingering), worker.nr_conns, connection.sock.fileno()) == ([], 10, -1)


def test_large_body_arrives_at_the_simulator(server, port):
    """In two pieces, the second one with the next request."""
    body = b'{"preset": "fresh"' + b" " * MAX_IN_MEMORY + b"}"
    head = (
        "POST /qa/sandboxes/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {server.token}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(head.encode() + body[:1000])
        client.sendall(body[1000:] + b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        statuses = re.findall(rb"HTTP/1.1 (\d+)", client.makefile("rb").read())
    assert statuses == [b"201", b"200"]


@pytest.mark.parametrize("sent", [HEAD % (MAX_BODY + 1), HEAD.replace(b"Content-Length: %d", CHUNKED)])
def test_response_to_an_unread_body_says_that_the_connection_closes(port, sent):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(sent + b"\r\n")
        response = client.makefile("rb").read()
    assert b"\r\nConnection: close\r\n" in response


def test_client_that_reads_nothing_holds_no_thread(port):
    """The kernel takes the response, also for a client that has no room for it."""
    style = largest_static_file()
    with ExitStack() as stack:
        for _ in range(40):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect(("127.0.0.1", port))
            client.sendall(f"GET {style} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        status, seconds = timed_status(port)
    assert (status, seconds < 2) == (200, True), seconds


def largest_static_file():
    """The path of the largest file that pages for trainees use."""
    folder = settings.BASE_DIR / "var" / "static"
    files = [file for name in ("css", "fonts", "img", "js") for file in (folder / name).rglob("*.*")]
    largest = max(files, key=lambda file: file.stat().st_size)
    return f"/static/{largest.relative_to(folder)}"
