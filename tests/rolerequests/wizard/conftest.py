"""What the tests of the wizard share."""

import pytest

from tests.rolerequests.wizard.walk import Walk


@pytest.fixture
def walk(alice_client):
    """Alice in the wizard."""
    return Walk(alice_client)
