"""Time and memory of previewing, importing and exporting organizations, and how long other writers wait.

`python -m tests.bench.imports` prints a table. TEST_DATABASE_URL names a PostgreSQL, ROWS is the size of the file.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import django

from tests.bench.figures import table
from tests.browser.server import ROOT, demo_environment
from tests.postgresql import temporary_database

ROWS = 50_000
WRITER_PAUSE = 0.02
STEPS = ("preview", "import", "preview again", "import again", "export")


@dataclass(frozen=True)
class Figures:
    """Of one step: seconds, processor seconds, MB more than before, and the longest wait of another writer."""

    seconds: float
    cpu: float
    megabytes: float
    wait: float

    def cells(self) -> list[str]:
        return [f"{self.seconds:.1f}", f"{self.cpu:.1f}", f"{self.megabytes:.0f}", f"{self.wait:.2f}"]


def measure(url: str, folder: Path, rows: int) -> dict[str, Figures]:
    """Run each step in a process of its own, beside a process that writes."""
    environment = demo_environment(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="iqies_roles.settings")

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    run("manage.py", "migrate", "--verbosity=0")
    file = folder / "organizations.csv"
    run("-m", "tests.bench.imports", "file", str(file), str(rows))
    return {
        step: Figures(**json.loads(run("-m", "tests.bench.imports", step.split()[0], str(file))))
        for step in STEPS
    }


def write_file(file: Path, rows: int) -> None:
    """A file of practice organizations."""
    from rolerequests.organizations.csv_file import COLUMNS, lines_of
    from rolerequests.organizations.practice import practice_organizations

    cells = (
        [
            each.code,
            each.name,
            each.kind,
            each.state,
            each.city,
            "yes" if each.is_open else "no",
            each.replaced_by,
        ]
        for each in practice_organizations(rows)
    )
    with file.open("w", encoding="utf-8", newline="") as output:
        output.writelines(lines_of(COLUMNS, cells))


def run_step(step: str, file: Path) -> Figures:
    """Run a step in this process."""
    from rolerequests.organizations.import_export import apply, exported_lines
    from rolerequests.organizations.plan import plan_import

    head = b"".join(file.read_bytes().splitlines(keepends=True)[:20])
    list(apply(head, plan_import(head)))  # loads what is loaded once
    data = file.read_bytes()
    with Writer() as writer:
        before, start, cpu = memory(), time.perf_counter(), time.process_time()
        if step == "export":
            for _ in exported_lines():
                pass
        else:
            plan = plan_import(data)
            if step == "import":
                for _ in apply(data, plan):
                    pass
        figures = time.perf_counter() - start, time.process_time() - cpu, memory() - before
    return Figures(*figures, writer.longest)


def memory() -> float:
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Writer:
    """Writes a row again and again while a block runs, as trainees do."""

    def __init__(self) -> None:
        self.longest = 0.0
        command = [sys.executable, "-m", "tests.bench.imports", "write"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def __enter__(self) -> "Writer":
        assert self.process.stdout
        self.process.stdout.readline()  # it has begun
        return self

    def __exit__(self, *error: object) -> None:
        output, _ = self.process.communicate("")
        self.longest = float(output)


def write() -> None:
    """Write until the input ends, then print the longest wait in seconds."""
    from accounts.models import Sandbox

    sandbox = Sandbox.objects.create()
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    print("begun", flush=True)
    longest = 0.0
    while not ended.wait(WRITER_PAUSE):
        start = time.perf_counter()
        Sandbox.objects.filter(pk=sandbox.pk).update(address="127.0.0.1")
        longest = max(longest, time.perf_counter() - start)
    sandbox.delete()
    print(longest)


def main() -> None:
    """Measure both databases."""
    rows = int(os.environ.get("ROWS") or ROWS)
    lines = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="imports-")))
        postgresql = temporary_database(os.environ["TEST_DATABASE_URL"], "imports")
        urls = {
            "SQLite": f"sqlite:///{folder / 'imports.sqlite3'}",
            "PostgreSQL": stack.enter_context(postgresql),
        }
        for database, url in urls.items():
            for step, figures in measure(url, folder, rows).items():
                lines.append([f"{database}, {step}", *figures.cells()])
    print(f"\n{rows:,} rows; load average {os.getloadavg()[0]:.1f}.\n")
    print(table(["", "seconds", "CPU seconds", "more MB", "longest wait, s"], lines))


if __name__ == "__main__":
    step, *arguments = sys.argv[1:] or ["all"]
    if step == "all":
        main()
    else:
        django.setup()
        if step == "file":
            write_file(Path(arguments[0]), int(arguments[1]))
        elif step == "write":
            write()
        else:
            print(json.dumps(vars(run_step(step, Path(arguments[0])))))
