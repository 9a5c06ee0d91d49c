"""How long it takes to make a world or a class, in a database that is as full as a large site's."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.journey import Trainee
from tests.browser.server import ROOT, demo_environment, running_server
from tests.browser.worlds import Door

SANDBOXES = 100_000
CLASS = 200
ADD_CLASS = "/admin/accounts/trainingclass/add/"
PRESETS = {"fresh": 300, "one pending": 200, "crowded": 60}  # how many worlds of each are asked for


def fill(url: str, sandboxes: int) -> None:
    """Put so many sandboxes into the database at `url`, as `tests.bench.fill` says."""
    subprocess.run(
        [sys.executable, "-m", "tests.bench.fill", str(sandboxes)],
        cwd=ROOT,
        env=demo_environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="iqies_roles.settings"),
        check=True,
    )


def seconds_for_worlds(url: str, folder: Path, asked: dict[str, int]) -> dict[str, list[float]]:
    """Ask the real server for worlds, one after the other; the seconds of each, by condition."""
    found: dict[str, list[float]] = {}
    with running_server(folder, DATABASE_URL=url) as server:
        door = Door(server.address, server.token)
        for condition, times in asked.items():
            door.world(condition)  # a connection to the database is there
            found[condition] = [timed(door, condition) for _ in range(times)]
    return found


def seconds_for_class(url: str, folder: Path, size: int) -> float:
    """Make a class of so many in the admin; the seconds from sending the form to the answer."""
    with running_server(folder, DATABASE_URL=url) as server:
        lead = Trainee(server.address, "admin", "Practice-2026")
        list(lead.log_in())
        answer = lead.send(ADD_CLASS, lead.open(ADD_CLASS), name="Bench", number=str(size))
        if lead.open(answer.location).html.count('class="slip"') != size:
            raise RuntimeError("The handout sheet is not as large as the class.")
        lead.connection.close()
    return answer.seconds


def timed(door: Door, condition: str) -> float:
    """The seconds that a world takes."""
    start = time.perf_counter()
    door.world(condition)
    return time.perf_counter() - start
