"""Start the trainer with each fault in turn, and let the browser tests find it: `python -m mutants`.

First the same tests must pass on the trainer as it is: else to fail would prove nothing.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from mutants.faults import FAULTS
from tests.browser.server import ROOT, Server, running_server


def failures(server: Server, tests: list[str], report: Path) -> dict[str, str]:
    """Run browser tests against a server; the messages of those that fail, by name."""
    suite = [
        "--confcutdir=tests/browser",
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
    for case in cases:  # a test that fails, and whose watch then complains as well, is there twice
        for each in case:
            if each.tag in ("failure", "error"):
                name = case.get("name", "")
                messages[name] = f"{messages.get(name, '')}\n{each.get('message')}\n{each.text}"
    return messages


def failures_with(fault: str, tests: list[str]) -> dict[str, str]:
    """Start a trainer that has this fault, with a database of its own, and run the tests against it."""
    settings = {"DJANGO_SETTINGS_MODULE": "mutants.settings", "FAULT": fault} if fault else {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        with running_server(folder, **settings) as server:
            return failures(server, [f"tests/browser/{test}" for test in tests], folder / "report.xml")


def main() -> int:
    """Run them all; 1 if a fault is not found, or not named."""
    if failed := failures_with("", sorted({fault.test for fault in FAULTS.values()})):
        sys.exit(f"These tests fail on the trainer as it is: {', '.join(failed)}")
    survived = []
    for name, fault in FAULTS.items():
        failed = failures_with(name, [fault.test])
        named = [test for test, message in failed.items() if re.search(fault.message, message)]
        print(f"{name}: {'found by ' + named[0] if named else f'SURVIVED {failed}'}", flush=True)
        survived += [] if named else [name]
    print(f"{len(FAULTS) - len(survived)} of {len(FAULTS)} faults were found and named.")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
