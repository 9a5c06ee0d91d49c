"""The databases that faults are done to: a PostgreSQL of its own, and a file of SQLite, each on a small disk."""

import importlib.util
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2

from tests.browser.server import DATABASE, ROOT

DISK_MB = 400
# Those of a site, with few connections: what is committed must outlive a kill.
SETTINGS = {"listen_addresses": "", "max_connections": "20", "max_wal_size": "64MB"}
READ_ONLY = "default_transaction_read_only"


@contextmanager
def small_disk() -> Iterator[Path]:
    """A folder on a file system of DISK_MB, if this user may mount one; otherwise any folder."""
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", name]
        mounted = os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0
        try:
            yield folder
        finally:
            if mounted:
                subprocess.run(["umount", "--lazy", name], check=True)  # noqa: S607 - not the same folder everywhere


class Disk:
    """What both kinds of databases share: a disk that can be full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def can_be_full(self) -> bool:
        return self.folder.is_mount()

    def fill_up(self, seconds: float) -> None:
        """Leave no byte on the disk for some seconds."""
        file = self.folder / "fills-the-disk"
        until = time.monotonic() + seconds
        with file.open("wb", buffering=0) as output:
            while time.monotonic() < until:
                with suppress(OSError):
                    while True:
                        output.write(bytes(65536))
                time.sleep(0.05)  # then what others have given back
        file.unlink()

    def start_if_stopped(self) -> None:
        """A full disk can stop a server; a service manager starts it again."""


class Sqlite(Disk):
    """A file of SQLite."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.file = folder / DATABASE
        self.url = f"sqlite:///{self.file}"

    def lock(self, seconds: float) -> None:
        """Hold the lock that each change needs."""
        with closing(sqlite3.connect(self.file, isolation_level=None, timeout=60)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            other.execute("ROLLBACK")

    def be_read_only(self, seconds: float) -> None:
        """Let the file be read-only for each new connection, as on a disk that was mounted again after an error."""
        file = str(self.file)
        subprocess.run(["mount", "--bind", file, file], check=True)  # noqa: S607
        subprocess.run(["mount", "-o", "remount,bind,ro", file], check=True)  # noqa: S607
        time.sleep(seconds)
        subprocess.run(["umount", "--lazy", file], check=True)  # noqa: S607

    def close(self) -> None:
        """Nothing runs."""


class Postgresql(Disk):
    """A PostgreSQL server."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        spec = importlib.util.spec_from_file_location("postgres", ROOT / ".ci" / "postgres.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(".ci/postgres.py")
        script: Any = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = script  # its dataclass looks there
        spec.loader.exec_module(script)
        self.cluster = script.new_cluster(folder, SETTINGS)
        self.url = self.cluster.url
        self.start()

    def start(self) -> None:
        self.process = self.cluster.start()

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop it: with SIGINT as at the end of a day ("fast"), with SIGKILL as by a fault."""
        self.process.send_signal(number)
        self.process.wait()

    def kill(self) -> None:
        """Kill it with all its processes, and start it: it recovers what was committed."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.start()

    def restart(self) -> None:
        self.stop()
        self.start()

    def stop_for(self, seconds: float) -> None:
        self.stop()
        time.sleep(seconds)
        self.start()

    def freeze(self, seconds: float) -> None:
        """Let it be silent: all its processes are suspended."""
        os.killpg(self.process.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.killpg(self.process.pid, signal.SIGCONT)

    def start_if_stopped(self) -> None:
        if self.process.poll() is not None:
            self.start()

    def execute(self, *statements: str) -> None:
        """Run statements as its administrator, for whom it is never read-only."""
        with closing(psycopg2.connect(self.url, options=f"-c {READ_ONLY}=off")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for each in statements:
                    cursor.execute(each)

    def cut_connections(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            time.sleep(0.2)

    def take_connections(self, seconds: float) -> None:
        """Take all connections that there are, also those that the servers have."""
        with closing(psycopg2.connect(self.url)) as own:
            own.autocommit = True
            taken: list[Any] = []
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                with own.cursor() as cursor:
                    cursor.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ''"
                        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
                    )
                with suppress(psycopg2.OperationalError):
                    while True:
                        taken.append(psycopg2.connect(self.url, application_name="taken"))
                time.sleep(0.2)
            for each in taken:
                each.close()

    def be_read_only(self, seconds: float) -> None:
        self.execute(f"ALTER SYSTEM SET {READ_ONLY} = on", "SELECT pg_reload_conf()")
        time.sleep(seconds)
        self.execute(f"ALTER SYSTEM RESET {READ_ONLY}", "SELECT pg_reload_conf()")

    def lock(self, seconds: float) -> None:
        """Hold a lock that each read and change of requests waits for."""
        self.execute(f"BEGIN; LOCK TABLE rolerequests_rolerequest; SELECT pg_sleep({seconds}); ROLLBACK")

    def close(self) -> None:
        if self.process.poll() is None:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder / "data", ignore_errors=True)
