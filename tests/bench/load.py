"""Two hundred trainees at once, with the pauses of people: how long they wait, and how many a server carries.

It prints two tables of `make load`. TEST_DATABASE_URL names a PostgreSQL.
"""

import itertools
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import psutil
import psycopg2

from tests.bench.class_start import create_class
from tests.bench.figures import percentile, table
from tests.bench.journey import JOURNEY, LOG_IN, Response, Trainee
from tests.bench.servers import cpu_seconds
from tests.browser.server import running_server
from tests.postgresql import temporary_database

STATES = 56
SUBMIT = "STEP 3, Submit Request"
CLICKS = len(LOG_IN) + len(JOURNEY)
WORKERS = 2  # and two processors: as many as a server has by default
BUSY = 0.5  # of the processors: above it, people who click at the same moment wait for each other
PROCESSORS, PAUSES = (1, 2, 4, 8), (5, 15, 30)


@dataclass(frozen=True)
class Load:
    """How many trainees there are, and their times in seconds."""

    trainees: int = 200
    at_once: int = 40  # of them log in or submit in the same second
    pause: float = 5.0  # between two clicks: from half of it to one and a half
    arrival: float = 15.0  # until the last one begins


@dataclass
class Waits:
    """How long each response took, in ms, and what failed."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def cells(self) -> list[str]:
        if len(self.milliseconds) < 2:  # all others were errors
            return ["", "", "", "", str(len(self.errors))]
        found = [percentile(self.milliseconds, percent) for percent in (50, 95, 99)]
        return [*(f"{each:,.0f}" for each in (*found, max(self.milliseconds))), str(len(self.errors))]


@dataclass
class Measured:
    """What one database gave: the waits by what people did, and the processor time of a journey in ms."""

    waits: dict[str, Waits] = field(default_factory=dict)
    cpu: float = 0.0
    busy: float = 0.0  # processors, of all that the machine has, while everybody worked


@dataclass
class Person(Trainee):
    """A trainee who waits before each click and notes how long its response took."""

    pause: float = 0.0
    waits: Waits = field(default_factory=Waits)

    def ask(self, method: str, path: str, body: str) -> Response:
        time.sleep(self.pause * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        response = super().ask(method, path, body)
        self.waits.milliseconds.append(response.seconds * 1000)
        return response


def at_work(waits: Waits, act: Callable[[int, Trainee], None], trainees: list[Trainee]) -> Waits:
    """Let all act at the same time, each until the end or an error. Returns the waits."""

    def work(number: int, trainee: Trainee) -> None:
        try:
            act(number, trainee)
        except (RuntimeError, OSError, HTTPException) as error:
            waits.errors.append(f"{type(error).__name__}: {str(error)[:300]}")

    with ThreadPoolExecutor(len(trainees)) as threads:
        list(threads.map(work, itertools.count(), trainees))
    return waits


def whole_journeys(trainees: list[Trainee], load: Load) -> Waits:
    """Each logs in, asks for a role and looks at My Profile."""
    waits = Waits()

    def journey(number: int, trainee: Trainee) -> None:
        time.sleep(load.arrival * number / len(trainees))
        person = Person(trainee.address, trainee.user_id, trainee.password, pause=load.pause, waits=waits)
        list(person.log_in())
        list(person.journey(number % STATES))

    return at_work(waits, journey, trainees)


def same_second(trainees: list[Trainee], *, last: str) -> Waits:
    """All send this form in the same second; the pages before it are not measured."""
    waits, gate = Waits(), threading.Barrier(len(trainees))

    def act(number: int, trainee: Trainee) -> None:
        steps = trainee.log_in() if last == LOG_IN[1] else trainee.journey((number + 1) % STATES)
        names = [*LOG_IN] if last == LOG_IN[1] else [*JOURNEY]
        for _ in names[: names.index(last)]:
            next(steps)
        gate.wait(timeout=60)
        _, response = next(steps)
        waits.milliseconds.append(response.seconds * 1000)
        trainee.connection.close()

    return at_work(waits, act, trainees)


def measure(url: str, folder: Path, load: Load) -> Measured:
    """Start a server on this database, and let the trainees of a new class work."""
    with running_server(folder, DATABASE_URL=url, WORKERS=str(WORKERS)) as server:
        _, trainees = create_class(server.address, load.trainees)
        few = trainees[: load.at_once]
        measured = Measured()
        measured.waits[f"{len(few)} log in in the same second"] = same_second(few, last=LOG_IN[1])
        before, start = seconds_of(server.address, url), time.monotonic()
        measured.waits[f"{len(trainees)} on whole journeys"] = whole_journeys(trainees, load)
        seconds, cpu = time.monotonic() - start, seconds_of(server.address, url) - before
        for each in few:
            list(each.log_in())
        measured.waits[f"{len(few)} submit in the same second"] = same_second(few, last=SUBMIT)
    measured.cpu, measured.busy = cpu * 1000 / len(trainees), cpu / seconds
    return measured


def seconds_of(address: str, url: str) -> float:
    """Processor time so far of the server, with all processes of PostgreSQL."""
    return cpu_seconds(address) + (postgresql_seconds(url) if url.startswith("postgres") else 0)


def postgresql_seconds(url: str) -> float:
    """Processor time so far of the PostgreSQL on this machine, with the processes that have ended."""
    connection = psycopg2.connect(url)
    server = psutil.Process(connection.info.backend_pid).parent()
    connection.close()
    if server is None:
        raise RuntimeError("The PostgreSQL of TEST_DATABASE_URL must run on this machine.")
    times = [each.cpu_times() for each in (server, *server.children(recursive=True))]
    ended = times[0].children_user + times[0].children_system
    return float(sum(each.user + each.system for each in times) + ended)


def waits_table(measured: dict[str, Measured]) -> str:
    """How long people waited, by what they did and by database."""
    head = ["ms", "p50", "p95", "p99", "slowest", "errors"]
    rows = [
        [f"{name}: {what}", *waits.cells()]
        for name, each in measured.items()
        for what, waits in each.waits.items()
    ]
    return table(head, rows)


def carried(cpu: float, processors: int, pause: float) -> int:
    """How many trainees work at the same time on so many processors, of which BUSY is used.

    `cpu` is the processor time of a journey in ms, `pause` the seconds between two clicks.
    """
    return int(processors * BUSY * pause * CLICKS / (cpu / 1000))


def carried_table(measured: dict[str, Measured]) -> str:
    """How many trainees a server carries, by its processors and the pauses of people."""
    head = [
        f"trainees at once, {BUSY:.0%} of processors used",
        *(f"{each} s between clicks" for each in PAUSES),
    ]
    rows = [
        [f"{name}, processors: {number}", *(f"{carried(each.cpu, number, pause):,}" for pause in PAUSES)]
        for name, each in measured.items()
        for number in PROCESSORS
    ]
    return table(head, rows)


def report(measured: dict[str, Measured], load: Load) -> str:
    """Both tables, and what they come from."""
    lines = [
        f"{name}: {each.cpu:.0f} ms of the processors for a journey of {CLICKS} requests; "
        f"{each.busy:.2f} processors were busy for the server"
        for name, each in measured.items()
    ]
    lines.append(
        f"Pauses of {load.pause / 2:g} to {load.pause * 1.5:g} s, {WORKERS} workers, {os.cpu_count()} processors, "
        f"load average {os.getloadavg()[0]:.1f}"
    )
    return "\n\n".join(["\n".join(lines), waits_table(measured), carried_table(measured)])


def main() -> None:
    """Measure on both databases and print the tables. Exits with 1 after an error."""
    load = Load()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="load-")))
        postgresql = temporary_database(os.environ["TEST_DATABASE_URL"], "bench_load")
        urls = {"SQLite": f"sqlite:///{folder}/load.sqlite3", "PostgreSQL": stack.enter_context(postgresql)}
        measured = {name: measure(url, folder, load) for name, url in urls.items()}
    print(f"\n{report(measured, load)}\n", flush=True)
    errors = [error for each in measured.values() for waits in each.waits.values() for error in waits.errors]
    if errors:
        sys.exit("\n".join([f"{len(errors)} errors:", *errors[:10]]))


if __name__ == "__main__":
    main()
