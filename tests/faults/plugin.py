"""A pytest plugin that applies a fault before unit tests run: `-p tests.faults.plugin --fault=NAME`."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fault", help="The name of the fault.")


def pytest_collection_finish(session: pytest.Session) -> None:
    name = os.environ["FAULT"] = session.config.option.fault  # tests.settings has removed it
    from tests.faults.wrappers import WRAPPERS

    WRAPPERS[name]()
