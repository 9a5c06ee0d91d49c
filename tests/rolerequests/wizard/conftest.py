"""Fixtures of the wizard tests."""

import pytest


@pytest.fixture
def walk(alice_client):
    """The wizard, with the test client of Alice."""
    # pytest loads this file before tests/conftest.py sets up Django.
    from tests.rolerequests.wizard.walk import Walk

    return Walk(alice_client)
