"""Files that only their owner can read, whatever the umask of who starts the program."""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Any, TextIO


def open_private(path: str | Path) -> TextIO:
    """Open a file to append to it, and create it for its owner alone. Raises OSError."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a")


class PrivateConnection(sqlite3.Connection):
    """A connection to a database that is created for its owner alone; SQLite's other files take its mode.

    A file that exists is not opened: to close it would free all locks of this process on it, also those of
    other connections. Who writes then can damage the database (sqlite.org/howtocorrupt.html, section 2.2).
    """

    def __init__(self, database: Any, *args: Any, **options: Any) -> None:
        if not str(database).startswith((":memory:", "file:")):
            with contextlib.suppress(OSError):  # it exists, or SQLite says what is wrong
                os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        super().__init__(database, *args, **options)
