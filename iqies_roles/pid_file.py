"""The file of a running server with its process id, for `serve` and `make reset`.

The server holds a lock on the file. So a file that a killed server left is not taken for a running one.
"""

import fcntl
from pathlib import Path
from typing import TextIO

from iqies_roles.private_files import open_private


def write_pid_file(file: Path, process_id: int) -> TextIO | None:
    """Write the id and lock the file. Keep what is returned: the lock ends when it is closed.

    Returns None if the folder is read-only, or another server has the lock.
    """
    try:
        opened = open_private(file)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        opened.close()
        return None
    opened.truncate(0)
    opened.write(f"{process_id}\n")
    opened.flush()
    return opened


def running_server(file: Path) -> str:
    """The process id of the server that has the lock; empty if there is none."""
    try:
        with file.open() as opened:
            try:
                fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return opened.read().strip()
    except OSError:
        pass
    return ""
