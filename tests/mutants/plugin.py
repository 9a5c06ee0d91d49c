"""A pytest plugin that applies a mutant before unit tests run: `-p tests.mutants.plugin --mutant=NAME`."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutant", help="The name of the mutant.")


def pytest_collection_finish(session: pytest.Session) -> None:
    name = os.environ["MUTANT"] = session.config.option.mutant  # tests.settings has removed it
    from tests.mutants.wrappers import WRAPPERS

    WRAPPERS[name]()
