"""Do each fault while people work, and print what happened: `python -m tests.faults [WORD OF A FAULT ...]`.

Required of each: nothing lost, doubled or half; no 400 and no 500; everybody works again within 10 s.
"""

import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.server import ROOT, demo_environment, stop
from tests.faults.databases import small_disk
from tests.faults.people import people_at
from tests.faults.relay import Relay
from tests.faults.scenarios import FAULTS, NEED_A_DISK, NEED_A_RELAY, Fault, Site
from tests.faults.servers import Server

PEOPLE = 4
RECOVERY_SECONDS = 10
LONGEST_WAIT = 60  # for everybody to work again
COLUMNS = ("clicks", "503", "none", "400", "500", "lost", "doubled", "half", "longest", "recovery")
HEADS = (
    "Fault",
    "Forms saved",
    "503",
    "No response",
    "400",
    "500",
    "Lost",
    "Doubled",
    "Half",
    "Longest, s",
    "Recovery, s",
)


@dataclass
class Outcome:
    """A row of the table, and what is wrong about it."""

    name: str
    figures: dict[str, str]
    problems: list[str]

    def row(self) -> str:
        return f"| {self.name} | {' | '.join(self.figures[each] for each in COLUMNS)} |"


@contextmanager
def site_on(database: Any, *, relayed: bool) -> Iterator[Site]:
    """Two servers on this database, and people who have not begun."""
    relay = Relay(database.folder) if relayed else None
    secret, servers = secrets.token_urlsafe(50), []
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        try:
            for _ in range(2):
                servers.append(Server(Path(name), secret, relay.url if relay else database.url))
            yield Site(database, servers, people_at([each.address for each in servers], PEOPLE), relay)
            report_logs(servers)
        finally:
            for each in servers:
                stop(each.process)
            if relay:
                relay.close()


def report_logs(servers: list[Server]) -> None:
    """Print the lines of the logs that begin a traceback: nobody can act on one."""
    for each in servers:
        tracebacks = each.log.read_text().count("Traceback")
        if tracebacks:
            print(f"  {tracebacks} tracebacks in the log of {each.address}", flush=True)


def do(fault: Fault, site: Site) -> float:
    """Do a fault while people work. Returns the seconds until all of them have saved something again."""
    people = site.people
    with ThreadPoolExecutor(len(people)) as threads:
        futures = [threads.submit(each.work) for each in people]
        try:
            wait_for(people, 2)
            fault(site)
            healed = time.monotonic()
            while time.monotonic() < healed + LONGEST_WAIT and not all(future.done() for future in futures):
                first = [next((at for at in each.saved_at if at > healed), None) for each in people]
                if None not in first:
                    return max(at for at in first if at) - healed
                time.sleep(0.05)
            return float("inf")
        finally:
            time.sleep(2)  # they work on for a while
            people[0].ended.set()


def wait_for(people: list[Any], forms: int) -> None:
    """Return when everybody has saved so many forms."""
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline and any(len(each.saved_at) < forms for each in people):
        time.sleep(0.05)


def compare(site: Site) -> dict[str, list[str]]:
    """What is wrong in the database after what the pages said."""
    said = {
        name: sorted(set().union(*(getattr(each, name) for each in site.people)))
        for name in ("submitted", "withdrawn")
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(said, file)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.ledger", file.name],
            cwd=ROOT,
            env=demo_environment(
                DATABASE_URL=site.database.url, DJANGO_SETTINGS_MODULE="iqies_roles.settings"
            ),
            stdout=subprocess.PIPE,
            check=True,
        )
    wrong: dict[str, list[str]] = json.loads(done.stdout)
    return wrong


def outcome_of(name: str, fault: Fault, kind: type[Any]) -> Outcome | None:
    """Do a fault on a new database. None if this machine cannot do it."""
    with small_disk() as folder:
        database = kind(folder)
        if fault in NEED_A_DISK and not database.can_be_full:
            return None
        try:
            with site_on(database, relayed=fault in NEED_A_RELAY) as site:
                recovery = do(fault, site)
                wrong = compare(site)
        finally:
            database.close()
    return judged(f"{kind.name}: {name}", site, wrong, recovery)


def judged(name: str, site: Site, wrong: dict[str, list[str]], recovery: float) -> Outcome:
    """The row of a fault that was done."""
    kinds = sum((each.responses_by_kind for each in site.people), Counter[str]())
    figures = {each: str(kinds[each]) for each in ("503", "none", "400", "500")}
    figures |= {each: str(len(found)) for each, found in wrong.items()}
    figures["clicks"] = str(sum(len(each.saved_at) for each in site.people))
    figures["longest"] = f"{max(each.longest for each in site.people):.1f}"
    figures["recovery"] = f"{recovery:.1f}"
    problems = [problem for each in site.people for problem in each.problems]
    problems += [f"{kind}: {each}" for kind, found in wrong.items() for each in found]
    problems += ["no recovery in time"] if recovery > RECOVERY_SECONDS else []
    return Outcome(name, figures, problems)


def main() -> int:
    """Do the faults of the command line, or all. Returns 1 if a requirement is not met."""
    words = sys.argv[1:]
    chosen = [
        (name, fault, kind)
        for kind, faults in FAULTS.items()
        for name, fault in faults.items()
        if not words or any(word.lower() in f"{kind.name}: {name}".lower() for word in words)
    ]
    print(f"| {' | '.join(HEADS)} |\n|{' --- |' * len(HEADS)}", flush=True)
    failed, left_out = [], []
    for name, fault, kind in chosen:
        try:
            outcome = outcome_of(name, fault, kind)
        except RuntimeError as error:  # a server that does not start again is a result, too
            failed.append(f"{kind.name}: {name}: {error}")
            continue
        if outcome is None:
            left_out.append(name)
            continue
        print(outcome.row(), flush=True)
        failed += [f"{outcome.name}: {problem}" for problem in outcome.problems]
    print(*(f"NOT DONE, because only root can mount a small disk: {each}" for each in left_out), sep="\n")
    print(*failed, sep="\n")
    print(f"{len(chosen) - len(left_out)} faults, {len(failed)} problems.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
