"""The password in DATABASE_URL is in no error, whatever fails."""

import socket
import struct
import threading

import pytest

from tests.browser.server import free_port
from tests.iqies_roles.test_settings import SITE, python

CLEARTEXT_PASSWORD = b"R" + struct.pack("!ii", 8, 3)
REFUSAL = b'SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "simulator"\0\0'
COMMANDS = [
    ["serve"],
    ["prepare"],
    ["migrate"],
    ["seed"],
    ["backup", "FILE"],
    ["restore", "FILE"],
    ["prune"],
    ["createsuperuser", "--noinput", "--user_id", "ann"],
    ["migrate", "--traceback"],
]


@pytest.fixture(scope="module")
def refusing_server():
    """The port of a PostgreSQL that refuses each password, after it was sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    while len(start := client.recv(4096)) == 8:  # asks for TLS or GSS
                        client.sendall(b"N")
                    if start:
                        client.sendall(CLEARTEXT_PASSWORD)
                        received.append(client.recv(4096))
                        client.sendall(b"E" + struct.pack("!i", len(REFUSAL) + 4) + REFUSAL)

        received: list[bytes] = []
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert all(b"never-" in each for each in received)
    assert received


def output_of(command, tmp_path, port, more=""):
    """All that a command prints, which fails."""
    backup = tmp_path / "a.backup"
    if "restore" in command:
        backup.write_bytes(b"PGDMP")
    words = [str(backup) if word == "FILE" else word for word in command]
    url = f"postgres://simulator:never-shown%2F%25@127.0.0.1:{port}/training{more}"
    done = python("manage.py", *words, **SITE | {"DATABASE_URL": url, "PORT": str(free_port())})
    assert done.returncode
    return done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_wrong_password_is_not_shown(refusing_server, tmp_path, command):
    assert "never-shown" not in output_of(command, tmp_path, refusing_server)


@pytest.mark.parametrize("more", ["", "?sslmode=none-such", "?no_such_option=1", "?connect_timeout=x"])
def test_password_of_an_unreachable_database_is_not_shown(tmp_path, more):
    for command in (["prepare"], ["backup", "FILE"]):
        assert "never-shown" not in output_of(command, tmp_path, free_port(), more)
