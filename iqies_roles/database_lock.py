"""Preparing a database: one program at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection

LOCK = 2_026_001  # any number, the same for all


@contextmanager
def database_lock() -> Iterator[None]:
    """For a block that migrates or seeds: whoever else comes to such a block waits until this one ends.

    Raises OperationalError when the database is out of reach.
    """
    sqlite: Any = connection
    if connection.vendor == "postgresql":
        with locked_in_postgresql():
            yield
    elif sqlite.is_in_memory_db():
        yield  # nobody else has it
    else:
        with locked_folder(Path(connection.settings_dict["NAME"]).parent):
            yield


@contextmanager
def locked_in_postgresql() -> Iterator[None]:
    """A lock that ends with its transaction, on a connection of its own: so it works through a pooler too."""
    aside = connection.copy()
    try:
        aside.set_autocommit(False)
        with aside.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
    finally:
        aside.close()


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """A lock on the folder: SQLite has its own ones on the file."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise OperationalError(f"{folder}: {error.strerror}") from error
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)
