"""Change the rules in small ways with mutmut, run the unit tests on each change: `make mutate`.

It is a report, not a check: it prints the number of changes that a test found, and lists the others.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUTMUT = Path(sys.executable).parent / "mutmut"
# The tests need the built static files in var/, which is linked.
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", "__pycache__")


def mutmut(folder: Path, *words: str) -> str:
    """Run mutmut in a folder and return its output."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [MUTMUT, *words], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"mutmut {' '.join(words)} failed:\n{done.stdout[-3000:]}")
    return done.stdout


def main() -> None:
    """Work on a copy, because mutmut leaves files behind."""
    with tempfile.TemporaryDirectory(prefix="mutate-") as name:
        folder = Path(name, "copy")
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        (folder / "var").symlink_to(ROOT / "var")
        mutmut(folder, "run", f"--max-children={os.cpu_count()}")
        results = [line.split(": ") for line in mutmut(folder, "results", "--all", "true").splitlines()]
        survivors = [mutant.strip() for mutant, outcome in results if outcome != "killed"]
        for mutant in survivors:
            changed = [
                line for line in mutmut(folder, "show", mutant).splitlines() if line[:2] in ("- ", "+ ")
            ]
            print(mutant, *changed, sep="\n", end="\n\n")
    print(f"{len(results) - len(survivors)} of {len(results)} changes were found.")


if __name__ == "__main__":
    main()
