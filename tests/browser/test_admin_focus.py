"""The Tab key leads through pages of the admin. The focus of each control of each page is checked with its page state."""

import pytest
from playwright.sync_api import Page

from tests.browser.keyboard import tab_stops
from tests.browser.page_states_of_staff import ROLES

# The fewest stops of each page: without its controls the test would see nothing.
PAGES = {
    "/admin/": 25,
    f"{ROLES}?q=help": 20,
}


@pytest.mark.parametrize(("path", "fewest"), PAGES.items())
def test_focus_is_visible_at_each_stop(admin: Page, path: str, fewest: int) -> None:
    admin.goto(path)
    assert len(tab_stops(admin)) >= fewest
