"""Let two changes of a request, an exercise or a class race each other, on both databases: `python -m tests.races`.

TEST_DATABASE_URL names a PostgreSQL, ROUNDS the rounds of each pair of actions (default 200).
"""

import os
import subprocess
import sys
import tempfile
import time

from tests.browser.server import ROOT, demo_environment
from tests.postgresql import temporary_database


def run(url: str, rounds: int) -> None:
    """Run all pairs on the empty database at `url`. Raises CalledProcessError if a promise is broken."""
    subprocess.run(
        [sys.executable, "-m", "tests.races.pairs", str(rounds)],
        cwd=ROOT,
        env=demo_environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="iqies_roles.settings"),
        check=True,
    )


def main() -> None:
    """Run the rounds on a new database of each kind."""
    rounds = int(os.environ.get("ROUNDS") or 200)
    postgresql = temporary_database(os.environ["TEST_DATABASE_URL"], "races")
    with tempfile.TemporaryDirectory(prefix="races-") as folder, postgresql as url:
        for name, each in {"SQLite": f"sqlite:///{folder}/races.sqlite3", "PostgreSQL": url}.items():
            start = time.monotonic()
            run(each, rounds)
            print(f"{name}: passed in {time.monotonic() - start:.0f} s\n", flush=True)


if __name__ == "__main__":
    main()
