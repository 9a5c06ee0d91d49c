"""Requests are answered while the database is silent: it accepts bytes and sends none."""

import socket
import threading
import time
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.browser.server import running_server
from tests.iqies_roles.test_silent_connections import timed_status

MATRIX = "/help/user-roles-matrix/"  # public, and reads the catalog
EXPECTED = {"/readyz": 503, MATRIX: 503, "/robots.txt": 200}


class Relay:
    """Passes bytes between clients and a server, until `silent` is set."""

    def __init__(self, address):
        self.address = address
        self.silent = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sockets = [self.listener]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return  # closed
            family = socket.AF_UNIX if isinstance(self.address, str) else socket.AF_INET
            server = socket.socket(family)
            server.connect(self.address)
            self.sockets += [client, server]
            for pair in ((client, server), (server, client)):
                threading.Thread(target=self.copy, args=pair, daemon=True).start()

    def copy(self, source, target):
        try:
            while data := source.recv(65536):
                if not self.silent.is_set():
                    target.sendall(data)
            target.close()
        except OSError:
            return

    def close(self):
        for each in self.sockets:
            each.close()


def relay_to(url):
    """A relay to this database, and its URL through the relay."""
    parts = urlsplit(url)
    folder = parts.query.removeprefix("host=")
    relay = Relay(f"{folder}/.s.PGSQL.5432" if parts.query else (parts.hostname, parts.port or 5432))
    user = parts.netloc.rpartition("@")[0]
    return relay, f"postgres://{user}@127.0.0.1:{relay.port}{parts.path}?sslmode=disable"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
def test_silent_database_is_503_within_seconds(empty_database, tmp_path, monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    relay, url = relay_to(empty_database)
    with closing(relay), running_server(tmp_path, DATABASE_URL=url) as server:
        port = urlsplit(server.address).port
        for _ in range(12):
            assert timed_status(port, MATRIX)[0] == 200
        relay.silent.set()
        results = {path: timed_status(port, path) for path in EXPECTED}
        relay.silent.clear()
        assert {path: status for path, (status, _) in results.items()} == EXPECTED
        assert results["/readyz"][1] < 5
        assert results[MATRIX][1] < 10
        assert results["/robots.txt"][1] < 1
        time.sleep(1.5)
        assert timed_status(port)[0] == 200
