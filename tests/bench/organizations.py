"""What finding and adding organizations costs among 100,000 of them: `python -m tests.bench.organizations`.

It prints two tables of `make bench`. TEST_DATABASE_URL names a PostgreSQL, ROUNDS the rounds (default 5).
"""

import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

import psutil
import psycopg2

from tests.bench.class_start import CLASS_SIZE, create_class
from tests.bench.figures import middle, percentile, table
from tests.bench.journey import Trainee
from tests.bench.servers import cpu_seconds
from tests.browser.server import ROOT, demo_environment, running_server
from tests.postgresql import temporary_database

ORGANIZATIONS = 100_000
REQUESTS = 40  # of each page in a round
SEARCHES = 6  # of each trainee of a class
MINUTE = 60.0
ROLE = "Provider Security Official"
# Text, state and kind of a search, by its name in the table.
SEARCHED = {
    "exact CCN": ("36-8498", "", ""),
    "first four characters of CCNs": ("3684", "", ""),
    "one word, more than 500 found": ("home", "", ""),
    "three words, few found": ("zeph run hospi", "", ""),
    "no such word": ("zebra", "", ""),
    "no such word, in a state": ("zebra", "CA", ""),
    "word and kind": ("zeph", "", "laboratory"),
    "state and kind": ("", "OH", "hospice"),
    "100 letters": (("z y x w v u t s " * 7)[:100], "", ""),
}
PAGE_3 = {"STEP 3, 1 added": 1, "STEP 3, 100 added": 100}
PAGES = (*SEARCHED, *PAGE_3)


@dataclass
class Figures:
    """Measurements on one database."""

    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # in ms, by page
    queries: dict[str, int] = field(default_factory=dict)
    class_times: list[float] = field(default_factory=list)  # of each search of a class, in ms


def add_organizations(url: str, number: int = ORGANIZATIONS) -> None:
    """Add practice organizations to the migrated database at `url`."""
    subprocess.run(
        [sys.executable, "manage.py", "seed", f"--organizations={number}"],
        cwd=ROOT,
        env=demo_environment(DATABASE_URL=url),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    if not url.startswith("sqlite"):
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            # Autovacuum does this within minutes. Until then, a search reads the table, not the index alone.
            cursor.execute("VACUUM ANALYZE rolerequests_organization")


def draft_of(trainee: Trainee, organizations: int = 0) -> str:
    """Create a draft that names at least so many organizations. Returns the address of its page 3."""
    first = "/role-requests/new/"
    second = trainee.send(first, page := trainee.open(first), category=page.tile("Provider")).location
    page_3 = trainee.send(second, page := trainee.open(second), role=page.tile(ROLE)).location
    if organizations:
        several = f"{page_3}several/"
        # Home health agencies in Ohio. Some of them are closed, and a request takes 100.
        codes = [str(368498 - index) for index in range(2 * organizations if organizations > 1 else 1)]
        trainee.send(several, trainee.open(several), ccns="\n".join(codes))
    named = trainee.open(page_3).match(r'<h2 id="id_organizations"[^>]*>.*\((\d+)\)')
    if int(named) < organizations:
        raise RuntimeError(f"The draft names only {named} organizations, not {organizations}.")
    return page_3


def address_of(page_3: str, search: Sequence[str]) -> str:
    """The address of a search."""
    text, state, kind = map(quote_plus, search)
    return f"{page_3}search/?q={text}&state={state}&kind={kind}"


def addresses(trainee: Trainee) -> dict[str, str]:
    """The address of each page, for new drafts of this trainee."""
    empty = draft_of(trainee)
    searches = {name: address_of(empty, search) for name, search in SEARCHED.items()}
    return searches | {name: draft_of(trainee, number) for name, number in PAGE_3.items()}


def logged_in(address: str) -> Trainee:
    """A trainee of the demo."""
    trainee = Trainee(address, "trainee01", "Practice-2026")
    list(trainee.log_in())
    return trainee


def postgresql_seconds(url: str) -> dict[int, float]:
    """Processor time so far of each process that serves this database, in seconds; none for SQLite."""
    if url.startswith("sqlite"):
        return {}
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        times = {pid: psutil.Process(pid).cpu_times() for (pid,) in cursor.fetchall()}
    return {pid: each.user + each.system for pid, each in times.items()}


def measure_pages(url: str, folder: Path, figures: Figures, rounds: int, requests: int = REQUESTS) -> None:
    """Measure the processor time of each page, of the server with its database."""
    counting = {"DJANGO_SETTINGS_MODULE": "tests.bench.counting_settings", "WORKERS": "1"}
    with running_server(folder, DATABASE_URL=url, **counting) as server:
        trainee = logged_in(server.address)
        figures.queries = {name: trainee.open(path).queries for name, path in addresses(trainee).items()}
        trainee.connection.close()
    with running_server(folder, DATABASE_URL=url, WORKERS="1") as server:
        trainee = logged_in(server.address)
        pages = addresses(trainee)
        for number in range(rounds + 1):  # the first warms up and is not counted
            for name, path in pages.items():
                milliseconds = cpu_of(trainee, path, url, requests)
                if number:
                    figures.cpu[name].append(milliseconds)
        trainee.connection.close()


def cpu_of(trainee: Trainee, path: str, url: str, times: int) -> float:
    """Processor time of a page in ms, of the server and of PostgreSQL."""
    server, before = cpu_seconds(trainee.address), postgresql_seconds(url)
    for _ in range(times):
        trainee.open(path)
    after = postgresql_seconds(url)
    database = sum(seconds - before.get(pid, 0) for pid, seconds in after.items())
    return (cpu_seconds(trainee.address) - server + database) * 1000 / times


def measure_class(
    url: str, folder: Path, figures: Figures, size: int = CLASS_SIZE, seconds: float = MINUTE
) -> None:
    """Let the trainees of a class search at random moments of the same minute, with two workers."""
    chance = random.Random(13)  # noqa: S311 - no secret
    searches = list(SEARCHED.values())
    with running_server(folder, DATABASE_URL=url, WORKERS="2") as server:
        _, trainees = create_class(server.address, size)
        drafts = []
        for trainee in trainees:
            list(trainee.log_in())
            drafts.append(draft_of(trainee))
            trainee.connection.close()
        plans = [
            [(moment, address_of(draft, chance.choice(searches))) for moment in sorted(moments)]
            for draft in drafts
            if (moments := [chance.uniform(0, seconds) for _ in range(SEARCHES)])
        ]
        start = time.perf_counter()

        def search(number: int) -> list[float]:
            found = []
            for moment, path in plans[number]:
                threading.Event().wait(max(0, start + moment - time.perf_counter()))
                found.append(trainees[number].open(path).seconds * 1000)
            trainees[number].connection.close()
            return found

        with ThreadPoolExecutor(size) as threads:
            for times in threads.map(search, range(size)):
                figures.class_times += times


def report(urls: dict[str, str], folder: Path, rounds: int) -> str:
    """Add organizations to migrated databases, measure, and return the tables."""
    measured = {name: Figures() for name in urls}
    for name, url in urls.items():
        add_organizations(url)
        measure_pages(url, folder, measured[name], rounds)
        measure_class(url, folder, measured[name])
        print(f"organizations: {name} done", file=sys.stderr, flush=True)
    return tables(measured)


def tables(measured: dict[str, Figures]) -> str:
    """Tables of the cost of each page, and of the searches of a class."""
    head = [
        f"among {ORGANIZATIONS:,} organizations",
        *(f"{name} CPU, ms" for name in measured),
        *(f"{name} queries" for name in measured),
    ]
    rows = [
        [
            name,
            *(middle(each.cpu[name]) for each in measured.values()),
            *(str(each.queries[name]) for each in measured.values()),
        ]
        for name in PAGES
    ]
    times = {
        "p50, ms": [f"{percentile(each.class_times, 50):.0f}" for each in measured.values()],
        "p99, ms": [f"{percentile(each.class_times, 99):.0f}" for each in measured.values()],
        "slowest, ms": [f"{max(each.class_times):.0f}" for each in measured.values()],
    }
    searched = f"{CLASS_SIZE} trainees search {SEARCHES} times each in a minute, 2 workers"
    return "\n\n".join(
        [table(head, rows), table([searched, *measured], [[name, *row] for name, row in times.items()])]
    )


def main() -> None:
    """Measure on new databases."""
    rounds = int(os.environ.get("ROUNDS") or 5)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="organizations-")))
        postgresql = temporary_database(os.environ["TEST_DATABASE_URL"], "bench_organizations")
        urls = {
            "SQLite": f"sqlite:///{folder / 'organizations.sqlite3'}",
            "PostgreSQL": stack.enter_context(postgresql),
        }
        for url in urls.values():
            with running_server(folder, DATABASE_URL=url):
                pass  # migrated and seeded
        print(f"\n{report(urls, folder, rounds)}\n\nLoad average {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
