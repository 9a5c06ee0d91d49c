"""Start Playwright's recorder, logged in to a new sandbox: `make codegen PRESET=... BASE_URL=...`.

Without BASE_URL it starts a server of its own in demo mode. The QA API at BASE_URL needs QA_API_TOKEN. When the window is
closed, a test that runs as it is is printed and in var/recorded/.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.sandboxes import Account, QaApi, qa_api_at
from tests.browser.server import ROOT, Server, running_server

RECORDED = ROOT / "var" / "recorded" / "test_recorded.py"
# References and times.
DIFFERENT = r"RR-\d{5,}|[A-Z][a-z]{2,4}\.? \d{1,2}, \d{4}(?:, \d{1,2}:\d\d [AP]M E[SD]T)?"
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
        there = qa_api_at(address)
        if obstacle := there.obstacle():
            sys.exit(obstacle)
        yield Server(there.address, there.token)
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


def start_recorder(
    server: Server, sandbox: Account, folder: Path, browser: str, **variables: str
) -> subprocess.Popen[bytes]:
    """Start the recorder, logged in to the sandbox, with more environment variables. It writes to `folder`.

    `browser` is its path; '' for Playwright's own.
    """
    (folder / "state.json").write_text(json.dumps(sandbox.state))
    options = [
        "--target=python-pytest",
        f"--load-storage={folder / 'state.json'}",
        f"--output={folder / RECORDED.name}",
    ]
    # Playwright's command line has no option for the path. It leaves a trace in the folder for temporary files.
    variables |= {"TMPDIR": str(folder)} | ({"PWTEST_CLI_EXECUTABLE_PATH": browser} if browser else {})
    command = [sys.executable, "-m", "playwright", "codegen", *options, f"{server.address}{sandbox.path}"]
    return subprocess.Popen(command, env=os.environ | variables)


def as_test(recorded: str, preset: str, address: str, user_id: str) -> str:
    """A test that runs as it is in tests/browser/, from what the recorder wrote.

    A fixture opens the first page, in a new sandbox. References, times and User IDs of the recorded one match any.
    """
    _, _, body = recorded.partition("def test_example(page: Page) -> None:\n")
    lines = [generalized(line.replace(f'"{address}', '"'), user_id) for line in body.rstrip().splitlines()]
    if lines and lines[0].strip().startswith("page.goto("):
        lines[0] = f'    page: Page = trainee_with("{preset}").page'
    imports = ["import re\n\n"] if any("re.compile(" in line for line in lines) else []
    names = "Page, expect" if any("expect(" in line for line in lines) else "Page"
    head = [
        *imports,
        f"from playwright.sync_api import {names}\n\n\n",
        "def test_recorded(trainee_with) -> None:\n",
    ]
    return "".join(head) + "\n".join(lines) + "\n"


def generalized(line: str, user_id: str) -> str:
    """The line with a pattern for each name that holds what differs in each sandbox."""
    differs = re.compile(rf"{DIFFERENT}|{re.escape(user_id)}")

    def pattern(found: re.Match[str]) -> str:
        words = [re.escape(each).replace("\\ ", " ") for each in differs.split(ast.literal_eval(found[0]))]
        return f"re.compile({'.+'.join(words)!r})" if len(words) > 1 else found[0]

    return re.sub(r'"(?:[^"\\]|\\.)*"', pattern, line)


def main() -> int:
    """Record until the window is closed. Then write the test, and print it."""
    preset = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else "fresh"
    with tempfile.TemporaryDirectory(prefix="codegen-") as name, server_to_record(Path(name)) as server:
        folder = Path(name)
        sandbox = QaApi(server.address, server.token).create_sandbox(preset)
        browser = browser_with_window()
        print(f"Recording as {sandbox.user_id} on {server.address}. Close the window to end.", flush=True)
        with suppress(KeyboardInterrupt), start_recorder(server, sandbox, folder, browser):
            pass
        recorded = folder / RECORDED.name
        if not recorded.exists():
            sys.exit("Nothing was recorded.")
        test = as_test(recorded.read_text(), preset, server.address, sandbox.user_id)
    RECORDED.parent.mkdir(parents=True, exist_ok=True)
    RECORDED.write_text(test)
    print(f"\n{test}\nIt is in {RECORDED.relative_to(ROOT)}. Copy it to tests/browser/ and give it a name.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
