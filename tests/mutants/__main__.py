"""Apply each mutant in turn and run the test that must find it: `python -m tests.mutants [MUTANT ...]`.

The same tests must pass without a mutant first. Otherwise a failure would prove nothing.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

from tests.browser.server import DATABASE, ROOT, running_server
from tests.mutants.mutants import BROWSER, MUTANTS

STAFF = "--staff=admin:Practice-2026"


def failures(tests: list[str], report: Path, *options: str, **variables: str) -> dict[str, str]:
    """Run tests. Return the messages of failed tests by name."""
    own = [
        "-q",
        "-n0",
        "-p",
        "no:randomly",
        f"--output={report.parent / 'failures'}",
        *("-o", "junit_family=xunit1", f"--junitxml={report}"),
    ]
    subprocess.run(
        [sys.executable, "-m", "pytest", *(f"tests/{test}" for test in tests), *own, *options],
        cwd=ROOT,
        env=os.environ | variables,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - pytest has just written it
    if not cases:
        sys.exit(f"No test was run: {tests}")
    messages: dict[str, str] = {}
    for case in cases:  # a test can have both a failure and an error, of its teardown
        for each in case:
            if each.tag in ("failure", "error", "skipped"):
                name = case.get("name", "")
                messages[name] = f"{messages.get(name, '')}\n{each.get('message')}\n{each.text}"
    return messages


def failures_of_unit_tests(mutant: str, tests: list[str], folder: Path) -> dict[str, str]:
    """Run unit tests with this mutant ('' for none)."""
    plugin = ["-p", "tests.mutants.plugin", f"--mutant={mutant}"] if mutant else []
    return failures(tests, folder / "report.xml", *plugin)


def failures_of_browser_tests(mutant: str, tests: list[str], folder: Path) -> dict[str, str]:
    """Start a server with this mutant ('' for none) in a folder with a database, and run the tests against it."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.mutants.settings", "MUTANT": mutant} if mutant else {}
    with running_server(folder, **settings) as server:
        options = ("--tracing=off", "--screenshot=off", f"--base-url={server.address}", STAFF)
        return failures(tests, folder / "report.xml", *options, QA_API_TOKEN=server.token)


def failures_with(mutant: str, tests: list[str], database: Path) -> dict[str, str]:
    """Run tests of one kind with this mutant ('' for none), on a copy of the database."""
    in_browser = tests[0].startswith(BROWSER)
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        shutil.copy(database, Path(name, DATABASE))
        run = failures_of_browser_tests if in_browser else failures_of_unit_tests
        return run(mutant, tests, Path(name))


def prepare(folder: Path) -> Path:
    """The database of a server after its first start."""
    prepared = folder / "prepared.sqlite3"
    with running_server(folder), closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("VACUUM INTO ?", [str(prepared)])
    return prepared


def check(database: Path) -> int:
    """Return 1 if a mutant is not found, or found with another message."""
    for in_browser in (False, True):
        tests = sorted({mutant.test for mutant in MUTANTS.values() if mutant.in_browser == in_browser})
        if failed := failures_with("", tests, database):
            sys.exit(f"These tests fail or are skipped without a mutant: {', '.join(failed)}")
    chosen = {name: mutant for name, mutant in MUTANTS.items() if not sys.argv[1:] or name in sys.argv[1:]}
    not_found = []
    for name, mutant in chosen.items():
        failed = failures_with(name, [mutant.test], database)
        found = [test for test, message in failed.items() if re.search(mutant.message, message)]
        print(f"{name}: {'found by ' + found[0] if found else f'NOT FOUND {failed}'}", flush=True)
        not_found += [] if found else [name]
    print(f"{len(chosen) - len(not_found)} of {len(chosen)} mutants were found.")
    return 1 if not_found else 0


def main() -> int:
    """Check the mutants of the command line, or all."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        return check(prepare(Path(name)))


if __name__ == "__main__":
    sys.exit(main())
