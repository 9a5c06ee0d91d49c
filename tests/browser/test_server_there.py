"""A server that cannot be used: one sentence with its address, once."""

import subprocess
import sys
from dataclasses import replace
from http import HTTPStatus

import pytest

from tests.browser.sandboxes import QaApi
from tests.browser.server import ROOT, free_port


def run_tests(address: str) -> tuple[int, list[str]]:
    """Run browser tests against a server. Returns the exit code and the lines that are printed."""
    command = [sys.executable, "-m", "pytest", "tests/browser", "-n2", f"--base-url={address}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).split("\n")


def test_running_server_can_be_used(qa_api: QaApi) -> None:
    assert qa_api.obstacle() == ""


@pytest.mark.parametrize("token", ["", "wrong"])
def test_token_is_needed(qa_api: QaApi, token: str) -> None:
    obstacle = replace(qa_api, token=token).obstacle()
    assert "QA_API_TOKEN" in obstacle
    assert qa_api.address in obstacle


@pytest.mark.parametrize(
    ("status", "word"), [(HTTPStatus.NOT_FOUND, "QA_API=1"), (HTTPStatus.BAD_GATEWAY, "502")]
)
def test_status_of_a_foreign_server_is_explained(
    monkeypatch: pytest.MonkeyPatch, status: HTTPStatus, word: str
) -> None:
    monkeypatch.setattr(QaApi, "_send", lambda *_: (int(status), ""))
    obstacle = QaApi("https://example.org", "a token").obstacle()
    assert "https://example.org" in obstacle
    assert word in obstacle


def test_run_against_no_server_ends_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_API_TOKEN", "a token")
    address = f"http://127.0.0.1:{free_port()}"
    code, lines = run_tests(address)
    assert code == pytest.ExitCode.USAGE_ERROR
    (line,) = [line for line in lines if line]
    assert line.startswith(f"ERROR: No server responds at {address}: ")
