"""Repeat the three sections of the job aid in parallel against one server on PostgreSQL: `make soak`.

TEST_DATABASE_URL names a PostgreSQL. WORKERS tests run at a time; each section runs REPEATS times.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.server import ROOT, running_server
from tests.postgresql import temporary_database


def main() -> int:
    """Start the server, run the tests, and return their exit code."""
    workers, repeats = os.environ.get("WORKERS") or "4", os.environ.get("REPEATS") or "10"
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        temporary_database(os.environ["TEST_DATABASE_URL"], "simulator_soak") as url,
        running_server(Path(folder), DATABASE_URL=url, WORKERS="2") as server,
    ):
        tests = ["tests/browser/test_job_aid.py", "-k", "test_section and not misprint"]
        options = [f"--base-url={server.address}", f"--count={repeats}", f"-n{workers}", "--dist=load"]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *tests, *options],
            cwd=ROOT,
            env=os.environ | {"QA_API_TOKEN": server.token},
            check=False,
        )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
