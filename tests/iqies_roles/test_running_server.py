"""A running server: connections, signals, its pid file, deleted static files."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from iqies_roles import pid_file
from tests.browser.server import DATABASE, demo_environment, free_port, stop

ROOT = Path(settings.BASE_DIR)


@contextmanager
def server(folder, *command, port=0, **variables):
    """A server process; yields it and its port when it answers."""
    port = port or free_port()
    environment = demo_environment(
        DATABASE_URL=f"sqlite:///{folder / DATABASE}",
        HOST="127.0.0.1",
        PORT=str(port),
        SECRET_KEY=secrets.token_urlsafe(50),
        **variables,
    )
    words = [*command, sys.executable, str(ROOT / "manage.py"), "serve"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            words, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_for(lambda: answers(port) or process.poll() is not None)
        assert process.poll() is None, (folder / "server.log").read_text()
        yield process, port
    finally:
        stop(process)


def answers(port):
    try:
        return status_of(port, "/readyz") == 200
    except OSError:
        return False


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "still false"
        time.sleep(0.05)


def status_of(port, path, timeout=5, **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture(scope="module")
def shared(server_folder):
    """Process and port of a server for several tests, in a shell with variables of gunicorn."""
    foreign = dict.fromkeys(("WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS", "LISTEN_FDS", "GUNICORN_FD"), "x")
    with server(
        server_folder(), GUNICORN_CMD_ARGS="--no-such-option", GUNICORN_PID="1", **foreign
    ) as running:
        yield running


def test_connection_outlives_those_of_load_balancers(shared):
    _, port = shared
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/readyz")
    connection.getresponse().read()
    first = connection.sock.getsockname()
    time.sleep(4)  # gunicorn's default is 2 s
    connection.request("GET", "/readyz")
    assert connection.getresponse().status == 200
    assert connection.sock.getsockname() == first
    connection.close()


@pytest.mark.parametrize("header", ["SCRIPT_NAME", "PATH_INFO"])
def test_client_cannot_set_the_path(shared, header):
    assert status_of(shared[1], "/login/", **{header: "/foo"}) == 200


def test_pid_file_names_the_running_server(shared):
    process, port = shared
    file = settings.STATE_DIR / f"server-{port}.pid"
    assert pid_file.running_server(file) == str(process.pid)


def test_closing_the_terminal_stops_the_server(server_folder):
    with ExitStack() as connections, server(server_folder()) as (process, port):
        connections.enter_context(socket.create_connection(("127.0.0.1", port)))  # silent
        os.killpg(process.pid, signal.SIGHUP)
        process.wait(timeout=15)
        assert not (settings.STATE_DIR / f"server-{port}.pid").exists()


def test_nohup_keeps_the_server(server_folder):
    with server(server_folder(), "nohup") as (process, port):
        os.killpg(process.pid, signal.SIGHUP)
        time.sleep(1)
        assert process.poll() is None
        assert answers(port)


def test_head_request_leaves_no_line_in_the_log(server_folder):
    folder = server_folder()
    with server(folder) as (_, port):
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("HEAD", "/login/")
        assert connection.getresponse().status == 200
        connection.close()
    assert "HEAD" not in (folder / "server.log").read_text()


def test_old_pid_file_does_not_prevent_a_start(server_folder):
    port = free_port()
    file = settings.STATE_DIR / f"server-{port}.pid"
    file.write_text(f"{os.getpid()}\n")  # a living process, but no server
    assert pid_file.running_server(file) == ""
    with server(server_folder(), port=port) as (process, _):
        assert pid_file.running_server(file) == str(process.pid)


def test_missing_folder_gives_no_pid_file(tmp_path):
    assert pid_file.write_pid_file(tmp_path / "missing" / "server.pid", 1) is None


def test_second_pid_file_of_a_port_is_refused(tmp_path):
    file = tmp_path / "server.pid"
    with pid_file.write_pid_file(file, 1):
        assert pid_file.write_pid_file(file, 2) is None
        assert pid_file.running_server(file) == "1"
    assert pid_file.running_server(file) == ""
