"""The QA API from outside: its examples, what belongs to a sandbox, and the token that no trace holds."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import snapshots
from tests.browser.admin import expect_message, fill_in
from tests.browser.conftest import NODE
from tests.browser.sandboxes import Account, QaApi
from tests.browser.server import ROOT

PLAYWRIGHT_TEST = ROOT / "node_modules" / "@playwright" / "test" / "cli.js"
TYPESCRIPT = ROOT / "tests" / "browser" / "typescript"


def run(*command: object, **variables: str) -> str:
    """Run a command with more environment variables, and return what it prints."""
    words = [str(word) for word in command]
    environment = os.environ | variables
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def assert_token_is_not_in(traces: list[Path], token: str) -> None:
    assert traces
    for trace in traces:
        with zipfile.ZipFile(trace) as files:
            assert [name for name in files.namelist() if token.encode() in files.read(name)] == []


def test_examples_of_the_description_run(qa_api: QaApi, tmp_path: Path) -> None:
    examples = qa_api.call("GET", "")["examples"]
    variables = {"QA_API_TOKEN": qa_api.token}
    (tmp_path / "example.py").write_text(examples["python"])
    (tmp_path / "example.mts").write_text(examples["typescript"])
    assert run("sh", "-c", examples["curl"], **variables).startswith("{")
    assert run(sys.executable, tmp_path / "example.py", **variables).startswith("practice-")
    assert run(NODE, tmp_path / "example.mts", **variables).startswith("practice-")


def test_typescript_tests_pass_and_trace_no_token(
    qa_api: QaApi, browser_type_launch_args: dict[str, str], tmp_path: Path
) -> None:
    variables = {"BASE_URL": qa_api.address, "QA_API_TOKEN": qa_api.token, "TMPDIR": str(tmp_path)}
    if path := browser_type_launch_args.get("executable_path"):
        variables["E2E_BROWSER_PATH"] = path
    options = (f"--config={TYPESCRIPT}", "--trace=on", f"--output={tmp_path / 'results'}", "--reporter=line")
    assert "passed" in run(NODE, PLAYWRIGHT_TEST, "test", *options, **variables)
    assert_token_is_not_in(list(tmp_path.glob("results/*/trace.zip")), qa_api.token)


def test_python_tests_trace_no_token(qa_api: QaApi, browser: Browser, base_url: str, tmp_path: Path) -> None:
    account = qa_api.create_sandbox("fresh")
    with browser.new_context(base_url=base_url, storage_state=account.state) as context:
        context.tracing.start(screenshots=True, snapshots=True, sources=True)
        qa_api.set_time(account, advance="PT1M")
        page = context.new_page()
        page.goto("/my-profile/")
        document = page.get_by_role("document")
        expect(document).to_match_aria_snapshot(snapshots.template("my profile, empty"))
        context.tracing.stop(path=tmp_path / "trace.zip")
    qa_api.delete_sandbox(account)
    assert_token_is_not_in([tmp_path / "trace.zip"], qa_api.token)


@pytest.mark.parametrize(("time", "shown"), [("PT29M", True), ("PT30M", False)])
def test_new_password_is_shown_for_half_an_hour(qa_api: QaApi, new_context, time: str, shown: bool) -> None:
    account = qa_api.create_sandbox("new account")
    page: Page = new_context(storage_state=account.state).new_page()
    page.goto(account.path)
    expect(page.get_by_text(account.password)).to_be_visible()
    qa_api.set_time(account, advance=time)
    page.reload()
    expect(page.get_by_text(account.password)).to_have_count(1 if shown else 0)


def test_entry_of_an_editor_goes_with_the_sandbox(
    qa_api: QaApi, new_context, admin: Page, new_name: str
) -> None:
    editor: Account = qa_api.create_sandbox("catalog editor")
    page: Page = new_context(storage_state=editor.state).new_page()
    page.goto("/admin/rolerequests/usercategory/add/")
    fill_in(page, Name=new_name, Description="For a test.", Position="99")
    page.get_by_role("button", name="Save", exact=True).click()
    expect_message(page, new_name)
    qa_api.delete_sandbox(editor)
    page.reload()
    expect(page).to_have_title(re.compile("^Log in"))
    admin.goto("/admin/rolerequests/usercategory/")
    expect(admin.get_by_role("link", name="State Agency", exact=True)).to_be_visible()
    expect(admin.get_by_role("link", name=new_name, exact=True)).to_have_count(0)
