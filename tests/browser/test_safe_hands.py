"""What staff do by mistake in the admin: nothing is lost. Tests delete the roles that they add."""

import re

from playwright.sync_api import Page, expect

from tests.browser.admin import expect_message, fill_in
from tests.browser.page_states_of_staff import ROLES
from tests.browser.sandboxes import Account
from tests.browser.trainee import Trainee


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def add_role(page: Page, name: str) -> None:
    """Add an inactive role, and open its page."""
    page.goto(f"{ROLES}add/")
    page.get_by_label("Category:", exact=True).select_option(label="CMS")
    fill_in(page, Name=name, Slug=name.lower().replace(" ", "-"), Description="As it was.")
    page.get_by_role("button", name="Save and continue editing", exact=True).click()
    expect_message(page, name)


def delete(page: Page) -> None:
    """Delete the open object."""
    page.get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("main").get_by_role("button").click()


def test_second_editor_compares_and_decides(admin: Page, new_name: str, new_context) -> None:
    """Without JavaScript."""
    add_role(admin, new_name)
    second = new_context(java_script_enabled=False, storage_state=admin.context.storage_state()).new_page()
    second.goto(admin.url)
    fill_in(admin, Description="Of the first editor.", Position="98")
    save(admin)
    fill_in(second, Description="Of the second editor.")
    save(second)
    comparison = second.get_by_role("table").filter(has_text=new_name)
    for words in ("Of the first editor.", "Of the second editor."):
        expect(comparison.get_by_role("cell", name=words, exact=True)).to_be_visible()
    expect(second.get_by_label("Description:", exact=True)).to_have_value("Of the second editor.")
    expect(second.get_by_label("Position:", exact=True)).to_have_value("98")
    save(second)
    expect_message(second, new_name)
    second.goto(f"{ROLES}?q={new_name}")
    second.get_by_role("link", name=new_name, exact=True).click()
    expect(second.get_by_label("Description:", exact=True)).to_have_value("Of the second editor.")
    delete(second)


def test_new_staff_log_in_with_the_password_shown_once(admin: Page, new_name: str, new_context) -> None:
    admin.goto("/admin/accounts/user/add/")
    admin.get_by_label("Name:", exact=True).press_sequentially(f"{new_name} Lee")
    user_id = f"{new_name.lower().replace(' ', '-')}-lee"
    expect(admin.get_by_label("User ID:", exact=True)).to_have_value(user_id)
    admin.get_by_role("checkbox", name="Catalog editor: ").check()
    save(admin)
    password = admin.get_by_role("definition").nth(2).inner_text()
    admin.reload()
    expect(admin.get_by_text(password)).to_have_count(0)
    editor = Trainee(new_context().new_page(), Account(user_id, password=password))
    editor.log_in()
    expect(editor.page.get_by_role("link", name="Roles", exact=True)).to_be_visible()
    admin.get_by_role("link", name="Open the account", exact=True).click()
    delete(admin)


def test_action_of_a_list_asks_first(admin: Page, new_name: str, new_context) -> None:
    """Without JavaScript."""
    add_role(admin, new_name)
    address = admin.url
    page = new_context(java_script_enabled=False, storage_state=admin.context.storage_state()).new_page()
    for button in ("Cancel", "Activate"):
        page.goto(f"{ROLES}?q={new_name}")
        page.get_by_role("row").nth(1).get_by_role("checkbox").check()
        page.get_by_role("combobox", name="Action").select_option(label="Activate")
        page.get_by_role("button", name="Go", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Activate 1 role?")
        expect(page.get_by_role("listitem").filter(has_text=new_name)).to_be_visible()
        page.get_by_role("main").get_by_text(button, exact=True).or_(
            page.get_by_role("button", name=button, exact=True)
        ).click()
        expect(page).to_have_url(re.compile(r"/role/\?q="))
        admin.goto(address)
        expect(admin.get_by_label("Active", exact=True)).to_be_checked(checked=button == "Activate")
    delete(admin)


def put_back_first(page: Page, name: str) -> None:
    """Put back the newest entry about the object with this name."""
    page.goto(f"/admin/accounts/auditentry/?q={name}")
    page.get_by_role("table").get_by_role("row").nth(1).get_by_role("link").first.click()
    page.get_by_role("button", name="Put back", exact=True).click()
    page.get_by_role("button", name="Put back", exact=True).click()
    expect_message(page, name)


def test_edit_and_deletion_are_put_back(admin: Page, new_name: str) -> None:
    add_role(admin, new_name)
    address = admin.url
    fill_in(admin, Description="Changed by mistake.")
    save(admin)
    put_back_first(admin, new_name)
    admin.goto(address)
    expect(admin.get_by_label("Description:", exact=True)).to_have_value("As it was.")
    delete(admin)
    put_back_first(admin, new_name)
    admin.goto(address)
    expect(admin.get_by_label("Description:", exact=True)).to_have_value("As it was.")
    delete(admin)
