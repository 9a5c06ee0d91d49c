"""Check the simulator from outside: `python -m tests.audit [PART ...]`, or all of PARTS.

Reports are in var/reports/. Exits with 1 after a finding. What could not be checked is named so.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.audit import advisories, crawls, headers, inventory
from tests.audit.results import Result
from tests.audit.tools import REPORTS, install

Part = Callable[[Path], Iterable[Result]]  # takes an empty folder

PARTS: dict[str, Part] = {
    "headers": lambda folder: [headers.grade(folder)],
    "inventory": lambda folder: [inventory.python_packages(), inventory.npm_packages()],
    "advisories": lambda folder: [*advisories.python_packages(), advisories.npm_packages()],
    "trainee": lambda folder: [crawls.crawl(folder, "trainee01", "/", least=100)],
    "staff": lambda folder: [crawls.crawl(folder, "admin", "/admin/", least=300)],
}


def main() -> None:
    """Run the parts and print each result as soon as it is there."""
    named = sys.argv[1:]
    if unknown := set(named) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. Parts: {', '.join(PARTS)}.")
    install()
    REPORTS.mkdir(parents=True, exist_ok=True)
    results = []
    for name in named or PARTS:
        with tempfile.TemporaryDirectory(prefix="audit-") as folder:
            for result in PARTS[name](Path(folder)):
                print(result, flush=True)
                results.append(result)
    counts = {word: sum(each.word == word for each in results) for word in ("ok", "not checked")}
    found = sum(bool(each.findings) for each in results)
    print(f"\n{counts['ok']} ok, {found} with findings, {counts['not checked']} not checked.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
