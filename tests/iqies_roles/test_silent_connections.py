"""Requests are answered while other clients are silent."""

import socket
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.browser.server import running_server


def timed_status(port, path="/healthz"):
    """Status and seconds of a request on a new connection."""
    start = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Cookie": f"sessionid={'a' * 32}"})
        return connection.getresponse().status, time.monotonic() - start
    finally:
        connection.close()


def test_silent_connections_do_not_delay_a_request(tmp_path, monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    with running_server(tmp_path) as server, ExitStack() as stack:
        port = urlsplit(server.address).port
        for _ in range(40):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        status, seconds = timed_status(port)
        assert (status, seconds < 2) == (200, True), seconds  # without the workaround: 25 s
