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
        "--output=var/browser-failures",
        f"--junitxml={report}",
    ]
    staff = "--staff=admin:Practice-2026"
    subprocess.run(
        [sys.executable, "-m", "pytest", *tests, *suite, f"--base-url={server.address}", staff],
        cwd=ROOT,
        env=os.environ | {"QA_DOOR_TOKEN": server.token},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - pytest has just written it
    if not cases:
        sys.exit(f"No test was run: {tests}")
    return {
        case.get("name", ""): "".join(case.itertext()) + "".join(each.get("message", "") for each in case)
        for case in cases
        if {each.tag for each in case} & {"failure", "error"}
    }


def main() -> int:
    """Run them all; 1 if a fault is not found, or not named."""
    survived = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder, report = Path(name), Path(name, "report.xml")
        tests = sorted({f"tests/browser/{fault.test}" for fault in FAULTS.values()})
        with running_server(folder) as sound:
            if failed := failures(sound, tests, report):
                sys.exit(f"These tests fail on the trainer as it is: {', '.join(failed)}")
        for fault_name, fault in FAULTS.items():
            variables = {"DJANGO_SETTINGS_MODULE": "mutants.settings", "FAULT": fault_name}
            with running_server(folder, **variables) as broken:
                failed = failures(broken, [f"tests/browser/{fault.test}"], report)
            named = [test for test, message in failed.items() if re.search(fault.message, message)]
            print(f"{fault_name}: {'found by ' + named[0] if named else 'SURVIVED'}", flush=True)
            survived += [] if named else [fault_name]
    print(f"{len(FAULTS) - len(survived)} of {len(FAULTS)} faults were found and named.")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
