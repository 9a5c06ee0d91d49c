"""What the tests of the wizard share."""

import pytest

from tests.rolerequests.wizard.walk import Walk


@pytest.fixture
def walk(browser):
    """Alice in the wizard."""
    return Walk(browser)
