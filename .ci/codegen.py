"""Start Playwright's recorder, signed in to a world of its own: `codegen.py [CONDITION]`.

The server is a new one in demo mode, or that of BASE_URL, whose QA door asks for QA_API_TOKEN.
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

from browser import NAMES
from playwright.sync_api import sync_playwright

from tests.browser.server import Server, running_server
from tests.browser.worlds import Door, World


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """The one that is named, or one of our own."""
    if address := os.environ.get("BASE_URL"):
        yield Server(address.rstrip("/"), os.environ.get("QA_API_TOKEN", ""))
        return
    with running_server(folder) as own:
        yield own


def prepare(trainer: Server, condition: str) -> tuple[World, str]:
    """A world there, and a browser with a window ('' for Playwright's own)."""
    world = Door(trainer.address, trainer.token).world(condition)
    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).exists():
            return world, ""
    on_path = (shutil.which(name) for name in NAMES if "headless" not in name)
    browser = os.environ.get("E2E_BROWSER_PATH") or next((path for path in on_path if path), None)
    if not browser:
        sys.exit(
            "The recorder needs a Chromium with a window: install one, or `playwright install chromium`."
        )
    return world, browser


def recorder(trainer: Server, world: World, state: Path) -> list[str]:
    """The command that starts the recorder; `state` is where the browser's state is written."""
    state.write_text(json.dumps(world.state))
    options = ["--target=python-pytest", f"--load-storage={state}"]
    return [sys.executable, "-m", "playwright", "codegen", *options, f"{trainer.address}{world.path}"]


def main() -> int:
    """Record until the window is closed."""
    with tempfile.TemporaryDirectory(prefix="codegen-") as folder, server(Path(folder)) as trainer:
        world, browser = prepare(trainer, sys.argv[1] if len(sys.argv) > 1 else "fresh")
        print(f"Recording as {world.user_id} on {trainer.address}", flush=True)
        # Playwright's command line has no option for it.
        variables = os.environ | ({"PWTEST_CLI_EXECUTABLE_PATH": browser} if browser else {})
        command = recorder(trainer, world, Path(folder, "state.json"))
        return subprocess.run(command, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
