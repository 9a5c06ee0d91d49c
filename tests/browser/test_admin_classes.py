"""Classes in the admin. Tests close the classes that they create."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import expect_message, fill_in
from tests.browser.page_states_of_staff import CLASSES
from tests.browser.sandboxes import Account
from tests.browser.trainee import Trainee


def close(page: Page, name: str) -> None:
    """Close a class."""
    page.goto(f"{CLASSES}?q={name}")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name="Close", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Close {name}?")
    page.get_by_role("button", name="Close class", exact=True).click()
    expect_message(page, name)


def test_class_from_handout_to_closing(admin: Page, new_name: str, new_context) -> None:
    admin.get_by_role("link", name="Create a class", exact=True).click()
    names = {"Name of the class": new_name, "Names of the trainees": f"{new_name} Ann\n{new_name} Bob"}
    fill_in(admin, **names)
    admin.get_by_role("button", name="Create class", exact=True).click()
    expect(admin.get_by_role("heading", name="Preview: 2 trainees", exact=True)).to_be_visible()
    admin.get_by_role("button", name="Create class", exact=True).click()
    expect(admin.get_by_role("heading", level=1)).to_contain_text(new_name)
    slip = admin.get_by_role("listitem").filter(has_text="Ann")
    _, user_id, password = slip.get_by_role("definition").all_inner_texts()
    admin.reload()
    expect(admin.get_by_text(password)).to_be_visible()

    trainee = Trainee(new_context().new_page(), Account(user_id, password=password))
    trainee.log_in()
    trainee.start_request("CMS", "CMS View Only User")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    admin.reload()
    expect(admin.get_by_text(password)).to_have_count(0)

    admin.get_by_role("link", name="Go to the class", exact=True).click()
    ann = admin.get_by_role("row").filter(has_text=user_id)
    expect(ann).to_contain_text("CMS View Only User (pending)")
    expect(admin.get_by_role("row").filter(has_text="Bob")).to_contain_text("not yet")

    admin.get_by_role("link", name=f"Reset password for {user_id}", exact=True).click()
    admin.get_by_role("button", name="Reset passwords", exact=True).click()
    _, same_id, new_password = admin.get_by_role("definition").all_inner_texts()
    assert (same_id, new_password != password) == (user_id, True)
    trainee.open("/my-profile/")
    expect(trainee.page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    trainee.submit_login(user_id, new_password)
    trainee.expect_page("My Profile")

    close(admin, new_name)
    trainee.open("/my-profile/")
    trainee.expect_message("class is closed")
    expect(trainee.page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    trainee.submit_login(user_id, new_password)
    expect(trainee.error_summary()).to_be_visible()


@pytest.mark.parametrize("width", [390, 800, 1024, 1280])
def test_buttons_of_a_class_do_not_cover_its_name(admin: Page, new_name: str, width: int) -> None:
    name = f"Ohio, new surveyors, May 2027, {new_name}"
    admin.goto(f"{CLASSES}add/")
    fill_in(admin, **{"Name of the class": name, "Or how many": "1"})
    admin.get_by_role("button", name="Create class", exact=True).click()
    admin.get_by_role("link", name="Go to the class", exact=True).click()
    admin.set_viewport_size({"width": width, "height": 900})
    title = admin.get_by_role("heading", level=1).bounding_box()
    button = admin.get_by_role("link", name="Add trainees", exact=True).bounding_box()
    assert title is not None
    assert button is not None
    assert title["y"] + title["height"] <= button["y"]


@pytest.mark.only_browser("chromium")
def test_handout_prints_eight_slips_a_page(admin: Page, new_name: str) -> None:
    admin.goto(f"{CLASSES}add/")
    fill_in(admin, **{"Name of the class": new_name})
    admin.get_by_label("Or how many:").fill("16")
    admin.get_by_role("button", name="Create class", exact=True).click()
    expect(admin.get_by_role("heading", level=1)).to_contain_text(new_name)
    for paper in ("Letter", "A4"):
        sheets = admin.pdf(format=paper, prefer_css_page_size=True, tagged=True)
        assert len(re.findall(rb"/Type /Page\b", sheets)) == 2
        assert re.findall(rb"/S /H1\b", sheets) == [b"/S /H1"]
        assert len(re.findall(rb"/S /H2\b", sheets)) == 16
    admin.emulate_media(media="print")
    expect(admin.get_by_role("link")).to_have_count(0)
    expect(admin.get_by_role("button")).to_have_count(0)
    expect(admin.get_by_role("main").get_by_role("listitem")).to_have_count(16)
    admin.emulate_media(media="screen")
    close(admin, new_name)


@pytest.mark.parametrize("width", [390, 1280])
def test_pasted_table_is_corrected_and_created(new_context, admin: Page, new_name: str, width: int) -> None:
    """Without JavaScript."""
    page = new_context(java_script_enabled=False, storage_state=admin.context.storage_state()).new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{CLASSES}add/")
    table = f"No.\tLast name\tFirst name\n1\tLee\t{new_name} Ann\n2\tRay\tBob\n3\tRay\tBob"
    fill_in(page, **{"Name of the class": new_name, "Names of the trainees": table})
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.get_by_role("checkbox", name="Add row 3", exact=True).uncheck()
    page.get_by_role("textbox", name="Name in row 2", exact=True).fill("")
    page.get_by_role("button", name="Create class", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Enter a name")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("textbox", name="Name in row 2", exact=True).fill("Anna")
    page.get_by_role("button", name="Create class", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="Anna")).to_be_visible()
    close(page, new_name)
