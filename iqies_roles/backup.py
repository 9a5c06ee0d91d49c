"""Writes the whole database to one file, and puts it back."""

import os
import re
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg2.extensions import make_dsn

from accounts.models import User
from iqies_roles.database import describe_database
from iqies_roles.database_lock import database_lock
from rolerequests.models import RequestEvent, RoleRequest

SQLITE_FILE, POSTGRESQL_FILE = b"SQLite format 3\0", b"PGDMP"
MAX_WAIT_SECONDS = 60
BUSY = f"The database was busy for {MAX_WAIT_SECONDS} seconds: stop its servers, or try again."
LOCK_MILLISECONDS = 500  # less than deadlock_timeout, so that no one else's work is given up for a restore
LOCKED = re.compile(r"\b(40P01|55P03): ")  # a deadlock, or a table that somebody holds
Migrations = set[tuple[str, str]]


class BackupError(Exception):
    """Says in one sentence why there is no backup, or nothing was restored."""


def back_up(file: Path) -> None:
    """Write the database as it is at one instant, while people work, to a new file of its owner alone.

    Raises BackupError if the file exists or cannot be written, or if the program that reads PostgreSQL fails.
    """
    with new_file(file) as unfinished:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(unfinished)) as copy:
                copy_sqlite(live_sqlite(), copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file
        else:
            options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}")
            run("pg_dump", *options, address())


def restore(file: Path) -> None:
    """Replace everything in the database by the backup, at once or not at all.

    Raises BackupError if the file is no backup of this kind of database, is damaged, or comes from a newer
    version.
    """
    check(file)
    with database_lock():
        if connection.vendor == "sqlite":
            with closing(open_sqlite(file)) as copy:
                copy_sqlite(copy, live_sqlite())
        else:
            restore_postgresql(file)


def counts() -> dict[str, int]:
    """How many users, requests and events the database has; nothing if it lacks their tables."""
    models = {"users": User, "requests": RoleRequest, "events": RequestEvent}
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    if not {each._meta.db_table for each in models.values()} <= set(tables):
        return {}
    return {name: each._base_manager.count() for name, each in models.items()}


def check(file: Path) -> None:
    """Raise BackupError unless the file can be restored."""
    expected = SQLITE_FILE if connection.vendor == "sqlite" else POSTGRESQL_FILE
    try:
        with file.open("rb") as content:
            beginning = content.read(len(expected))
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from error
    if beginning != expected:
        raise BackupError(f"{file} is no backup of this kind of database ({describe_database()}).")
    migrations = sqlite_migrations(file) if connection.vendor == "sqlite" else postgresql_migrations(file)
    if not migrations:
        raise BackupError(f"{file} is no backup of this simulator: it lacks the list of its migrations.")
    unknown = migrations - set(MigrationLoader(None).disk_migrations)
    if unknown:
        app, name = min(unknown)
        raise BackupError(
            f"{file} comes from another version than {settings.VERSION}, with the migration {app} {name}: "
            "restore it with that version, or with a newer one."
        )


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """A file beside this one, which takes its name when it is complete. Raises BackupError if it exists."""
    if file.exists():
        raise BackupError(f"{file} exists: choose another name.")
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-") as unfinished:
            yield Path(unfinished.name)
            os.link(unfinished.name, file)  # unlike a new name, this never replaces a file
    except FileExistsError as error:
        raise BackupError(f"{file} exists: choose another name.") from error
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BackupError(f"{file} cannot be written: {reason}.") from error


def live_sqlite() -> sqlite3.Connection:
    """The connection to the database of this site."""
    connection.ensure_connection()
    sqlite: sqlite3.Connection = connection.connection
    return sqlite


def open_sqlite(file: Path) -> sqlite3.Connection:
    """A connection that cannot change the file."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def copy_sqlite(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy all pages in one step, so that they are of one instant.

    Raises BackupError if somebody else writes all the time, or if one of the connections has a transaction.
    """
    deadline = time.monotonic() + MAX_WAIT_SECONDS

    def check_time(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise BackupError(BUSY)

    source.backup(target, pages=-1, progress=check_time)


def sqlite_migrations(file: Path) -> Migrations:
    """The migrations of a backup. Raises BackupError if the file is damaged."""
    with closing(open_sqlite(file)) as copy:
        try:
            found: str = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise BackupError(f"{file} is damaged: {' '.join(found.split())}.")
            tables = copy.execute("SELECT name FROM sqlite_master WHERE name = 'django_migrations'")
            rows = copy.execute("SELECT app, name FROM django_migrations") if tables.fetchall() else ()
            return {(app, name) for app, name in rows}
        except sqlite3.DatabaseError as error:
            raise BackupError(f"{file} is damaged: {error}.") from error


def postgresql_migrations(file: Path) -> Migrations:
    """The migrations of a backup. Raises BackupError if it cannot be read."""
    with tempfile.TemporaryFile() as script:
        try:
            run("pg_restore", "--data-only", "--table=django_migrations", "--file=-", file, stdout=script)
        except BackupError as error:
            raise BackupError(f"{file} cannot be read: {error}") from error
        script.seek(0)
        found = re.findall(r"^\d+\t(\w+)\t(\w+)\t", script.read().decode(), re.MULTILINE)
    return set(found)


def restore_postgresql(file: Path) -> None:
    """Drop the tables of the site and create those of the backup, in one transaction.

    Raises BackupError if people hold some of the tables all the time.
    """
    with connection.cursor() as cursor:
        tables = [connection.ops.quote_name(each) for each in connection.introspection.table_names(cursor)]
    connection.close()  # else our own transaction could hold a table
    options = [
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--set=VERBOSITY=verbose",
    ]
    if tables:
        options.append(f"--command=SET LOCAL lock_timeout = '{LOCK_MILLISECONDS}ms'")
        options.append(f"--command=DROP TABLE {', '.join(tables)} CASCADE")
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    with tempfile.TemporaryFile() as script:
        # The whole script comes before its first statement, so that half of it never counts.
        run("pg_restore", "--no-owner", "--no-privileges", "--file=-", file, stdout=script)
        while True:
            script.seek(0)
            try:
                run("psql", *options, "--file=-", address(), stdin=script, stdout=subprocess.DEVNULL)
                break
            except BackupError as error:
                if not LOCKED.search(str(error)):
                    raise
                if time.monotonic() > deadline:
                    raise BackupError(BUSY) from error
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a restored table has no statistics


def address() -> str:
    """The argument of PostgreSQL's programs that names the database and its server, without the password."""
    values = connection.get_connection_params()
    words = {name: value for name, value in values.items() if name not in ("password", "cursor_factory")}
    return f"--dbname={make_dsn(**words)}"


def run(program: str, *arguments: Any, **files: Any) -> None:
    """Run a program of PostgreSQL. Raises BackupError with the first line of its error.

    The password is in its environment, because other users of the machine can read arguments.
    """
    command = [program, *map(str, arguments)]
    password = connection.settings_dict["PASSWORD"]
    variables = os.environ | ({"PGPASSWORD": password} if password else {})
    try:
        subprocess.run(command, env=variables, check=True, stderr=subprocess.PIPE, **files)  # noqa: S603 - named above
    except FileNotFoundError as error:
        raise BackupError(f"{program} is missing: install the client programs of PostgreSQL.") from error
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines() or ["it gives no reason"]
        raise BackupError(f"{program} failed: {lines[0].removeprefix(f'{program}: ')}") from error
