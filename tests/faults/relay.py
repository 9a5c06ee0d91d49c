"""A relay between the servers and PostgreSQL, which cuts a connection after it has passed on a COMMIT."""

import contextlib
import itertools
import socket
import threading
from pathlib import Path


class Relay:
    """Passes bytes on until it is closed. While `cutting` is set, every third COMMIT gets no response."""

    def __init__(self, folder: Path) -> None:
        self.address = f"{folder}/.s.PGSQL.5432"
        self.cutting = threading.Event()
        self.commits = itertools.count(1)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgres://postgres@127.0.0.1:{self.listener.getsockname()[1]}/postgres?sslmode=disable"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                client, _ = self.listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self.address)
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self.copy, args=(source, target), daemon=True).start()

    def copy(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                cut = b"COMMIT" in data and self.cutting.is_set() and next(self.commits) % 3 == 0
                if cut:
                    source.shutdown(socket.SHUT_RDWR)  # first: no response can come through
                target.sendall(data)
                if cut:
                    break
        # Both directions end: a thread that waits for bytes of a closed socket would wait forever.
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.listener.close()
