"""Measure the simulator on SQLite and PostgreSQL in turn, beside the barest views and django-formtools.

`python -m tests.bench` prints tables. TEST_DATABASE_URL names a PostgreSQL, ROUNDS the rounds (default 5).
"""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.bench import organizations
from tests.bench.class_start import CLASS_SIZE, ClassStart, measure_class_start
from tests.bench.figures import middle, percentile, table
from tests.bench.growth import fill
from tests.bench.journey import JOURNEY, LOG_IN
from tests.bench.large_database import (
    CLASS,
    PRESETS,
    SANDBOXES,
    SIZE,
    seconds_for_class,
    seconds_per_sandbox,
)
from tests.bench.pages import bytes_of, queries_of, time_by_owner
from tests.bench.rounds import BAREST, JOURNEYS, KEPT, SIMULATOR, STOCK, TRAINEES, Figures, Round
from tests.bench.servers import barest_server, profiled_server, servers_for
from tests.postgresql import temporary_database


def journeys(measured: dict[str, Figures]) -> str:
    """Table of the cost of a journey, by database."""
    cpu = {
        f"server CPU, ms: {who}": [middle(each.cpu[who]) for each in measured.values()]
        for who in (SIMULATOR, KEPT, STOCK, BAREST)
    }
    ratios = {
        f"ratio to {who}": [middle(each.ratio(who), 2) for each in measured.values()]
        for who in (KEPT, STOCK, BAREST)
    }
    rows = {
        **cpu,
        **ratios,
        "journeys a second, 1 worker": [middle(each.one_worker) for each in measured.values()],
        "journeys a second, 2 workers": [middle(each.two_workers) for each in measured.values()],
    }
    return table(
        [f"a journey: {len(JOURNEY)} requests", *measured], [[name, *row] for name, row in rows.items()]
    )


def pages(measured: dict[str, Figures], queries: dict[str, int], weights: dict[str, tuple[int, int]]) -> str:
    """Table of the cost of each page: time by database, queries, bytes."""
    times = [f"{name} {what}, ms" for name in measured for what in ("p50", "p99")]
    rows = []
    for name in (*LOG_IN, *JOURNEY):
        figures = [middle(each[name]) for one in measured.values() for each in (one.p50, one.p99)]
        sizes = [f"{size:,}" for size in weights[name]] if name in weights else ["", ""]
        rows.append([name, *figures, str(queries[name]), *sizes])
    return table(["page", *times, "queries", "bytes cold", "bytes warm"], rows)


def owners(shares: dict[str, float]) -> str:
    """Table of the time by owner of the code, most first."""
    rows = sorted(shares.items(), key=lambda row: -row[1])
    return table(
        ["owner of the code (cProfile, own time)", "%"], [[name, f"{share:.1f}"] for name, share in rows]
    )


def class_starts(measured: dict[str, ClassStart]) -> str:
    """Table of what happens when a class begins, by database."""
    rows = {
        "server CPU of all, s": [middle(each.cpu, 2) for each in measured.values()],
        "the last trainee is in after, s": [middle(each.last, 2) for each in measured.values()],
        "slowest other page meanwhile, ms": [middle(each.other_pages, 0) for each in measured.values()],
    }
    return table(
        [f"{CLASS_SIZE} trainees log in at once", *measured], [[name, *row] for name, row in rows.items()]
    )


def sandboxes(seconds: dict[str, dict[str, list[float]]]) -> str:
    """Table of the time that the QA API takes for a sandbox, by preset and database."""
    head = [f"{name} {what}, ms" for name in seconds for what in ("p50", "p95", "max")]
    rows = [
        [
            preset,
            *(
                f"{1000 * value:.0f}"
                for one in seconds.values()
                for value in (
                    percentile(one[preset], 50),
                    percentile(one[preset], 95),
                    max(one[preset]),
                )
            ),
        ]
        for preset in PRESETS
    ]
    return table([f"a sandbox from the QA API, among {SANDBOXES:,} others", *head], rows)


def main() -> None:
    """Start the servers, measure, and print the tables."""
    rounds = int(os.environ.get("ROUNDS") or 5)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        databases: dict[str, Callable[[str], str]] = {
            "SQLite": lambda name: f"sqlite:///{folder / name}.sqlite3",
            "PostgreSQL": lambda name: stack.enter_context(
                temporary_database(os.environ["TEST_DATABASE_URL"], f"bench_{name}")
            ),
        }
        servers = {name: stack.enter_context(servers_for(url, folder)) for name, url in databases.items()}
        barest = stack.enter_context(barest_server(folder))

        queries = {name: queries_of(each.counting) for name, each in servers.items()}
        if queries["SQLite"] != queries["PostgreSQL"]:
            sys.exit(f"The numbers of queries differ between the databases: {queries}")
        weights = bytes_of(servers["SQLite"].two_workers)
        with profiled_server(folder) as server:
            shares = time_by_owner(server)

        measured = {name: Figures() for name in servers}
        class_start = {name: ClassStart() for name in servers}
        turns = {name: Round(each, barest) for name, each in servers.items()}
        loads = []
        for number in range(rounds + 1):  # the first warms up and is not counted
            for name, turn in turns.items():
                turn.measure(measured[name] if number else Figures())
                two_workers = servers[name].two_workers
                measure_class_start(two_workers, class_start[name] if number else ClassStart())
                print(f"round {number} of {rounds}: {name} done", file=sys.stderr, flush=True)
            loads.append(os.getloadavg()[0])

        # Each table is printed as soon as it is measured.
        print(
            f"\nMedian of {rounds} rounds, with minimum and maximum; load average {middle(loads)}. "
            "In each round a page is opened "
            f"{JOURNEYS * TRAINEES} times,\nLog in {TRAINEES} times: its p99 is the slowest of them.\n"
        )
        show(journeys(measured), pages(measured, queries["SQLite"], weights))
        show(owners(shares), class_starts(class_start))

        urls = {name: each.database for name, each in servers.items()}
        for url in urls.values():
            fill(url, SIZE)
        show(sandboxes({name: seconds_per_sandbox(url, folder, PRESETS) for name, url in urls.items()}))
        class_seconds = {name: seconds_for_class(url, folder, CLASS) for name, url in urls.items()}
        head = [f"a class from the form, among {SANDBOXES:,} sandboxes", *(f"{name}, s" for name in urls)]
        show(table(head, [[f"{CLASS} trainees", *(f"{each:.1f}" for each in class_seconds.values())]]))
        show(organizations.report(urls, folder, rounds))


def show(*tables: str) -> None:
    """Print tables, each followed by an empty line."""
    print(*tables, sep="\n\n", end="\n\n", flush=True)


if __name__ == "__main__":
    main()
