"""The state gallery and the report on accessibility: `make gallery`.

tests/browser/gallery.py opens each page state and leaves facts and pictures in var/reports/gallery/. The pages are
gallery/index.html, gallery/accessibility.html and, for spreadsheets, gallery/accessibility.csv.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from tests.reports.pages import REPORTS, ROOT, write_page

FOLDER = REPORTS / "gallery"
COLLECT = "tests/browser/gallery.py -n 2 -p no:randomly -p no:cacheprovider -q --tracing=off --screenshot=off"
SECTIONS = ("Trainees", "Practice", "Staff", "Other settings")
# What axe calls the outcomes, in the words of the report, from best to worst.
OUTCOMES = {"passes": "passed", "incomplete": "incomplete", "violations": "failed"}
COLUMNS = (
    "page",
    "address",
    "title",
    "rule",
    "help",
    "result",
    "WCAG",
    "Trusted Tester",
    "impact",
    "elements",
    "where and why",
)


@dataclass
class RuleResult:
    """A rule of axe on a page: its worse outcome of both widths."""

    id: str
    help: str
    url: str
    outcome: str
    wcag: str  # success criteria, such as 1.4.3
    trusted_tester: str  # tests of the Section 508 Trusted Tester process that the rule touches
    impact: str
    count: int
    elements: list[str]


def criteria(tags: list[str]) -> str:
    """The success criteria among the tags of a rule: wcag1412 is 1.4.12."""
    found = (re.fullmatch(r"wcag(\d)(\d)(\d+)", tag) for tag in tags)
    return ", ".join(".".join(each.groups()) for each in found if each)


def trusted_tester(tags: list[str]) -> str:
    """The tests of Trusted Tester 5 among the tags: TT7.a is 7.A."""
    return ", ".join(tag[2:].upper() for tag in tags if re.fullmatch(r"TT\d+\.\w+", tag))


def rule_results(rules: list[dict[str, Any]]) -> list[RuleResult]:
    """One result for each rule, by name; with the width of the window for each element that did not pass."""
    results = []
    for name, group in groupby(sorted(rules, key=itemgetter("id")), itemgetter("id")):
        widths = list(group)
        worst = max(widths, key=lambda rule: list(OUTCOMES).index(rule["outcome"]))
        elements = [
            f"{rule['width']} pixels: {element['target']}: {element['why']}"
            for rule in widths
            for element in rule["elements"]
        ]
        tags = worst["tags"]
        results.append(
            RuleResult(
                id=name,
                help=worst["help"],
                url=worst["url"],
                outcome=OUTCOMES[worst["outcome"]],
                wcag=criteria(tags),
                trusted_tester=trusted_tester(tags),
                impact=worst["impact"] or "",
                count=worst["count"],
                elements=elements,
            )
        )
    return results


def entries(folder: Path) -> list[dict[str, Any]]:
    """The facts about all page states, in the order of the sections and the files."""
    found = [json.loads(file.read_text()) for file in folder.glob("*.json")]
    for entry in found:
        entry["results"] = rule_results(entry.get("rules", []))
        entry["counts"] = Counter(result.outcome for result in entry["results"])
    return sorted(found, key=lambda entry: (SECTIONS.index(entry["section"]), entry["position"]))


def rules_over_pages(states: list[dict[str, Any]]) -> Iterator[tuple[RuleResult, Counter[str]]]:
    """Each rule with the number of pages that it passed, left incomplete and failed; the worst first."""
    results = sorted(
        (result for state in states for result in state["results"]), key=lambda result: result.id
    )
    rows = [(each, list(group)) for each, group in groupby(results, lambda result: result.id)]
    counted = [(group[0], Counter(result.outcome for result in group)) for _, group in rows]
    yield from sorted(counted, key=lambda row: (-row[1]["failed"], -row[1]["incomplete"], row[0].id))


def write_csv(file: Path, states: list[dict[str, Any]]) -> None:
    """One line for each rule on each page."""
    with file.open("w", newline="", encoding="utf-8-sig") as output:  # Excel reads the mark at the start
        writer = csv.writer(output)
        writer.writerow(COLUMNS)
        for state in states:
            for each in state["results"]:
                page = [state["name"], state["address"], state["title"]]
                rule = [each.id, each.help, each.outcome, each.wcag, each.trusted_tester, each.impact]
                writer.writerow([*page, *rule, each.count, "\n".join(each.elements)])


def write_pages(folder: Path) -> None:
    """Write both pages and the table from what was collected."""
    states = entries(folder)
    sections = [(name, list(group)) for name, group in groupby(states, itemgetter("section"))]
    rules = list(rules_over_pages(states))
    axe = next((state["axe"] for state in states if "axe" in state), "")
    write_page(folder / "index.html", "gallery.html", sections=sections, total=len(states))
    write_page(
        folder / "accessibility.html",
        "accessibility.html",
        states=states,
        rules=rules,
        axe=axe,
        failed=sum(counts["failed"] for _, counts in rules),
        incomplete=sum(counts["incomplete"] for _, counts in rules),
    )
    write_csv(folder / "accessibility.csv", states)


def main() -> int:
    """Open all page states and write the pages. Returns the exit code of pytest."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    command = [sys.executable, "-m", "pytest", *COLLECT.split(), *sys.argv[1:]]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    write_pages(FOLDER)
    print("The gallery is var/reports/gallery/index.html, the report on accessibility is beside it.")
    return code


if __name__ == "__main__":
    sys.exit(main())
