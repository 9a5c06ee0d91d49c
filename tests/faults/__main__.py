"""Start the simulator with each fault in turn and run the browser tests: `python -m tests.faults`.

The same tests must pass without a fault first. Otherwise a failure would prove nothing.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.browser.server import ROOT, Server, running_server
from tests.faults.faults import FAULTS


def failures(server: Server, tests: list[str], report: Path) -> dict[str, str]:
    """Run browser tests against a server. Return the messages of failed tests by name."""
    suite = [
        "-q",
        "-n0",
        *("--tracing=off", "--screenshot=off", f"--output={report.parent / 'failures'}"),
        f"--junitxml={report}",
    ]
    staff = "--staff=admin:Practice-2026"
    subprocess.run(
        [sys.executable, "-m", "pytest", *tests, *suite, f"--base-url={server.address}", staff],
        cwd=ROOT,
        env=os.environ | {"QA_API_TOKEN": server.token},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - pytest has just written it
    if not cases:
        sys.exit(f"No test was run: {tests}")
    messages: dict[str, str] = {}
    for case in cases:  # a test can have both a failure and an error, of its teardown
        for each in case:
            if each.tag in ("failure", "error"):
                name = case.get("name", "")
                messages[name] = f"{messages.get(name, '')}\n{each.get('message')}\n{each.text}"
    return messages


def failures_with(fault: str, tests: list[str]) -> dict[str, str]:
    """Start a server with this fault ('' for none) and a new database, and run the tests against it."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", "FAULT": fault} if fault else {}
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        with running_server(folder, **settings) as server:
            return failures(server, [f"tests/browser/{test}" for test in tests], folder / "report.xml")


def main() -> int:
    """Return 1 if a fault is not found, or found with another message."""
    if failed := failures_with("", sorted({fault.test for fault in FAULTS.values()})):
        sys.exit(f"These tests fail without a fault: {', '.join(failed)}")
    not_found = []
    for name, fault in FAULTS.items():
        failed = failures_with(name, [fault.test])
        found = [test for test, message in failed.items() if re.search(fault.message, message)]
        print(f"{name}: {'found by ' + found[0] if found else f'NOT FOUND {failed}'}", flush=True)
        not_found += [] if found else [name]
    print(f"{len(FAULTS) - len(not_found)} of {len(FAULTS)} faults were found.")
    return 1 if not_found else 0


if __name__ == "__main__":
    sys.exit(main())
