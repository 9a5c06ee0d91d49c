"""The twelve roles that require organizations, from Welcome to iQIES to the banner."""

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import press, select_radio, tab_to, tab_to_type
from tests.browser.trainee import Trainee

ROLES = [
    ("Accrediting Organization", "Accrediting Organization General User", "accrediting"),
    ("Accrediting Organization", "Accrediting Organization Security Official", "accrediting"),
    ("Contractor", "Medicare Administrative Contractor User", "contractor"),
    ("Contractor", "Medicare Administrative Contractor Security Official", "contractor"),
    ("Provider", "Provider Security Official", "36-8498"),
    ("Provider", "Provider ePOC Administrator", "36-6498"),
    ("Provider", "Assessment Submitter", "36-1798"),
    ("Provider", "Assessment Viewer", "36C0009998"),
    ("Provider", "Provider Administrator", "home health"),
    ("Provider", "PBJ Submitter", "36-6498"),
    ("Provider", "PBJ Viewer", "366498"),
    ("Vendor", "Vendor Submitter", "nursing home"),
]

NAME = "box => document.getElementById(box.getAttribute('aria-labelledby')).textContent"
SMALL = {"width": 320, "height": 640}
each_role = pytest.mark.parametrize(("category", "role", "text"), ROLES, ids=[role for _, role, _ in ROLES])


def trainee_on_a_phone(account, new_context, **options) -> Trainee:
    context = new_context(storage_state=account.state, viewport=SMALL, **options)
    return Trainee(context.new_page(), account)


def expect_submitted(trainee: Trainee, role: str, organization: str) -> None:
    expect(trainee.banner()).to_be_visible()
    (row,) = trainee.rows("Pending Requests").all()
    expect(row).to_contain_text(role)
    expect(row).to_contain_text(organization)


@each_role
def test_role_is_requested_without_javascript(
    qa_sandbox, new_context, category: str, role: str, text: str
) -> None:
    trainee = trainee_on_a_phone(qa_sandbox("fresh"), new_context, java_script_enabled=False)
    trainee.open("/")
    trainee.click("Request User Role")
    trainee.select(category)
    trainee.next()
    trainee.select(role)
    trainee.next()
    trainee.search(text, "" if category in ("Accrediting Organization", "Contractor") else "Ohio")
    label = trainee.found().first.evaluate(NAME)
    trainee.add(label)
    expect(trainee.requested()).to_have_count(1)
    trainee.submit_request()
    expect_submitted(trainee, role, label)


@each_role
def test_role_is_requested_by_keyboard(qa_sandbox, new_context, category: str, role: str, text: str) -> None:
    trainee = trainee_on_a_phone(qa_sandbox("fresh"), new_context)
    page = trainee.page
    trainee.open("/")
    tab_to(page, "Request User Role")
    press(page, "Enter")
    trainee.expect_page("Select a User Category")
    select_radio(page, category)
    press(page, "Enter")
    trainee.expect_page("Select a User Role")
    select_radio(page, role)
    press(page, "Enter")
    trainee.expect_page("Add Organizations")
    tab_to_type(page, "text")
    page.keyboard.type(text)
    press(page, "Enter")
    expect(page.get_by_role("heading", level=2, name=" found for ")).to_be_focused()
    label = trainee.found().first.evaluate(NAME)
    press(page, "Tab", "Space", "Enter")
    expect(page.get_by_role("status").first).to_be_focused()
    expect(trainee.requested()).to_have_count(1)
    tab_to(page, "Submit Request")
    press(page, "Enter")
    expect(trainee.banner()).to_be_focused()
    expect_submitted(trainee, role, label)


def test_organizations_are_added_by_keyboard(trainee: Trainee) -> None:
    """Search, select two, add, remove one, submit: with Tab, Space and Enter, starting where the focus is."""
    trainee.start_request("Provider", "Provider Security Official")
    keyboard = trainee.page.keyboard
    trainee.page.get_by_role("search").get_by_role("textbox").focus()
    keyboard.type("home health")
    keyboard.press("Enter")
    expect(trainee.page.get_by_role("heading", level=2, name="organizations found")).to_be_focused()
    for _ in range(2):
        keyboard.press("Tab")
        keyboard.press("Space")
    expect(trainee.page.get_by_role("checkbox", checked=True)).to_have_count(2)
    keyboard.press("Enter")
    expect(trainee.page.get_by_role("status").first).to_be_focused()
    expect(trainee.requested()).to_have_count(2)
    trainee.requested().first.focus()
    keyboard.press("Space")
    expect(trainee.requested()).to_have_count(1)
    expect(trainee.page.get_by_role("status").first).to_be_focused()
    trainee.page.get_by_role("button", name="Submit Request", exact=True).focus()
    keyboard.press("Enter")
    expect(trainee.banner()).to_be_focused()


def test_added_organizations_survive_back_reload_and_another_tab(trainee: Trainee) -> None:
    trainee.start_request("Provider", "Provider Security Official")
    address = trainee.page.url
    trainee.search("36-8498")
    trainee.add()
    trainee.page.go_back()
    trainee.page.reload()
    expect(trainee.found()).to_have_count(0)  # it is added
    second = trainee.new_tab()
    second.open(address)
    expect(second.requested()).to_have_count(1)
    second.requested().first.click()
    expect(second.requested()).to_have_count(0)
    trainee.open(address)
    expect(trainee.requested()).to_have_count(0)
