"""The twelve roles that require organizations, from Welcome to iQIES to the banner."""

import pytest
from playwright.sync_api import expect

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


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize(("category", "role", "text"), ROLES, ids=[role for _, role, _ in ROLES])
def test_role_with_organizations_is_submitted(
    qa_sandbox, new_context, category: str, role: str, text: str, script: bool
) -> None:
    account = qa_sandbox("fresh")
    context = new_context(
        storage_state=account.state, java_script_enabled=script, viewport={"width": 320, "height": 640}
    )
    trainee = Trainee(context.new_page(), account)
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
    expect(trainee.banner()).to_be_visible()
    (row,) = trainee.rows("Pending Requests").all()
    expect(row).to_contain_text(role)
    expect(row).to_contain_text(label)


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
