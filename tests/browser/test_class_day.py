"""A class day in the browser: the live page refreshes by itself, trainees see the exercises of the class."""

from playwright.sync_api import Page, expect

from tests.browser.admin import fill_in
from tests.browser.page_states_of_staff import CLASSES
from tests.browser.sandboxes import Account
from tests.browser.trainee import Trainee

EVERY = 10_000  # ms


def create_class(admin: Page, name: str) -> tuple[str, str]:
    """Create a class with one trainee and open its live page. Returns User ID and password."""
    admin.goto(f"{CLASSES}add/")
    fill_in(admin, **{"Name of the class": name, "Or how many": "1"})
    admin.get_by_role("button", name="Create class", exact=True).click()
    expect(admin.get_by_role("definition")).to_have_count(3)
    _, user_id, password = admin.get_by_role("definition").all_inner_texts()
    admin.get_by_role("link", name="Go to the class", exact=True).click()
    admin.get_by_role("link", name="Live page", exact=True).click()
    expect(admin.get_by_text("Refreshes by itself")).to_be_visible()  # its script runs
    return user_id, password


def test_live_page_follows_a_trainee(admin: Page, new_name: str, new_context) -> None:
    admin.clock.install()
    user_id, password = create_class(admin, new_name)
    row = admin.get_by_role("row").filter(has_text=user_id)
    expect(row).to_contain_text("Not logged in")
    trainee = Trainee(new_context().new_page(), Account(user_id, password=password))
    trainee.log_in()
    row.get_by_role("link").focus()
    admin.clock.run_for(EVERY)
    expect(row).to_contain_text("Welcome")
    expect(row.get_by_role("link")).to_be_focused()
    trainee.open("/role-requests/new/")
    admin.clock.run_for(EVERY)
    expect(row).to_contain_text("Page 1")


def test_hidden_tab_rests(admin: Page, new_name: str) -> None:
    admin.clock.install()
    create_class(admin, new_name)
    fetched: list[str] = []
    admin.on("request", lambda request: fetched.append(request.resource_type))
    admin.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    admin.clock.run_for(3 * EVERY)
    assert "fetch" not in fetched
    with admin.expect_response(admin.url):
        admin.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")


def test_ended_session_is_told(admin: Page, new_name: str) -> None:
    admin.clock.install()
    create_class(admin, new_name)
    admin.context.clear_cookies()
    admin.clock.run_for(EVERY)
    expect(admin.get_by_text("not up to date")).to_be_visible()


def test_exercises_of_class_come_first(admin: Page, new_name: str, new_context) -> None:
    user_id, password = create_class(admin, new_name)
    admin.get_by_role("link", name="Exercises", exact=True).click()
    admin.get_by_role("checkbox", name="Surveyor, Guam", exact=True).check()
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_role("columnheader", name="Surveyor, Guam", exact=True)).to_be_visible()
    trainee = Trainee(new_context().new_page(), Account(user_id, password=password))
    trainee.log_in()
    trainee.page.get_by_role("link", name="Surveyor, Guam", exact=True).click()
    expect(trainee.page.get_by_role("heading", level=1)).to_have_text("Surveyor, Guam")


def test_latecomer_joins_with_the_class_code(admin: Page, new_name: str, new_context) -> None:
    """Without JavaScript at the latecomer."""
    create_class(admin, new_name)
    admin.get_by_role("link", name="People and settings", exact=True).click()
    admin.get_by_role("link", name="Switch on the class code", exact=True).click()
    admin.get_by_role("button", name="Create class code", exact=True).click()
    code = admin.get_by_text("Class code:").get_by_role("strong").inner_text()
    latecomer = Trainee(new_context(java_script_enabled=False).new_page(), Account(""))
    latecomer.open("/login/")
    latecomer.click("I have a class code")
    latecomer.page.get_by_label("Your name", exact=True).fill(f"{new_name} Bob")
    latecomer.click("Create a practice account")
    latecomer.expect_errors("code")
    latecomer.page.get_by_label("Class code", exact=True).fill(code.lower())
    latecomer.click("Create a practice account")
    account = latecomer.page.get_by_role("region", name="Your practice account", exact=True)
    user_id, _ = account.get_by_role("definition").all_inner_texts()
    latecomer.click(f"Log in as {user_id}")
    latecomer.expect_page("Welcome to iQIES")
    admin.reload()
    expect(admin.get_by_role("row").filter(has_text=user_id)).to_contain_text(f"{new_name} Bob")
