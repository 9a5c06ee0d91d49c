"""Lets one program at a time prepare the database."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection

LOCK_ID = 2_026_001  # any number that all servers of a site share


@contextmanager
def database_lock() -> Iterator[None]:
    """Hold the lock for a block that migrates or seeds; wait while another program holds it.

    Raises OperationalError if the database does not answer.
    """
    sqlite: Any = connection
    if connection.vendor == "postgresql":
        with postgresql_lock():
            yield
    elif sqlite.is_in_memory_db():
        yield  # no other process can use it
    else:
        with folder_lock(Path(connection.settings_dict["NAME"]).parent):
            yield


@contextmanager
def postgresql_lock() -> Iterator[None]:
    """An advisory lock that ends with its transaction, on a connection of its own: poolers support that."""
    separate = connection.copy()
    try:
        separate.set_autocommit(False)
        with separate.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_ID])
        yield
    finally:
        separate.close()


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """A lock on the folder, because SQLite uses locks on the file itself."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise OperationalError(f"{folder}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
