"""What `make codegen` records is a test that runs as it is.

The recorder runs as there, but without a window: the test uses the debugging port of its browser.
"""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserType, Error, Page, expect

from tests.browser.codegen import RECORDED, as_test, start_recorder
from tests.browser.sandboxes import Account
from tests.browser.server import START_SECONDS, Server
from tests.browser.trainee import Trainee

PRESET = "draft at step 3"


@contextmanager
def killed_at_the_end(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill the process and all that it has started. It would wait for its window to be closed."""
    try:
        yield
    finally:
        for each in (*psutil.Process(process.pid).children(recursive=True), process):
            each.kill()


def open_page(browser_type: BrowserType, folder: Path, address: str) -> Page:
    """The page at this address, in a browser that has its profile somewhere in the folder."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        for port in folder.rglob("DevToolsActivePort"):
            try:
                browser = browser_type.connect_over_cdp(f"http://127.0.0.1:{port.read_text().split()[0]}")
            except (Error, IndexError):
                continue  # it has just started
            for page in (page for context in browser.contexts for page in context.pages):
                if page.url.startswith(address):
                    return page
            browser.close()
    raise TimeoutError(f"The recorder did not open {address}.")


def wait_until_written(words: str, file: Path) -> None:
    """The recorder writes at intervals. A person is slower than this test."""
    deadline = time.monotonic() + START_SECONDS
    while words not in (file.read_text() if file.exists() else ""):
        if time.monotonic() > deadline:
            raise TimeoutError(f"The recorder did not write {words!r}:\n{file.read_text()}")
        time.sleep(0.05)


@pytest.mark.only_browser("chromium")
def test_recorded_steps_run_as_a_test(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, str],
    server: Server,
    qa_sandbox: Callable[[str], Account],
    trainee_with: Callable[[str], Trainee],
    page: Page,
    tmp_path: Path,
) -> None:
    sandbox = qa_sandbox(PRESET)
    browser = browser_type_launch_args.get("executable_path", browser_type.executable_path)
    (tmp_path / "browser").write_text(f"#!/bin/sh\nexec '{browser}' --remote-debugging-port=0 \"$@\"\n")
    (tmp_path / "browser").chmod(0o755)
    with (
        start_recorder(
            server, sandbox, tmp_path, str(tmp_path / "browser"), PWTEST_CLI_HEADLESS="1"
        ) as recorder,
        killed_at_the_end(recorder),
    ):
        person = Trainee(open_page(browser_type, tmp_path, server.address + sandbox.path), sandbox)
        steps: dict[str, Callable[[], object]] = {
            "Previous": person.previous,
            "Security": lambda: person.select("State Agency Security Official for S&C"),
            "Next": person.next,
            "OH": lambda: person.select_state("Ohio"),
            "Submit Request": person.submit_request,
            "RR-": lambda: person.ask_to_withdraw(person.rows("Pending Requests")),
        }
        for words, step in steps.items():
            step()
            wait_until_written(words, tmp_path / RECORDED.name)
    written = as_test((tmp_path / RECORDED.name).read_text(), PRESET, server.address, sandbox.user_id)
    recorded: dict[str, Callable[[Callable[[str], Trainee]], None]] = {}
    exec(written, recorded)  # noqa: S102 - this is the file that make codegen writes
    recorded["test_recorded"](trainee_with)
    expect(page.get_by_role("button", name="Withdraw request", exact=True)).to_be_visible()
