"""The admin: page states, requests, catalog, import and export.

Tests delete the catalog entries that they add. On a server that others use these are inactive, so that no trainee
sees them.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import screenshots, snapshots
from tests.browser.admin import expect_message, fill_in
from tests.browser.every_page_state import STAFF_PAGE_STATES, STAFF_SNAPSHOTS
from tests.browser.html_validation import html_errors
from tests.browser.page_inspector import PageInspector
from tests.browser.page_states import PageState
from tests.browser.page_states_of_staff import CATEGORIES, ROLES
from tests.browser.trainee import Trainee
from tests.browser.watch import assert_none


@pytest.mark.parametrize("page_state", STAFF_PAGE_STATES, ids=lambda page_state: page_state.name)
def test_page_state_is_accessible_and_fits_a_phone(inspector: PageInspector, page_state: PageState) -> None:
    inspection = inspector.inspect(page_state)
    # The column headers of Django's lists do the same as its small arrows, and are large enough.
    small = [each for each in inspection.small_targets if "sort" not in each]
    assert_none(inspection.problems, inspection.axe, inspection.too_wide, small, inspection.small_text)


@pytest.mark.parametrize("page_state", STAFF_PAGE_STATES, ids=lambda page_state: page_state.name)
def test_focus_is_visible_on_each_control(inspector: PageInspector, page_state: PageState) -> None:
    inspection = inspector.inspect(page_state)
    assert inspection.stops
    assert_none(inspection.invisible_focus)


@pytest.mark.parametrize("page_state", STAFF_SNAPSHOTS, ids=lambda page_state: page_state.name)
def test_snapshot_is_as_reviewed(inspector: PageInspector, page_state: PageState) -> None:
    snapshots.assert_reviewed(page_state.name, inspector.inspect(page_state).aria)


@pytest.mark.parametrize("page_state", STAFF_PAGE_STATES, ids=lambda page_state: page_state.name)
def test_page_looks_as_reviewed(
    pinned_browser: None, inspector: PageInspector, page_state: PageState, output_path: str
) -> None:
    if page_state.untouched and not inspector.untouched:
        pytest.skip("this page shows what others have left on the server at --base-url")
    screenshots.assert_reviewed(page_state.name, inspector.inspect(page_state).pictures, Path(output_path))


def test_own_admin_pages_are_valid_html(inspector: PageInspector) -> None:
    ours = STAFF_PAGE_STATES
    assert html_errors({page_state.name: inspector.inspect(page_state).html for page_state in ours}) == ""


@pytest.mark.smoke
def test_header_names_simulator_and_database(admin: Page) -> None:
    header = admin.get_by_role("banner")
    expect(header).to_contain_text("iQIES Role Request Simulator")
    expect(header).to_contain_text(re.compile("Database: (SQLite|PostgreSQL), "))


def test_role_and_account_are_found_and_opened(admin: Page, qa_sandbox) -> None:
    trainee = qa_sandbox("one pending")
    admin.get_by_role("link", name="Roles", exact=True).click()
    admin.get_by_role("link", name="CMS View Only User", exact=True).click()
    expect(admin.get_by_label("Name:", exact=True)).to_have_value("CMS View Only User")
    admin.goto(f"/admin/accounts/user/?q={trainee.user_id}")
    admin.get_by_role("link", name=trainee.user_id, exact=True).click()
    expect(admin.get_by_label("User ID:", exact=True)).to_have_value(trainee.user_id)


def test_request_page_lists_all_events(admin: Page, trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS General User")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    admin.goto(f"/admin/rolerequests/rolerequest/?q={trainee.account.user_id}")
    admin.get_by_role("link", name="RR-").click()
    for transition, words in (
        ("Category chosen", "CMS"),
        ("Role chosen", "CMS General User"),
        ("Submitted", "CMS General User / Are you a Surveyor? Not answered"),
    ):
        event = admin.get_by_role("row").filter(has=admin.get_by_role("cell", name=transition, exact=True))
        expect(event, f"the event is missing: {transition}").to_have_count(1)
        expect(event.get_by_role("cell", name=words, exact=True)).to_be_visible()


# The catalog


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def delete(page: Page) -> None:
    """Delete the open object."""
    page.get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("main").get_by_role("button").click()


def test_category_is_added_moved_previewed_and_deleted(admin: Page, new_name: str) -> None:
    admin.get_by_role("link", name="User categories", exact=True).click()
    admin.get_by_role("link", name="Add user category").click()
    fill_in(admin, Name=new_name, Position="99")
    admin.get_by_label("Active", exact=True).first.check()
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_label("Description:", exact=True).first).to_have_attribute("aria-invalid", "true")
    expect(admin.get_by_label("Name:", exact=True).first).to_have_value(new_name)
    admin.get_by_label("Active", exact=True).first.uncheck()
    admin.get_by_role("button", name="Save", exact=True).click()
    expect_message(admin, new_name)

    admin.get_by_role("button", name=f"Move {new_name} up", exact=True).click()
    expect_message(admin, new_name)
    expect(admin.get_by_role("row").nth(-2)).to_contain_text(new_name)
    admin.get_by_role("button", name=f"Move {new_name} down", exact=True).click()
    expect_message(admin, new_name)

    admin.get_by_role("link", name=f"Preview {new_name}", exact=True).click()
    expect(admin.get_by_role("heading", level=1)).to_have_text(f"Preview: {new_name}")
    expect(admin.get_by_role("radio", name=new_name, exact=True)).to_be_checked()
    expect(admin.get_by_role("region")).to_have_count(3)
    admin.get_by_role("region", name="Preview of STEP 1").get_by_role("button", name="Next").click()
    expect(admin.get_by_role("status")).to_contain_text("preview")

    admin.get_by_role("link", name=f"Back to {new_name} in the admin", exact=True).click()
    fill_in(admin, Description="New text.")
    admin.get_by_role("button", name="Save and continue editing", exact=True).click()
    admin.get_by_role("link", name="History", exact=True).click()
    expect(admin.get_by_role("row").nth(1)).to_contain_text("New text.")
    admin.go_back()
    delete(admin)
    expect(row_of(admin, new_name)).to_have_count(0)


def test_moved_row_and_its_message_are_in_view(admin: Page) -> None:
    admin.goto(ROLES)
    up = admin.get_by_role("button", name=re.compile("^Move .* up$"), disabled=False).last
    name = str(up.get_attribute("aria-label"))[len("Move ") : -len(" up")]
    for direction in ("up", "down"):
        admin.get_by_role("button", name=f"Move {name} {direction}", exact=True).click()
        message = admin.get_by_role("list").get_by_text(f"{name} ").and_(admin.get_by_role("listitem"))
        expect(message).to_be_in_viewport(ratio=1)
        button = admin.get_by_role("button", name=f"Move {name} up", exact=True)
        expect(button).to_be_in_viewport(ratio=1)
        assert message.bounding_box()["y"] + message.bounding_box()["height"] < button.bounding_box()["y"]


def test_requested_role_cannot_be_deleted(admin: Page, qa_sandbox) -> None:
    qa_sandbox("one pending")
    admin.goto(ROLES)
    admin.get_by_role("link", name="State Agency S&C General User", exact=True).click()
    admin.get_by_role("link", name="Delete", exact=True).click()
    expect(admin.get_by_role("heading", level=1)).to_have_text(
        "State Agency S&C General User cannot be deleted"
    )
    expect(admin.get_by_role("main")).to_contain_text(re.compile(r"\d+ submitted requests?"))
    button = admin.get_by_role("button", name="Deactivate State Agency S&C General User", exact=True)
    expect(button).to_be_visible()
    admin.get_by_role("link", name="Back to State Agency S&C General User", exact=True).click()
    expect(admin.get_by_label("Active", exact=True)).to_be_checked()


@pytest.mark.usefixtures("own_server")  # other tests there would meet the role
def test_activated_role_is_shown_to_trainees(admin: Page, trainee: Trainee, new_name: str) -> None:
    admin.goto(f"{ROLES}add/")
    fill_in(admin, Name=new_name, Description="For a test.")
    admin.get_by_label("Category:", exact=True).select_option(label="CMS")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect_message(admin, new_name)
    trainee.start_request("CMS")
    expect(trainee.radio("CMS General User")).to_be_visible()
    expect(trainee.radio(new_name)).to_have_count(0)

    admin.get_by_role("link", name=new_name, exact=True).first.click()
    admin.get_by_label("Active", exact=True).check()
    admin.get_by_role("button", name="Save and continue editing", exact=True).click()
    expect_message(admin, new_name)
    try:
        trainee.page.reload()
        trainee.select(new_name)
    finally:
        delete(admin)
    trainee.page.reload()
    expect(trainee.radio("CMS General User")).to_be_visible()
    expect(trainee.radio(new_name)).to_have_count(0)


def test_catalog_check_links_to_the_entry_to_fix(admin: Page) -> None:
    admin.goto(ROLES)
    admin.get_by_role("button", name="Move CMS General User up", exact=True).click()
    expect_message(admin, "CMS General User")
    admin.goto(f"{CATEGORIES}checks/")
    admin.get_by_role("link", name="CMS View Only User").click()
    expect(admin.get_by_label("Name:", exact=True)).to_have_value("CMS View Only User")
    admin.goto(ROLES)
    admin.get_by_role("button", name="Move CMS General User down", exact=True).click()
    expect_message(admin, "CMS General User")


# Import and export


def upload(page: Page, file: Path) -> None:
    """Preview the import of a file."""
    page.goto(f"{CATEGORIES}import-export/")
    page.get_by_label("A file of categories or roles:").set_input_files(file)
    page.get_by_role("button", name="Preview changes", exact=True).click()


def test_importing_an_unchanged_export_changes_nothing(admin: Page, tmp_path: Path) -> None:
    admin.get_by_role("link", name="Import and export", exact=True).click()
    with admin.expect_download() as download:
        admin.get_by_role("link", name="roles.json", exact=True).click()
    file = tmp_path / "roles.json"
    download.value.save_as(file)
    assert len(json.loads(file.read_text())) >= 24
    upload(admin, file)
    expect(admin.get_by_role("main").get_by_role("table")).to_have_count(0)
    expect(admin.get_by_role("button", name="Apply changes", exact=True)).to_have_count(0)


def test_import_previews_changes_before_it_applies_them(admin: Page, new_name: str, tmp_path: Path) -> None:
    slug = new_name.lower().replace(" ", "-")
    role = {"slug": slug, "name": new_name, "category": ["cms"], "position": 99, "description": "For a test."}
    file = tmp_path / "role.json"
    file.write_text(json.dumps([{"model": "rolerequests.role", "fields": role}]))
    upload(admin, file)
    expect(admin.get_by_role("heading", name="Added: 1", exact=True)).to_be_visible()
    added = admin.get_by_role("table", name=f"{new_name} (CMS)", exact=True)
    active = added.get_by_role("row").filter(has=admin.get_by_role("rowheader", name="Active", exact=True))
    expect(active.get_by_role("cell")).to_have_text("no")
    admin.get_by_role("button", name="Apply changes", exact=True).click()
    expect_message(admin, "1 added")

    file.write_text(json.dumps([{"model": "rolerequests.role", "fields": {**role, "description": "Other."}}]))
    upload(admin, file)
    changed = admin.get_by_role("table", name=f"{new_name} (CMS)", exact=True)
    expect(changed.get_by_role("rowheader")).to_have_text("Description")
    expect(changed.get_by_role("cell")).to_have_text(["For a test.", "Other."])
    admin.get_by_role("link", name="Cancel", exact=True).click()

    admin.goto(f"{ROLES}?q={slug}")
    admin.get_by_role("link", name=new_name, exact=True).click()
    expect(admin.get_by_label("Description:", exact=True)).to_have_value("For a test.")
    delete(admin)


def test_wrong_file_shows_an_error_at_its_field(admin: Page, tmp_path: Path) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0 no catalog")
    upload(admin, file)
    expect(admin.get_by_label("A file of categories or roles:")).to_have_attribute("aria-invalid", "true")
    expect(admin).to_have_title(re.compile("^Error: "))


def test_request_list_fits_its_box(admin: Page, trainee_with) -> None:
    trainee = trainee_with("crowded")
    trainee.open("/start-over/")
    trainee.page.get_by_role("button", name="Start over", exact=True).click()
    admin.goto("/admin/rolerequests/rolerequest/")
    table = admin.get_by_role("main").get_by_role("table")
    excess = "table => { const box = table.parentElement; return box.scrollWidth - box.clientWidth }"
    for width in (1024, 1280):
        admin.set_viewport_size({"width": width, "height": 900})
        assert table.evaluate(excess) == 0, width
