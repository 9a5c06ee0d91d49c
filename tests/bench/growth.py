"""Times of trainees' pages and of every list of the admin, from 10 to 1,000,000 requests, and with large classes.

`python -m tests.bench.growth` prints a table. TEST_DATABASE_URL names a PostgreSQL, SIZES some of the sizes.
"""

import html
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

from tests.bench.figures import table
from tests.bench.journey import Trainee
from tests.browser.server import ROOT, demo_environment, running_server
from tests.postgresql import temporary_database


class Size(NamedTuple):
    """Numbers of all trainees, submitted requests and classes, and of trainees in a class at most."""

    trainees: int
    requests: int
    classes: int
    class_size: int = 30


SIZES = {
    "ten": Size(1, 10, 0),
    "season": Size(845, 2_726, 40),
    "classes": Size(20_000, 20_000, 100, class_size=200),
    "million": Size(100_000, 1_000_000, 2_000),
}
DEFAULT_SIZES = "ten season million"
REPEATS = 3
LONGER = 3  # times as many repeats, for the slowest addresses
JOURNEYS = 5
ADMIN = "/admin/"
LISTS = {
    "requests": "rolerequests/rolerequest/",
    "users": "accounts/user/",
    "sandboxes": "accounts/sandbox/",
    "classes": "accounts/trainingclass/",
    "audit log": "accounts/auditentry/",
    "attempts": "training/attempt/",
    "exercises": "training/exercise/",
    "organizations": "rolerequests/organization/",
    "categories": "rolerequests/usercategory/",
    "roles": "rolerequests/role/",
    "groups": "auth/group/",
}
PEOPLE = ("filled-000007", "filled", "ann lee", "łukasz", "nothing such")
SEARCHES = {
    "requests": ("RR-00042", "general user", "cms", *PEOPLE),
    "users": PEOPLE,
    "sandboxes": ("sandbox 42", "42", *PEOPLE),
    "classes": ("class 00007", "new", *PEOPLE),
    "audit log": ("object 000042", "admin", "nothing such"),
    "attempts": PEOPLE,
    "exercises": ("surveyor",),
    "organizations": ("hospice", "nothing such"),
    "categories": ("cms",),
    "roles": ("general user",),
    "groups": ("lead",),
}
# What a list links to, by the part of the page with the links.
LINKS = {
    "last page": r'<p class="paginator">.*?</p>',
    "slowest filter": r'<nav id="changelist-filter".*?</nav>',
    "slowest date": r'<nav class="toplinks">.*?</nav>',
    "slowest order": r"<thead>.*?</thead>",
}


@dataclass
class Growth:
    """The median time of each page in ms, by its name in the table, and the address that took it."""

    times: dict[str, float] = field(default_factory=dict)
    slowest: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, client: Trainee, paths: Iterable[str]) -> None:
        """Measure addresses, and keep the slowest. Nothing for no address.

        Of sixty addresses one meets the machine's slowest moment. So the three slowest are measured once more, for longer.
        """
        found = sorted((milliseconds(client, path, REPEATS), path) for path in paths)
        if found:
            again = ((milliseconds(client, path, LONGER * REPEATS), path) for _, path in found[-3:])
            self.times[name], self.slowest[name] = max(again) if len(found) > 1 else found[0]


def milliseconds(client: Trainee, path: str, repeats: int) -> float:
    """The median time of a page."""
    return median(client.open(path).seconds * 1000 for _ in range(repeats))


def fill(url: str, size: Size) -> float:
    """Run `tests.bench.fill` on the database at `url`. Return the seconds that it took."""
    return run("-m", "tests.bench.fill", *map(str, size), url=url)


def run(*arguments: str, url: str) -> float:
    """Run Python with these arguments and the database at `url`. Return the seconds that it took."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=demo_environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="iqies_roles.settings"),
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def measure(url: str, folder: Path) -> Growth:
    """Measure all pages on a database."""
    growth = Growth()
    with running_server(folder, DATABASE_URL=url) as server:
        measure_journeys(Trainee(server.address, "trainee01", "Practice-2026"), growth)
        admin = Trainee(server.address, "admin", "Practice-2026")
        list(admin.log_in())
        growth.add("dashboard", admin, [ADMIN])
        for name in LISTS:
            measure_list(name, admin, growth)
        measure_class(admin, growth)
        admin.connection.close()
    growth.times["prune"] = run("manage.py", "prune", "--draft-days=1", url=url) * 1000
    return growth


def measure_journeys(trainee: Trainee, growth: Growth) -> None:
    """Measure the pages of a trainee."""
    times = defaultdict(list)
    list(trainee.log_in())
    trainee.start_over()
    for number in range(JOURNEYS):
        for name, response in trainee.journey(number):
            times[name].append(response.seconds * 1000)
    growth.times |= {name: median(each) for name, each in times.items()}


def measure_list(name: str, client: Trainee, growth: Growth) -> None:
    """Measure a list: each search, filter, date and order that it offers, and the pages of its first object."""
    address = ADMIN + LISTS[name]
    page = client.open(address).html
    growth.add(f"{name}: first page", client, [address])
    for what, pattern in LINKS.items():
        links = list(links_in(page, pattern, address))
        growth.add(f"{name}: {what}", client, links[-1:] if what == "last page" else sorted(set(links)))
    growth.add(f"{name}: slowest search", client, (f"{address}?q={quote(each)}" for each in SEARCHES[name]))
    if filtered := growth.slowest.get(f"{name}: slowest filter"):
        second = links_in(client.open(filtered).html, LINKS["slowest filter"], address)
        growth.add(f"{name}: two filters", client, sorted(set(second)))
        searches = (f"{filtered}&q={quote(each)}" for each in SEARCHES[name] if "?" in filtered)
        growth.add(f"{name}: filter and search", client, searches)
    for found in re.findall(rf'href="({address}\d+/)change/', page)[:1]:
        growth.add(f"{name}: slowest page of one", client, allowed_pages(client, found))


def measure_class(client: Trainee, growth: Growth) -> None:
    """Measure the pages of the first class, which is the largest one. A small database has none."""
    address = ADMIN + LISTS["classes"]
    page = client.open(f"{address}?q=class+00001").html
    for found in re.findall(rf'href="({address}\d+/)change/', page):
        for name in ("change", "live", "results"):
            growth.add(f"largest class: {name}", client, [f"{found}{name}/"])


def links_in(page: str, pattern: str, address: str) -> Iterator[str]:
    """The addresses that a part of the page links to."""
    for part in re.findall(pattern, page, re.DOTALL):
        for link in re.findall(r'href="(\?[^"]*)"', part):
            yield address + html.unescape(link)


def allowed_pages(client: Trainee, address: str) -> Iterator[str]:
    """Page and history of an object, and the question before its deletion, as far as its page links to them."""
    page = client.open(f"{address}change/").html
    yield f"{address}change/"
    for name in ("history", "delete"):
        if f"{address}{name}/" in page:
            yield f"{address}{name}/"


def growth_table(measured: dict[str, Growth]) -> str:
    """Table of the times of one size, by database."""
    pages = next(iter(measured.values())).times
    rows = []
    for name in pages:
        times = [growth.times.get(name) for growth in measured.values()]
        rows.append([name, *("" if each is None else f"{each:.0f}" for each in times)])
    return table(["page, ms", *measured], rows)


def main() -> None:
    """Fill and measure databases of DEFAULT_SIZES, or of those in SIZES. Prints each size as soon as it is measured."""
    for name in (os.environ.get("SIZES") or DEFAULT_SIZES).split():
        measured: dict[str, Growth] = {}
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="growth-")))
            postgresql = temporary_database(os.environ["TEST_DATABASE_URL"], f"growth_{name}")
            urls = {
                "SQLite": f"sqlite:///{folder / name}.sqlite3",
                "PostgreSQL": stack.enter_context(postgresql),
            }
            for database, url in urls.items():
                seconds = fill(url, SIZES[name])
                print(f"{database}: filled in {seconds:.0f} s", file=sys.stderr, flush=True)
                start = time.perf_counter()
                measured[database] = measure(url, folder)
                seconds = time.perf_counter() - start
                print(f"{database}: measured in {seconds:.0f} s", file=sys.stderr, flush=True)
        requests, load = f"{SIZES[name].requests:,} requests", f"{os.getloadavg()[0]:.1f}"
        print(
            f"\n{requests}, median of {REPEATS} times, of {LONGER * REPEATS} for the slowest of several; load average {load}.\n"
        )
        print(growth_table(measured), flush=True)
        for database, growth in measured.items():
            for page, path in growth.slowest.items():
                print(f"{database}, {page}: {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
