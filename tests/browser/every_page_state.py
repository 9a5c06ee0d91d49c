"""The lists of all page states. Each file that adds some is imported here, and only here for that."""

from tests.browser import (  # noqa: F401
    page_states_of_classes,
    page_states_of_imports,
    page_states_of_live_pages,
    page_states_of_practice,
    page_states_of_wizard,
)
from tests.browser.page_states import PAGE_STATES
from tests.browser.page_states_elsewhere import PAGE_STATES_ELSEWHERE
from tests.browser.page_states_of_staff import STAFF_PAGE_STATES, STAFF_SNAPSHOTS

__all__ = ["PAGE_STATES", "PAGE_STATES_ELSEWHERE", "STAFF_PAGE_STATES", "STAFF_SNAPSHOTS"]
