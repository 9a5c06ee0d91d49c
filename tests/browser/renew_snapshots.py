"""Writes the aria snapshots and screenshots again: `make snapshots`. pytest does not collect it by itself."""

import pytest

from tests.browser import screenshots, snapshots
from tests.browser.every_page_state import (
    PAGE_STATES,
    PAGE_STATES_ELSEWHERE,
    STAFF_PAGE_STATES,
    STAFF_SNAPSHOTS,
)
from tests.browser.page_inspector import Inspection, PageInspector
from tests.browser.page_states import PageState


def renew(inspection: Inspection) -> None:
    """Write the snapshot, and each screenshot that looks different from its file."""
    name = inspection.page_state.name
    if inspection.page_state not in STAFF_PAGE_STATES or inspection.page_state in STAFF_SNAPSHOTS:
        snapshots.snapshot_file(name).write_text(inspection.aria)
    for width, picture in inspection.pictures.items():
        screenshots.renew(screenshots.screenshot_file(name, width), picture)


@pytest.mark.parametrize(
    "page_state", [*PAGE_STATES, *STAFF_PAGE_STATES], ids=lambda page_state: page_state.name
)
def test_renew(pinned_browser: None, inspector: PageInspector, page_state: PageState) -> None:
    renew(inspector.inspect(page_state))


@pytest.mark.parametrize("page_state", PAGE_STATES_ELSEWHERE, ids=lambda page_state: page_state.name)
def test_renew_elsewhere(
    pinned_browser: None, inspector_elsewhere: PageInspector, page_state: PageState
) -> None:
    renew(inspector_elsewhere.inspect(page_state))


def test_remove_files_without_page_state() -> None:
    pictured = [*PAGE_STATES, *PAGE_STATES_ELSEWHERE, *STAFF_PAGE_STATES]
    kept = {
        snapshots.snapshot_file(each.name)
        for each in (*PAGE_STATES, *PAGE_STATES_ELSEWHERE, *STAFF_SNAPSHOTS)
    }
    kept |= {
        screenshots.screenshot_file(each.name, size["width"])
        for each in pictured
        for size in screenshots.SIZES
    }
    for file in {*snapshots.FOLDER.iterdir(), *screenshots.FOLDER.iterdir()} - kept:
        file.unlink()
