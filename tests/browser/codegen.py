"""Start Playwright's recorder, logged in to a new sandbox: `make codegen PRESET=... BASE_URL=...`.

Without BASE_URL it starts a server of its own in demo mode. The QA API at BASE_URL needs QA_API_TOKEN.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.sandboxes import Account, QaApi
from tests.browser.server import Server, running_server

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@contextmanager
def server_to_record(folder: Path) -> Iterator[Server]:
    """The server at BASE_URL, or a new one with its database in `folder`."""
    if address := os.environ.get("BASE_URL"):
        yield Server(address.rstrip("/"), os.environ.get("QA_API_TOKEN", ""))
        return
    with running_server(folder) as own:
        yield own


def browser_with_window() -> str:
    """The path of a browser that can open a window; '' for Playwright's own."""
    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).exists():
            return ""
    on_path = (shutil.which(name) for name in BROWSERS)
    browser = os.environ.get("E2E_BROWSER_PATH") or next((path for path in on_path if path), None)
    if not browser:
        sys.exit(
            "The recorder needs a Chromium with a window: install one, or run `playwright install chromium`."
        )
    return browser


def recorder_command(server: Server, sandbox: Account, state: Path) -> list[str]:
    """The command that starts the recorder. Writes the browser state of the sandbox to `state`."""
    state.write_text(json.dumps(sandbox.state))
    options = ["--target=python-pytest", f"--load-storage={state}"]
    return [sys.executable, "-m", "playwright", "codegen", *options, f"{server.address}{sandbox.path}"]


def main() -> int:
    """Record until the window is closed."""
    with tempfile.TemporaryDirectory(prefix="codegen-") as folder, server_to_record(Path(folder)) as server:
        preset = sys.argv[1] if len(sys.argv) > 1 else "fresh"
        sandbox = QaApi(server.address, server.token).create_sandbox(preset)
        browser = browser_with_window()
        print(f"Recording as {sandbox.user_id} on {server.address}", flush=True)
        # Playwright's command line has no option for the path.
        variables = os.environ | ({"PWTEST_CLI_EXECUTABLE_PATH": browser} if browser else {})
        command = recorder_command(server, sandbox, Path(folder, "state.json"))
        return subprocess.run(command, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
