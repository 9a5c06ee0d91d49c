"""What servers and commands write is for their user alone, and they need not write the code."""

import os
import stat
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from iqies_roles.pid_file import write_pid_file
from iqies_roles.private_files import PrivateConnection
from tests.cluster.installation import Installation
from tests.cluster.units import Unit, servers_of
from tests.iqies_roles.test_settings import ROOT, SITE


def mode_of(file):
    return stat.S_IMODE(file.stat().st_mode)


@pytest.fixture
def open_umask():
    """The usual one, with which everybody can read a new file."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_new_database_is_private(tmp_path, open_umask):
    file = tmp_path / "data.sqlite3"
    variables = {"ENV_FILE": os.devnull} | SITE | {"DATABASE_URL": f"sqlite:///{file}"}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "accounts", "0001"],
        cwd=ROOT,
        env=variables,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    assert {each.name: mode_of(each) for each in tmp_path.iterdir()} == {"data.sqlite3": 0o600}


def test_another_connection_keeps_the_locks_of_the_first(tmp_path):
    file = tmp_path / "data.sqlite3"
    write = f"import sqlite3; sqlite3.connect({str(file)!r}, timeout=0).execute('CREATE TABLE other (id)')"
    with closing(PrivateConnection(file)) as first:
        first.execute("BEGIN EXCLUSIVE")
        PrivateConnection(file).close()
        other = subprocess.run([sys.executable, "-c", write], capture_output=True, text=True)
    assert "database is locked" in other.stderr


def test_pid_file_is_private(tmp_path, open_umask):
    with write_pid_file(tmp_path / "server.pid", 1):
        assert mode_of(tmp_path / "server.pid") == 0o600


@contextmanager
def read_only(folder):
    """Nobody but root can write into the folder during the block; services run as another user then."""
    folders = [folder, *(each for each in folder.rglob("*") if each.is_dir() and not each.is_symlink())]
    modes = {each: mode_of(each) for each in folders}
    for each in folders:
        each.chmod(0o555)
    try:
        yield
    finally:
        for each, mode in modes.items():
            each.chmod(mode)


@pytest.fixture
def site():
    """An installed site, not in a folder of pytest: those are closed to other users."""
    with tempfile.TemporaryDirectory(prefix="site-") as name:
        yield Installation(Path(name))


def test_server_needs_no_right_to_write_its_code(site):
    site.configure("sqlite:///simulator.sqlite3")
    (server, _) = servers_of(site)
    with read_only(site.code):
        Unit(site, "iqies-simulator-prepare").run()
        server.start()
        try:
            connection = HTTPConnection("127.0.0.1", int(site.ports[0]), timeout=20)
            connection.request("GET", "/readyz")
            assert connection.getresponse().status == 200, server.log.read_text()
            connection.close()
            names = {each.name for each in site.state.iterdir()}
            assert {"simulator.sqlite3", f"server-{site.ports[0]}.pid"} <= names
            assert {mode_of(each) for each in site.state.iterdir()} == {0o600}
        finally:
            server.stop()
