"""Requests are answered while other clients are silent or slow."""

import socket
import time
from collections import deque
from contextlib import ExitStack
from http.client import HTTPConnection
from types import SimpleNamespace
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest

from iqies_roles.workarounds.idle_connections import MAX_BODY, MAX_HEAD, Unreader, Worker, is_complete
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


@pytest.fixture(scope="module")
def port(server_folder):
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
        with running_server(server_folder()) as server:
            yield urlsplit(server.address).port


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost",
        HEAD % 9 + b"\r\npart",
        b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET",
    ],
    ids=["nothing", "half a head", "half a body", "half a second request"],
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


@pytest.mark.parametrize(
    ("received", "complete"),
    [
        (b"GET / HTTP/1.1\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (HEAD % 4 + b"\r\nabc", False),
        (HEAD % 4 + b"\r\nabcd", True),
        (HEAD % (MAX_BODY + 1) + b"\r\n", True),  # an upload
        (HEAD % 4 + b"Expect: 100-continue\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", True),
        (b"x" * (MAX_HEAD + 1), True),  # refused by gunicorn
    ],
)
def test_thread_gets_a_request_that_is_complete(received, complete):
    assert is_complete(received) is complete


def test_upload_that_takes_too_long_is_given_up():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"x")
        unreader = Unreader(ours)
        unreader.deadline = time.monotonic() - 1
        with pytest.raises(TimeoutError):
            unreader.read(1)


def test_oldest_idle_connection_makes_room():
    worker = Worker.__new__(Worker)
    worker.poller, worker.nr_conns, worker.worker_connections = Mock(), 10, 10
    worker.cfg = SimpleNamespace(threads=4)
    worker.keepalived_conns = deque()
    worker.pending_conns = deque(Mock(timeout=time.monotonic() + 60) for _ in range(2))
    oldest, newest = worker.pending_conns
    worker.make_room()
    assert (oldest.close.called, newest.close.called) == (True, False)
