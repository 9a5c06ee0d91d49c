"""One page about all stages of a run, from their JUnit XML: `python -m tests.reports.results`.

.ci/test.py runs it after tests. It reads what they left in var/reports/ and writes tests.html beside it.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from tests.reports.pages import REPORTS, ROOT, small_picture, write_page

STAGES = "stages.json"  # of .ci/test.py: name, passed, seconds, cpu and, if it failed, output of each stage
MOST_PICTURES = 40  # a mail has room for some megabytes
SLOWEST = 20


@dataclass
class Result:
    """The result of a test in a stage."""

    stage: str
    module: str
    name: str
    seconds: float
    outcome: str = "passed"
    details: list[str] = field(default_factory=list)  # what pytest says of a failure, or why it was skipped
    folder: Path | None = None  # what the failure left
    pictures: list[str] = field(default_factory=list)


def results_of(report: Path) -> Iterator[Result]:
    """The results in the JUnit XML of a stage."""
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - pytest has just written it
        seconds = float(case.get("time", 0))
        result = Result(report.stem, case.get("classname", ""), case.get("name", ""), seconds)
        for each in case:
            if each.tag in ("failure", "error"):  # a test can have both, the error from its teardown
                result.outcome = "failed"
                result.details.append(each.text or "")
            elif each.tag == "skipped" and result.outcome == "passed":
                result.outcome = "skipped"
                result.details.append(each.get("message") or "")
        for entry in case.iter("property"):
            if entry.get("name") == "artifacts":
                result.folder = Path(entry.get("value", ""))
        yield result


def files_left(result: Result) -> list[Path]:
    """Pictures and traces of a failed test, with those of its second run."""
    if not result.folder:
        return []
    folders = (result.folder, result.folder.parent / "recorded" / result.folder.name)
    return [file for folder in folders for file in sorted(folder.glob("*.*"))]


def add_pictures(failures: list[Result]) -> None:
    """Put the pictures of failures into their results, until there are enough for one page."""
    left = MOST_PICTURES
    for failure in failures:
        files = [file for file in files_left(failure) if file.suffix == ".png"][:left]
        failure.pictures = [small_picture(file) for file in files]
        left -= len(files)


def main(folder: Path = REPORTS) -> None:
    """Write tests.html."""
    stages = json.loads((folder / STAGES).read_text())
    results = [result for report in sorted(folder.glob("*.xml")) for result in results_of(report)]
    failures = [result for result in results if result.outcome == "failed"]
    add_pictures(failures)
    for stage in stages:
        of_stage = [result.outcome for result in results if result.stage == stage["name"]]
        stage["counts"] = {name: of_stage.count(name) for name in ("passed", "failed", "skipped")}
        stage["has_tests"] = bool(of_stage)
    by_module = sorted(results, key=lambda result: (result.module, result.name, result.stage))
    write_page(
        folder / "tests.html",
        "tests.html",
        stages=stages,
        failures=[
            (failure, [file.relative_to(ROOT) for file in files_left(failure) if file.suffix != ".png"])
            for failure in failures
        ],
        skipped=[result for result in results if result.outcome == "skipped"],
        slowest=sorted(results, key=lambda result: -result.seconds)[:SLOWEST],
        modules=[(module, list(each)) for module, each in groupby(by_module, lambda result: result.module)],
        passed=all(stage["passed"] for stage in stages),
        total=len(results),
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
