"""Two suites in one run: the unit tests need Django and its settings, the browser tests neither.

The browser tests know the site only from outside. A run of them alone works without Django.
"""

import os
from pathlib import Path

import pytest

BROWSER = Path(__file__).parent / "browser"


def pytest_configure(config: pytest.Config) -> None:
    """Load Django and the fixtures of the unit tests, unless only browser tests are run."""
    paths = [config.invocation_params.dir / argument.split("::")[0] for argument in config.args]
    if all(path.resolve().is_relative_to(BROWSER) for path in paths):
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    config.pluginmanager.import_plugin("tests.fixtures")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last: once Playwright runs in a process, Django refuses its database there."""
    items.sort(key=lambda item: item.path.is_relative_to(BROWSER))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what browser tests need to know about another server, and the choice of tests."""
    parser.addoption(
        "--staff", metavar="USER_ID:PASSWORD", help="A superuser there; without it, their tests are skipped."
    )
    parser.addoption(
        "--database-only", action="store_true", help="Run only the tests that meet the database."
    )
    parser.addoption(
        "--ignore-https-errors", action="store_true", help="Accept any certificate of the server."
    )


@pytest.fixture(scope="session", autouse=True)
def delete_output_dir() -> None:
    """Override the fixture of pytest-playwright, so that unit tests keep what failed browser tests left."""
