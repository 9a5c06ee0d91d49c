"""The admin, as its people use it: the catalog, files, classes, and the record of what trainees did.

What is added here is removed again, and inactive, so that no trainee sees it.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.markup import faults_in
from tests.browser.places import Place
from tests.browser.places_of_staff import CATEGORIES, CLASSES, ROLES, STAFF_PLACES
from tests.browser.places_of_staff import new_name as a_new_name
from tests.browser.trainee import Trainee
from tests.browser.visits import Visitor
from tests.browser.watch import nothing
from tests.browser.worlds import World


@pytest.fixture
def admin(visitor) -> Page:
    """The admin's first page, signed in."""
    page: Page = visitor("staff").page
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Admin")
    return page


@pytest.fixture
def new_name() -> str:
    """A name that nothing there has."""
    return a_new_name()


def is_told(page: Page, sentence: str) -> None:
    expect(page.get_by_role("list").get_by_text(sentence)).to_be_visible()


@pytest.mark.parametrize("place", STAFF_PLACES, ids=lambda place: place.name)
def test_each_page_is_accessible_fits_a_phone_and_keeps_the_strict_policy(
    visits: Visitor, place: Place
) -> None:
    visit = visits.to(place)
    # Django's arrows in the head of a list do what its words do, which are large enough.
    small = [each for each in visit.small_targets if "sort" not in each]
    nothing(visit.problems, visit.axe, visit.too_wide, small)


def test_the_pages_that_are_ours_alone_are_valid_html(visits: Visitor) -> None:
    words = ("preview", "handout", "doctor", "files", "a file")
    ours = [place for place in STAFF_PLACES if any(word in place.name for word in words)]
    assert len(ours) == 9
    assert faults_in({place.name: visits.to(place).html for place in ours}) == ""


def test_the_header_says_what_this_is_and_which_database(admin: Page) -> None:
    header = admin.get_by_role("banner")
    expect(header).to_contain_text("admin of a training simulator")
    expect(header).to_contain_text(re.compile("Database: (SQLite|PostgreSQL), "))


def test_a_role_and_an_identity_are_found_and_opened(admin: Page, world) -> None:
    trainee = world("one pending")
    admin.get_by_role("link", name="Roles", exact=True).click()
    admin.get_by_role("link", name="CMS View Only User", exact=True).click()
    expect(admin.get_by_label("Name:", exact=True)).to_have_value("CMS View Only User")
    admin.goto(f"/admin/accounts/user/?q={trainee.user_id}")
    admin.get_by_role("link", name=trainee.user_id, exact=True).click()
    expect(admin.get_by_label("User ID:", exact=True)).to_have_value(trainee.user_id)


def test_each_thing_that_happened_to_a_request_is_in_its_record(admin: Page, trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS General User")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    admin.goto(f"/admin/rolerequests/rolerequest/?q={trainee.world.user_id}")
    admin.get_by_role("link", name="RR-").click()
    for what, words in (
        ("Category chosen", "CMS"),
        ("Role chosen", "CMS General User"),
        ("Submitted", "CMS General User / Are you a Surveyor? Not answered"),
    ):
        event = admin.get_by_role("row").filter(has=admin.get_by_role("cell", name=what, exact=True))
        expect(event, f"the event is missing: {what}").to_have_count(1)
        expect(event.get_by_role("cell", name=words, exact=True)).to_be_visible()


# The catalog


def fill_in(page: Page, **fields: str) -> None:
    """Type into the first form of a page, by label."""
    for label, value in fields.items():
        page.get_by_label(f"{label}:", exact=True).first.fill(value)


def row_of(page: Page, name: str) -> Locator:
    """A row of a list."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def delete(page: Page) -> None:
    """Delete what is open, and answer the question."""
    page.get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("button", name="Yes, I").click()


def test_a_category_is_made_put_in_order_looked_at_and_deleted(admin: Page, new_name: str) -> None:
    admin.get_by_role("link", name="User categories", exact=True).click()
    admin.get_by_role("link", name="Add user category").click()
    fill_in(admin, Name=new_name, Position="99")
    admin.get_by_label("Active", exact=True).first.check()
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_text("Write the text below the label, or save this inactive")).to_be_visible()
    expect(admin.get_by_label("Name:", exact=True).first).to_have_value(new_name)
    admin.get_by_label("Active", exact=True).first.uncheck()
    admin.get_by_role("button", name="Save", exact=True).click()
    is_told(admin, f"{new_name} is inactive: trainees do not see it yet.")

    admin.get_by_role("button", name=f"Move {new_name} up", exact=True).click()
    is_told(admin, f"{new_name} is moved up.")
    expect(admin.get_by_role("row").nth(-2)).to_contain_text(new_name)
    admin.get_by_role("button", name=f"Move {new_name} down", exact=True).click()
    is_told(admin, f"{new_name} is moved down.")

    admin.get_by_role("link", name=f"Preview {new_name}", exact=True).click()
    expect(admin.get_by_role("heading", level=1)).to_have_text(f"Preview: {new_name}")
    expect(admin.get_by_role("radio", name=new_name, exact=True)).to_be_checked()
    expect(admin.get_by_role("region")).to_have_count(3)
    admin.get_by_role("region", name="Preview of STEP 1").get_by_role("button", name="Next").click()
    expect(admin.get_by_role("status")).to_contain_text("This is a preview: nothing is saved")

    admin.get_by_role("link", name=f"Back to {new_name} in the admin", exact=True).click()
    fill_in(admin, Description="Something.")
    admin.get_by_role("button", name="Save and continue editing", exact=True).click()
    admin.get_by_role("link", name="History", exact=True).click()
    expect(admin.get_by_role("row").nth(1)).to_contain_text("description: Something.")
    admin.go_back()
    delete(admin)
    expect(row_of(admin, new_name)).to_have_count(0)


def test_a_moved_row_and_what_is_said_of_it_are_both_in_view(admin: Page) -> None:
    admin.goto(ROLES)
    up = admin.get_by_role("button", name=re.compile("^Move .* up$"), disabled=False).last
    name = str(up.get_attribute("aria-label"))[len("Move ") : -len(" up")]
    for where in ("up", "down"):
        admin.get_by_role("button", name=f"Move {name} {where}", exact=True).click()
        told = admin.get_by_role("list").get_by_text(f"{name} is moved {where}.")
        expect(told).to_be_in_viewport(ratio=1)
        button = admin.get_by_role("button", name=f"Move {name} up", exact=True)
        expect(button).to_be_in_viewport(ratio=1)
        assert told.bounding_box()["y"] + told.bounding_box()["height"] < button.bounding_box()["y"]


def test_what_is_requested_cannot_be_deleted_and_it_is_said_why(admin: Page, world) -> None:
    world("one pending")
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


def test_the_doctor_leads_to_the_place_to_mend(admin: Page) -> None:
    admin.get_by_role("link", name="Doctor: what may be wrong", exact=True).click()
    role = admin.get_by_role("link", name="Provider Security Official (Provider)", exact=True)
    expect(admin.get_by_role("main")).to_contain_text("page 3 has no way yet to add organizations")
    role.click()
    expect(admin.get_by_label("Name:", exact=True)).to_have_value("Provider Security Official")


# Files


def upload(page: Page, file: Path) -> None:
    """Choose a file and look at what it would change."""
    page.goto(f"{CATEGORIES}files/")
    page.get_by_label("A file of categories or roles:").set_input_files(file)
    page.get_by_role("button", name="See what it would change", exact=True).click()


def test_what_is_downloaded_changes_nothing_when_it_is_uploaded(admin: Page, tmp_path: Path) -> None:
    admin.get_by_role("link", name="Files: download and upload", exact=True).click()
    with admin.expect_download() as download:
        admin.get_by_role("link", name="roles.json", exact=True).click()
    file = tmp_path / "roles.json"
    download.value.save_as(file)
    assert len(json.loads(file.read_text())) >= 24
    upload(admin, file)
    expect(admin.get_by_text("This file changes nothing.")).to_be_visible()


def test_a_file_is_looked_at_before_it_is_taken_over(admin: Page, new_name: str, tmp_path: Path) -> None:
    slug = new_name.lower().replace(" ", "-")
    role = {"slug": slug, "name": new_name, "category": ["cms"], "position": 99, "description": "For a test."}
    file = tmp_path / "role.json"
    file.write_text(json.dumps([{"model": "rolerequests.role", "fields": role}]))
    upload(admin, file)
    expect(admin.get_by_role("heading", name="Added: 1", exact=True)).to_be_visible()
    added = admin.get_by_role("table", name=f"{new_name} (CMS)", exact=True)
    active = added.get_by_role("row").filter(has=admin.get_by_role("rowheader", name="Active", exact=True))
    expect(active.get_by_role("cell")).to_have_text("no")
    admin.get_by_role("button", name="Take these changes over", exact=True).click()
    is_told(admin, "The file was taken over: 1 added, 0 changed.")

    file.write_text(json.dumps([{"model": "rolerequests.role", "fields": {**role, "description": "Other."}}]))
    upload(admin, file)
    changed = admin.get_by_role("table", name=f"{new_name} (CMS)", exact=True)
    expect(changed.get_by_role("rowheader")).to_have_text("Description")
    expect(changed.get_by_role("cell")).to_have_text(["For a test.", "Other."])
    admin.get_by_role("link", name="Change nothing", exact=True).click()

    admin.goto(f"{ROLES}?q={slug}")
    admin.get_by_role("link", name=new_name, exact=True).click()
    expect(admin.get_by_label("Description:", exact=True)).to_have_value("For a test.")
    delete(admin)


def test_a_wrong_file_is_told_in_one_sentence_beside_its_field(admin: Page, tmp_path: Path) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0 no catalog")
    upload(admin, file)
    expect(admin.get_by_text("The file is not text in UTF-8: choose a file of the catalog")).to_be_visible()
    expect(admin).to_have_title(re.compile("^Error: "))


# Classes


def close(page: Page, name: str) -> None:
    """End a class, after being asked."""
    page.goto(f"{CLASSES}?q={name}")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name="Close", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Close {name}?")
    page.get_by_role("button", name="Close the class", exact=True).click()
    is_told(page, f"{name} is closed.")


def test_a_class_from_its_hand_out_sheet_to_its_end(admin: Page, new_name: str, new_context) -> None:
    admin.get_by_role("link", name="Make a class", exact=True).click()
    names = {"Name of the class": new_name, "Names of the trainees": f"{new_name} Ann\n{new_name} Bob"}
    fill_in(admin, **names)
    admin.get_by_role("button", name="Make the class", exact=True).click()
    expect(admin.get_by_role("heading", level=1)).to_have_text(f"Hand-out sheet: {new_name}")
    slip = admin.get_by_role("listitem").filter(has_text="Ann")
    _, user_id, password = slip.get_by_role("definition").all_inner_texts()
    admin.reload()
    expect(admin.get_by_text("Passwords are shown once")).to_be_visible()
    expect(admin.get_by_text(password)).to_have_count(0)

    trainee = Trainee(new_context().new_page(), World(user_id, password=password))
    trainee.sign_in()
    trainee.choose("CMS", "CMS View Only User")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()

    admin.get_by_role("link", name="Go to the class", exact=True).click()
    ann = admin.get_by_role("row").filter(has_text=user_id)
    expect(ann).to_contain_text("CMS View Only User (pending)")
    expect(admin.get_by_role("row").filter(has_text="Bob")).to_contain_text("not yet")

    admin.get_by_role("link", name=f"New password for {user_id}", exact=True).click()
    admin.get_by_role("button", name="Make new passwords", exact=True).click()
    (_, same_id, new_password) = admin.get_by_role("definition").all_inner_texts()
    assert (same_id, new_password != password) == (user_id, True)
    trainee.open("/my-profile/")
    expect(trainee.page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    trainee.log_in(user_id, new_password)
    trainee.is_on("My Profile")

    close(admin, new_name)
    trainee.open("/my-profile/")
    expect(trainee.page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    trainee.log_in(user_id, new_password)
    expect(trainee.alert()).to_contain_text("The User ID or password is not correct.")


@pytest.mark.only_browser("chromium")
def test_the_hand_out_sheet_prints_slips_and_no_controls(admin: Page, new_name: str) -> None:
    admin.goto(f"{CLASSES}add/")
    fill_in(admin, **{"Name of the class": new_name})
    admin.get_by_label("Or how many:").fill("12")
    admin.get_by_role("button", name="Make the class", exact=True).click()
    expect(admin.get_by_role("heading", level=1)).to_have_text(f"Hand-out sheet: {new_name}")
    sheets = admin.pdf(format="Letter", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", sheets)) == 2
    admin.emulate_media(media="print")
    expect(admin.get_by_role("link")).to_have_count(0)
    expect(admin.get_by_role("button")).to_have_count(0)
    expect(admin.get_by_role("main").get_by_role("listitem")).to_have_count(12)
    admin.emulate_media(media="screen")
    close(admin, new_name)
