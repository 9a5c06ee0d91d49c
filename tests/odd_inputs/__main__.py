"""Send 10,000 odd inputs to all pages and forms, on each database: `python -m tests.odd_inputs`.

TEST_DATABASE_URL names a PostgreSQL, EXAMPLES the number.
"""

import os
import subprocess
import sys


def run(number: int, url: str) -> None:
    """Send so many on the database at `url`, '' for SQLite. Raises CalledProcessError after a failure."""
    command = [
        "-m",
        "pytest",
        "tests/odd_inputs",
        "--quiet",
        "--capture=no",
        "-n",
        "0",
        f"--examples={number}",
    ]
    subprocess.run([sys.executable, *command], env=os.environ | {"TEST_DATABASE_URL": url}, check=True)


def main() -> None:
    """Send them on a database of each kind."""
    number = int(os.environ.get("EXAMPLES") or 10_000)
    for name, url in {"SQLite": "sqlite://:memory:", "PostgreSQL": os.environ["TEST_DATABASE_URL"]}.items():
        print(name, flush=True)
        run(number, url)


if __name__ == "__main__":
    main()
