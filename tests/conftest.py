"""Two suites in one run: the unit tests need Django and its settings, the browser tests neither.

The browser tests know the site only from outside. A run of them alone works without Django.
"""

import fcntl
import gc
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.sandboxes import qa_api_at
from tests.browser.server import DATABASE, running_server

BROWSER = Path(__file__).parent / "browser"


def pytest_configure(config: pytest.Config) -> None:
    """Load Django and the fixtures of the unit tests, unless only browser tests are run.

    Raises UsageError if the server at --base-url cannot be used: no test of hundreds could tell it better.
    """
    if config.option.base_url and not hasattr(config, "workerinput"):
        there = qa_api_at(config.option.base_url, config.option.ignore_https_errors)
        if obstacle := there.obstacle():
            raise pytest.UsageError(obstacle)
    paths = [config.invocation_params.dir / argument.split("::")[0] for argument in config.args]
    if all(path.resolve().is_relative_to(BROWSER) for path in paths):
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    config.pluginmanager.import_plugin("tests.fixtures")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Select those of --shard. Run the browser tests last: once Playwright runs in a process, Django refuses its database there."""
    items.sort(key=lambda item: item.path.is_relative_to(BROWSER))
    if shard := config.option.shard:
        selected = in_shard(items, shard)
        config.hook.pytest_deselected(items=[item for item in items if item not in set(selected)])
        items[:] = selected


def in_shard(items: list[pytest.Item], shard: str) -> list[pytest.Item]:
    """The tests of a shard such as 1/3. The tests of a file stay together: they share what they open."""
    found = re.fullmatch(r"(\d+)/(\d+)", shard)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise pytest.UsageError(f"--shard={shard}: give a number and how many there are, such as 1/3.")
    files = sorted({item.path for item in items})
    return [item for item in items if files.index(item.path) % int(found[2]) == int(found[1]) - 1]


def pytest_collection_finish() -> None:
    """Let the garbage collector skip what stays until the end (Django, the collected tests), and run rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what browser tests need to know about another server, and the choice of tests."""
    parser.addoption(
        "--staff", metavar="USER_ID:PASSWORD", help="A superuser there; without it, their tests are skipped."
    )
    parser.addoption(
        "--database-only", action="store_true", help="Run only the tests that meet the database."
    )
    parser.addoption("--examples", type=int, default=0, help="How many odd inputs are sent, at random.")
    parser.addoption("--shard", metavar="N/OF", help="Run a part of the files only, such as 1/3.")
    parser.addoption(
        "--ignore-https-errors", action="store_true", help="Accept any certificate of the server."
    )


@pytest.fixture(scope="session", autouse=True)
def delete_output_dir() -> None:
    """Override the fixture of pytest-playwright, so that unit tests keep what failed browser tests left."""


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a server after its first start: migrated and seeded once, for all processes of this run."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    prepared = folder / "prepared.sqlite3"
    with (folder / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not prepared.exists():
            first = tmp_path_factory.mktemp("first")
            with running_server(first), closing(sqlite3.connect(first / DATABASE)) as database:
                database.execute("VACUUM INTO ?", [str(prepared)])
    return prepared


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory: pytest.TempPathFactory, prepared_database: Path) -> Callable[[], Path]:
    """Make a folder with a prepared database, so that a server starts there in a second."""

    def server_folder() -> Path:
        folder = tmp_path_factory.mktemp("server")
        shutil.copy(prepared_database, folder / DATABASE)
        return folder

    return server_folder
