"""Checks of every page state: accessibility, HTML, titles, phone width, snapshot, screenshots."""

from pathlib import Path

import pytest

from tests.browser import screenshots, snapshots
from tests.browser.every_page_state import (
    PAGE_STATES,
    PAGE_STATES_ELSEWHERE,
    STAFF_PAGE_STATES,
    STAFF_SNAPSHOTS,
)
from tests.browser.html_validation import html_errors
from tests.browser.page_inspector import PageInspector
from tests.browser.page_states import PageState
from tests.browser.watch import assert_none

each_page_state = pytest.mark.parametrize("page_state", PAGE_STATES, ids=lambda page_state: page_state.name)


@each_page_state
def test_axe_finds_no_violation(inspector: PageInspector, page_state: PageState) -> None:
    assert_none(inspector.inspect(page_state).axe)


@each_page_state
def test_browser_reports_no_problem(inspector: PageInspector, page_state: PageState) -> None:
    assert_none(inspector.inspect(page_state).problems)
    assert inspector.inspect(page_state).status == page_state.status


@each_page_state
def test_snapshot_is_as_reviewed(inspector: PageInspector, page_state: PageState) -> None:
    snapshots.assert_reviewed(page_state.name, inspector.inspect(page_state).aria)


@each_page_state
def test_page_looks_as_reviewed(
    pinned_browser: None, inspector: PageInspector, page_state: PageState, output_path: str
) -> None:
    screenshots.assert_reviewed(page_state.name, inspector.inspect(page_state).pictures, Path(output_path))


def test_each_screenshot_has_a_page_state() -> None:
    every = [*PAGE_STATES, *PAGE_STATES_ELSEWHERE, *STAFF_PAGE_STATES]
    assert set(screenshots.FOLDER.iterdir()) == {
        screenshots.screenshot_file(page_state.name, size["width"])
        for page_state in every
        for size in screenshots.SIZES
    }


def test_each_snapshot_has_a_page_state() -> None:
    every = [*PAGE_STATES, *PAGE_STATES_ELSEWHERE, *STAFF_SNAPSHOTS]
    assert set(snapshots.FOLDER.iterdir()) == {
        snapshots.snapshot_file(page_state.name) for page_state in every
    }


@each_page_state
def test_page_does_not_scroll_sideways(inspector: PageInspector, page_state: PageState) -> None:
    assert_none(inspector.inspect(page_state).too_wide)


@each_page_state
def test_targets_and_text_are_large_enough(inspector: PageInspector, page_state: PageState) -> None:
    inspection = inspector.inspect(page_state)
    assert_none(inspection.small_targets, inspection.small_text)


@each_page_state
def test_focus_is_visible_on_each_control(inspector: PageInspector, page_state: PageState) -> None:
    inspection = inspector.inspect(page_state)
    assert inspection.stops
    assert_none(inspection.invisible_focus)


@each_page_state
def test_page_has_one_main_heading(inspector: PageInspector, page_state: PageState) -> None:
    headings = inspector.inspect(page_state).headings
    assert len(headings) == 1, headings


@each_page_state
def test_error_is_in_the_title_and_has_focus(inspector: PageInspector, page_state: PageState) -> None:
    inspection = inspector.inspect(page_state)
    assert inspection.title.startswith("Error: ") == page_state.is_error, f"the title is {inspection.title!r}"
    assert (inspection.focused_role == "alert") == page_state.is_error, (
        f"the focus is on {inspection.focused_role!r}"
    )


def test_titles_are_unique(inspector: PageInspector) -> None:
    """Pages with different main headings have different titles."""
    headings_of: dict[str, set[str]] = {}
    for page_state in PAGE_STATES:
        inspection = inspector.inspect(page_state)
        assert inspection.title.endswith(" | iQIES Role Request Simulator")
        headings_of.setdefault(inspection.title, set()).update(inspection.headings)
    assert_none(f"{title!r}: {headings}" for title, headings in headings_of.items() if len(headings) != 1)


def test_pages_are_valid_html(inspector: PageInspector) -> None:
    assert (
        html_errors({page_state.name: inspector.inspect(page_state).html for page_state in PAGE_STATES}) == ""
    )
