"""Walk the three sections of the job aid again and again, many at once, against one server on PostgreSQL.

`soak.py`, with a PostgreSQL in TEST_DATABASE_URL. WORKERS walk at a time, REPEATS times each section.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from postgres import database_of_our_own

from tests.browser.server import ROOT, running_server


def main() -> int:
    """Start the server, run the tests, and return their exit code."""
    walkers, repeats = os.environ.get("WORKERS") or "4", os.environ.get("REPEATS") or "10"
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        database_of_our_own(os.environ["TEST_DATABASE_URL"], "trainer_soak") as url,
        running_server(Path(folder), DATABASE_URL=url, WORKERS="2") as server,
    ):
        tests = ["tests/browser/test_job_aid.py", "-k", "test_section and not misprint"]
        options = [f"--base-url={server.address}", f"--count={repeats}", f"-n{walkers}", "--dist=load"]
        suite = ["--confcutdir=tests/browser", "-q"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *tests, *suite, *options],
            cwd=ROOT,
            env=os.environ | {"QA_API_TOKEN": server.token},
            check=False,
        )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
