"""Start Playwright's recorder, signed in to a world of its own: `codegen.py [CONDITION]`.

The server is a new one in demo mode, or that of BASE_URL, whose QA door asks for QA_DOOR_TOKEN.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.server import Server, running_server
from tests.browser.worlds import Door, World


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """The one that is named, or one of our own."""
    if address := os.environ.get("BASE_URL"):
        yield Server(address.rstrip("/"), os.environ.get("QA_DOOR_TOKEN", ""))
        return
    with running_server(folder) as own:
        yield own


def world_on(trainer: Server, condition: str) -> World:
    """A world there."""
    with sync_playwright() as playwright:
        return Door(playwright.request.new_context(base_url=trainer.address), trainer.token).world(condition)


def recorder(trainer: Server, world: World, state: Path) -> list[str]:
    """The command that starts the recorder; `state` is where the browser's state is written."""
    state.write_text(json.dumps(world.state))
    options = ["--target=python-pytest", f"--load-storage={state}"]
    return [sys.executable, "-m", "playwright", "codegen", *options, f"{trainer.address}{world.path}"]


def main() -> int:
    """Record until the window is closed."""
    with tempfile.TemporaryDirectory(prefix="codegen-") as folder, server(Path(folder)) as trainer:
        world = world_on(trainer, sys.argv[1] if len(sys.argv) > 1 else "fresh")
        print(f"Recording as {world.user_id} on {trainer.address}", flush=True)
        return subprocess.run(recorder(trainer, world, Path(folder, "state.json")), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
