"""A training lead corrects people and classes: adopt, rename, move, remove, archive, delete."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin import expect_message, fill_in
from tests.browser.page_states_of_staff import CLASSES
from tests.browser.sandboxes import Account
from tests.browser.trainee import Trainee


def create_class(admin: Page, name: str, *trainees: str) -> None:
    """Create a class with these trainees and open its page."""
    admin.goto(f"{CLASSES}add/")
    fill_in(admin, **{"Name of the class": name, "Names of the trainees": "\n".join(trainees)})
    admin.get_by_role("button", name="Create class", exact=True).click()
    admin.get_by_role("button", name="Create class", exact=True).click()
    admin.get_by_role("link", name="Go to the class", exact=True).click()


def ask(admin: Page, action: str, button: str) -> None:
    """Select an action of the class, and confirm it."""
    admin.get_by_role("link", name=action, exact=True).click()
    admin.get_by_role("button", name=button, exact=True).click()


@pytest.fixture
def page(new_context, admin: Page) -> Page:
    """The admin without JavaScript."""
    opened: Page = new_context(
        java_script_enabled=False, storage_state=admin.context.storage_state()
    ).new_page()
    return opened


def test_trainees_are_renamed_moved_and_removed(page: Page, new_name: str) -> None:
    create_class(page, f"{new_name} to", f"{new_name} Cid")
    create_class(page, new_name, f"{new_name} Ann", f"{new_name} Bob")
    rows = page.get_by_role("row")
    ann = rows.filter(has_text=f"{new_name} Ann")
    ann.get_by_role("link", name="Rename").click()
    fill_in(page, Name=f"{new_name} Bob")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    fill_in(page, Name=f"{new_name} Anna")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect_message(page, f"{new_name} Anna")
    rows.filter(has_text="Anna").get_by_role("link", name=re.compile("^Move")).click()
    page.get_by_label("Class:", exact=True).select_option(label=f"{new_name} to")
    page.get_by_role("button", name="Move", exact=True).click()
    expect_message(page, f"{new_name} to")
    rows.filter(has_text="Bob").get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("heading", name="0 trainees", exact=True)).to_be_visible()
    ask(page, "Delete", "Delete class")
    page.goto(f"{CLASSES}?q={new_name}")
    page.get_by_role("link", name=f"{new_name} to", exact=True).click()
    expect(rows.filter(has_text="Anna")).to_be_visible()
    ask(page, "Delete", "Delete class")


def test_account_created_alone_is_adopted(page: Page, new_name: str, new_context) -> None:
    alone = Trainee(new_context().new_page(), Account(""))
    account = alone.create_practice_account()
    alone.click(f"Log in as {account.user_id}")
    alone.request_role("CMS", "CMS View Only User")
    create_class(page, new_name, f"{new_name} Ann")
    page.get_by_role("link", name="Adopt an account", exact=True).click()
    fill_in(page, **{"User ID": account.user_id})
    page.get_by_role("button", name="Adopt", exact=True).click()
    expect(page.get_by_label("User ID:", exact=True)).to_have_value(account.user_id)
    fill_in(page, Name=f"{new_name} Zoe")
    page.get_by_role("button", name="Adopt", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=account.user_id)).to_contain_text(
        "View Only User (pending)"
    )
    alone.expect_counts(pending=1)
    ask(page, "Close", "Close class")


def test_class_is_renamed_archived_and_found(page: Page, new_name: str) -> None:
    create_class(page, new_name, f"{new_name} Ann")
    name = f"{new_name} again"
    fill_in(page, Name=name)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("main").get_by_role("link", name=name, exact=True).last.click()
    ask(page, "Close", "Close class")
    ask(page, "Archive", "Archive class")
    page.goto(CLASSES)
    link = page.get_by_role("rowheader", name=name, exact=True)
    expect(link).to_have_count(0)
    page.get_by_role("link", name="Archived", exact=True).click()
    link.get_by_role("link").click()
    ask(page, "Bring back", "Bring back class")
    page.goto(CLASSES)
    link.get_by_role("link").click()
    ask(page, "Delete", "Delete class")
    expect(link).to_have_count(0)
