"""Measure the trainer on SQLite and on PostgreSQL in turn, beside the barest Django views; print tables.

`python -m tests.bench`, with a PostgreSQL in TEST_DATABASE_URL. ROUNDS says how many rounds there are (default 5).
"""

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.figures import middle, percentile, table
from tests.bench.journey import JOURNEY, LOG_IN
from tests.bench.large_database import CLASS, PRESETS, SANDBOXES, fill, seconds_for_class, seconds_for_worlds
from tests.bench.pages import bytes_of, queries_of, time_by_owner
from tests.bench.rounds import JOURNEYS, TRAINEES, Figures, measure
from tests.bench.servers import barest_server, profiled_server, trainers_on
from tests.postgresql import temporary_database


def journeys(measured: dict[str, Figures]) -> str:
    """What a journey costs, by database."""
    rows = {
        "server CPU of a journey, ms": [middle(each.cpu) for each in measured.values()],
        "the same requests to the barest views, ms": [middle(each.barest) for each in measured.values()],
        "ratio": [middle(each.ratio, 2) for each in measured.values()],
        "journeys a second, 1 worker": [middle(each.one_worker) for each in measured.values()],
        "journeys a second, 2 workers": [middle(each.two_workers) for each in measured.values()],
    }
    return table(
        [f"a journey: {len(JOURNEY)} requests", *measured], [[name, *row] for name, row in rows.items()]
    )


def pages(measured: dict[str, Figures], queries: dict[str, int], weights: dict[str, tuple[int, int]]) -> str:
    """What each page costs: time by database, queries, bytes."""
    times = [f"{name} {what}, ms" for name in measured for what in ("p50", "p99")]
    rows = []
    for name in (*LOG_IN, *JOURNEY):
        figures = [middle(each[name]) for one in measured.values() for each in (one.p50, one.p99)]
        sizes = [f"{size:,}" for size in weights[name]] if name in weights else ["", ""]
        rows.append([name, *figures, str(queries[name]), *sizes])
    return table(["page", *times, "queries", "bytes cold", "bytes warm"], rows)


def owners(shares: dict[str, float]) -> str:
    """Whose code takes the time, most first."""
    rows = sorted(shares.items(), key=lambda row: -row[1])
    return table(["whose code (cProfile, own time)", "%"], [[name, f"{share:.1f}"] for name, share in rows])


def worlds(seconds: dict[str, dict[str, list[float]]]) -> str:
    """How long the QA door takes for a world, by condition and database."""
    head = [f"{name} {what}, ms" for name in seconds for what in ("p50", "p95", "most")]
    rows = [
        [
            condition,
            *(
                f"{1000 * value:.0f}"
                for one in seconds.values()
                for value in (
                    percentile(one[condition], 50),
                    percentile(one[condition], 95),
                    max(one[condition]),
                )
            ),
        ]
        for condition in PRESETS
    ]
    return table([f"a world from the QA door, beside {SANDBOXES:,} sandboxes", *head], rows)


def main() -> None:
    """Start the servers, go round, and print."""
    rounds = int(os.environ.get("ROUNDS") or 5)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        postgresql = stack.enter_context(temporary_database(os.environ["TEST_DATABASE_URL"], "trainer_bench"))
        urls = {"SQLite": f"sqlite:///{folder / 'bench.sqlite3'}", "PostgreSQL": postgresql}
        trainers = {name: stack.enter_context(trainers_on(url, folder)) for name, url in urls.items()}
        barest = stack.enter_context(barest_server(folder))

        queries = {name: queries_of(each.counting) for name, each in trainers.items()}
        if queries["SQLite"] != queries["PostgreSQL"]:
            sys.exit(f"The databases are not asked the same: {queries}")
        weights = bytes_of(trainers["SQLite"].two_workers)
        with profiled_server(folder) as server:
            shares = time_by_owner(server)

        measured = {name: Figures() for name in trainers}
        for number in range(rounds + 1):  # the first warms up, and is thrown away
            for name, each in trainers.items():
                measure(each, barest, measured[name] if number else Figures())
                print(f"round {number} of {rounds}: {name} done", file=sys.stderr, flush=True)

        for url in urls.values():
            fill(url, SANDBOXES)
        doors = {name: seconds_for_worlds(url, folder, PRESETS) for name, url in urls.items()}
        classes = {name: seconds_for_class(url, folder, CLASS) for name, url in urls.items()}
    print(
        f"\nMedian of {rounds} rounds, with the least and the greatest. In each round a page is asked "
        f"{JOURNEYS * TRAINEES} times,\nLog in {TRAINEES} times: its p99 is the slowest of them.\n"
    )
    made = [[f"{CLASS} identities", *(f"{each:.1f}" for each in classes.values())]]
    print(
        journeys(measured),
        pages(measured, queries["SQLite"], weights),
        owners(shares),
        worlds(doors),
        table(
            [f"a class from the form, beside {SANDBOXES:,} sandboxes", *(f"{name}, s" for name in classes)],
            made,
        ),
        sep="\n\n",
    )


if __name__ == "__main__":
    main()
