"""Delete the demo's database, and nothing else."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from iqies_roles.pid_file import running_server  # noqa: E402 - needs the path

VAR = ROOT / "var"


def database_is_set() -> bool:
    """Whether DATABASE_URL is set in the environment or in the .env file."""
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        return True
    file = Path(os.environ.get("ENV_FILE") or ROOT / ".env")
    text = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
    return bool(re.search(r"^\s*(export\s+)?DATABASE_URL(_FILE)?[ \t]*=[ \t]*\S", text, re.MULTILINE))


def main() -> None:
    """Delete it, or exit with the reason."""
    if any(running_server(pid_file) for pid_file in VAR.glob("server-*.pid")):
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
