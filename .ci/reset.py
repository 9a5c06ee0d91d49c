"""Delete the demo's database, and nothing else."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


def is_running(pid_file: Path) -> bool:
    """Whether the process in this file is our server, and not a later process with the same id."""
    try:
        pid = int(pid_file.read_text())
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    try:
        line = Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        ps = ["ps", "-o", "command=", "-p", str(pid)]
        line = subprocess.run(ps, stdout=subprocess.PIPE, text=True, check=False).stdout
    return "gunicorn" in line or "manage.py" in line


def database_is_set() -> bool:
    """Whether DATABASE_URL is set in the environment or in the .env file."""
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        return True
    file = Path(os.environ.get("ENV_FILE", ROOT / ".env"))
    text = file.read_text() if file.is_file() else ""
    return bool(re.search(r"^\s*(export\s+)?DATABASE_URL(_FILE)?[ \t]*=[ \t]*\S", text, re.MULTILINE))


def main() -> None:
    """Delete it, or exit with the reason."""
    if any(is_running(pid_file) for pid_file in VAR.glob("server-*.pid")):
        sys.exit("The simulator is running: stop it with Ctrl+C, then run `make reset` again.")
    if database_is_set():
        sys.exit(
            "DATABASE_URL is set, and `make reset` deletes only the demo's own database: unset it first."
        )
    for end in ("", "-wal", "-shm"):
        (VAR / f"trainer.sqlite3{end}").unlink(missing_ok=True)
    print("The demo's database is deleted. `make run` creates a new one.")


if __name__ == "__main__":
    main()
