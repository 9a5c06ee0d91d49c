"""`manage.py prepare`, the release step, and the server that leaves the database to it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

from tests.browser.server import SERVE, demo_environment, free_port, stop
from tests.iqies_roles.test_running_server import wait_for
from tests.iqies_roles.test_settings import SITE, python


def prepare(url):
    return python("manage.py", "prepare", **SITE | {"DATABASE_URL": url})


def readiness(port):
    """The text of /readyz; empty if nothing listens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().read().decode()
    except ConnectionError:
        return ""
    finally:
        connection.close()


def test_release_steps_that_start_together_take_turns(empty_database):
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(prepare, [empty_database] * 3))
    for done in outcomes:
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("The database is ready for this version (")


def test_prepared_server_leaves_the_database_to_the_release_step(empty_database, tmp_path):
    port, log = free_port(), tmp_path / "log"
    variables = demo_environment(DATABASE_URL=empty_database, PORT=str(port))
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, *SERVE, "--prepared"], env=variables, stdout=output, stderr=output
        )
    try:
        wait_for(lambda: readiness(port) or server.poll() is not None)
        assert "lacks migrations" in readiness(port), log.read_text()
        assert prepare(empty_database).returncode == 0
        assert readiness(port) == "ok\n"
    finally:
        stop(server)
