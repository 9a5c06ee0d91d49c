"""Writes all aria snapshots again: `make snapshots`. pytest does not collect it by itself."""

from tests.browser import page_states_of_practice
from tests.browser.page_inspector import PageInspector
from tests.browser.page_states import PAGE_STATES
from tests.browser.page_states_elsewhere import PAGE_STATES_ELSEWHERE
from tests.browser.page_states_of_staff import STAFF_SNAPSHOTS
from tests.browser.snapshots import FOLDER, snapshot_file

assert page_states_of_practice.SLUG  # it adds its page states when it is imported


def test_renew_snapshots(inspector: PageInspector, inspector_elsewhere: PageInspector) -> None:
    new = {
        snapshot_file(state.name): inspector.inspect(state).aria for state in [*PAGE_STATES, *STAFF_SNAPSHOTS]
    }
    new |= {
        snapshot_file(state.name): inspector_elsewhere.inspect(state).aria for state in PAGE_STATES_ELSEWHERE
    }
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.yml"):
        old.unlink()
    for file, snapshot in new.items():
        file.write_text(snapshot)
