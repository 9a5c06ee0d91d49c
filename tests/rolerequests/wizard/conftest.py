"""Fixtures of the wizard tests."""

import pytest

from tests.rolerequests.wizard.walk import Walk


@pytest.fixture
def walk(alice_client):
    """The wizard, with the test client of Alice."""
    return Walk(alice_client)
