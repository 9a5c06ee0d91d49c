"""Checks of page states that need other settings or another host name."""

from pathlib import Path

import pytest

from tests.browser import screenshots, snapshots
from tests.browser.html_validation import html_errors
from tests.browser.page_inspector import PageInspector
from tests.browser.page_states import PageState
from tests.browser.page_states_elsewhere import PAGE_STATES_ELSEWHERE
from tests.browser.watch import assert_none

each_page_state = pytest.mark.parametrize(
    "page_state", PAGE_STATES_ELSEWHERE, ids=lambda page_state: page_state.name
)


@each_page_state
def test_page_state_meets_all_checks(inspector_elsewhere: PageInspector, page_state: PageState) -> None:
    inspection = inspector_elsewhere.inspect(page_state)
    assert_none(inspection.problems, inspection.axe, inspection.too_wide)
    assert_none(inspection.small_targets, inspection.small_text)
    assert inspection.status == page_state.status
    assert html_errors({"page": inspection.html}) == ""


@each_page_state
def test_snapshot_is_as_reviewed(inspector_elsewhere: PageInspector, page_state: PageState) -> None:
    snapshots.assert_reviewed(page_state.name, inspector_elsewhere.inspect(page_state).aria)


@each_page_state
def test_page_looks_as_reviewed(
    pinned_browser: None, inspector_elsewhere: PageInspector, page_state: PageState, output_path: str
) -> None:
    pictures = inspector_elsewhere.inspect(page_state).pictures
    screenshots.assert_reviewed(page_state.name, pictures, Path(output_path))
