"""Log-in, practice accounts, log-out, and staff."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import LoginPage
from tests.browser.sandboxes import Account
from tests.browser.trainee import Trainee


def expect_login(page: Page) -> None:
    expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible()


def expect_welcome(page: Page, user_id: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to iQIES")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text(f"Logged in as {user_id}")


def test_login_page_says_it_is_a_simulator(page: Page) -> None:
    page.goto("/login/")
    for part in ("banner", "main"):
        expect(page.get_by_role(part)).to_contain_text("training simulator, not a government website")
    expect(page.get_by_role("main").get_by_role("strong")).to_contain_text(["HARP"])


def test_empty_login_form_lists_all_errors(page: Page) -> None:
    page.goto("/login/")
    page.get_by_role("button", name="Log in", exact=True).click()
    login = LoginPage(page)
    expect(login.error_summary()).to_be_focused()
    login.expect_errors("username", "password", "terms")
    login.error_summary().get_by_role("link").nth(1).click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()


def test_wrong_password_and_unknown_user_get_one_message(page: Page, shared_trainee) -> None:
    known = shared_trainee().account.user_id
    messages = set()
    for user_id in (known, "no-such-user"):
        page.goto("/login/")
        LoginPage(page).submit_login(user_id, "Wrong-Password-1")
        expect(page.get_by_label("User ID", exact=True)).to_have_value(user_id)
        expect(page.get_by_label("Password", exact=True)).to_have_value("")
        messages.add(LoginPage(page).error_summary().inner_text())
    assert len(messages) == 1, messages


def test_terms_must_be_accepted(page: Page, newcomer: Trainee) -> None:
    account = newcomer.account
    newcomer.submit_login(account.user_id, account.password, accept=False)
    newcomer.expect_errors("terms")
    expect(page.get_by_label("User ID", exact=True)).to_have_value(account.user_id)


def test_five_failures_lock_the_account_for_minutes(newcomer: Trainee, new_context) -> None:
    account, summary = newcomer.account, newcomer.error_summary()
    for _ in range(4):
        newcomer.submit_login(account.user_id, "Wrong-Password-1")
        expect(summary).to_be_visible()
        expect(summary).not_to_contain_text("minutes")
    for password in ("Wrong-Password-1", account.password):
        newcomer.submit_login(account.user_id, password)
        expect(summary).to_contain_text(re.compile(r"\b1[45] minutes"))
    page = new_context().new_page()
    other = Trainee(page, LoginPage(page).create_practice_account())
    other.log_in()
    other.expect_page("Welcome to iQIES")


def test_practice_account_is_shown_until_it_logs_in(page: Page) -> None:
    account = LoginPage(page).create_practice_account()
    region = page.get_by_role("region", name="Your practice account", exact=True)
    expect(page.get_by_label("User ID", exact=True)).to_have_value("")
    page.reload()
    expect(region).to_contain_text(account.password)
    page.get_by_role("link", name="Help", exact=True).click()
    page.go_back()
    expect(region).to_contain_text(account.password)
    LoginPage(page).submit_login(account.user_id, "Mistyped-Password")
    expect(region).to_contain_text(account.password)
    LoginPage(page).submit_login(account.user_id, account.password)
    expect_welcome(page, account.user_id)
    LoginPage(page).log_out()
    expect(page.get_by_text(account.password)).to_have_count(0)
    expect(page.get_by_role("button", name="Create a practice account", exact=True)).to_be_visible()


@pytest.mark.smoke
def test_new_practice_account_logs_in_with_one_button(page: Page) -> None:
    account = LoginPage(page).create_practice_account()
    page.get_by_role("button", name=f"Log in as {account.user_id}", exact=True).click()
    expect_welcome(page, account.user_id)


def test_another_practice_account_can_be_created(page: Page) -> None:
    first = LoginPage(page).create_practice_account()
    page.get_by_role("button", name="Create a new practice account", exact=True).click()
    expect(page.get_by_role("definition").first).not_to_have_text(first.user_id)


@pytest.mark.parametrize(("width", "is_above"), [(390, True), (1280, False)])
def test_box_for_newcomers_is_above_the_form_on_phones(page: Page, width: int, is_above: bool) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/login/")
    box = page.get_by_role("button", name="Create a practice account", exact=True).bounding_box()
    form = page.get_by_label("User ID", exact=True).bounding_box()
    assert box
    assert form
    assert (box["y"] + box["height"] <= form["y"]) == is_above


def test_login_ignores_blanks_around_the_password(page: Page, newcomer: Trainee) -> None:
    newcomer.submit_login(newcomer.account.user_id, f" {newcomer.account.password}\t")
    expect_welcome(page, newcomer.account.user_id)


def test_session_link_extends_in_a_new_tab(trainee: Trainee) -> None:
    trainee.start_request("CMS")
    trainee.select("CMS General User")
    with trainee.page.expect_popup() as popup:
        trainee.page.get_by_role("link", name="Extend your session").click()
    expect(popup.value).to_have_url("/session/")
    expect(popup.value.get_by_role("heading", level=1)).to_be_visible()
    expect(trainee.radio("CMS General User")).to_be_checked()


def test_user_id_ignores_case_and_outer_blanks(page: Page, newcomer: Trainee) -> None:
    user_id = newcomer.account.user_id
    newcomer.submit_login(f" {user_id.upper()} ", newcomer.account.password)
    expect_welcome(page, user_id)


def test_logging_out_protects_every_page(trainee: Trainee) -> None:
    trainee.open("/my-profile/")
    trainee.log_out()
    expect(trainee.page).to_have_url("/login/")
    trainee.page.go_back()
    expect_login(trainee.page)


def test_login_redirects_to_the_requested_page(page: Page, newcomer: Trainee) -> None:
    page.goto("/my-profile/?pending-requests=1")
    newcomer.submit_login(newcomer.account.user_id, "Wrong-Password-1")
    newcomer.submit_login(newcomer.account.user_id, newcomer.account.password)
    newcomer.expect_page("My Profile")
    expect(page).to_have_url("/my-profile/?pending-requests=1")


def test_login_does_not_redirect_to_other_sites(page: Page, newcomer: Trainee) -> None:
    page.goto("/login/?next=https://example.org/")
    newcomer.submit_login(newcomer.account.user_id, newcomer.account.password)
    expect_welcome(page, newcomer.account.user_id)


def test_login_page_redirects_logged_in_trainees(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.open("/login/")
    trainee.expect_page("Welcome to iQIES")


def test_staff_pages_link_to_the_admin(page: Page, staff: Account) -> None:
    page.goto("/")
    superuser = Trainee(page, staff)
    superuser.submit_login(staff.user_id, staff.password)
    superuser.expect_page("You are logged in as staff")
    for path in ("/", "/role-requests/new/", "/my-profile/", "/start-over/"):
        superuser.open(path)
        superuser.expect_page("You are logged in as staff")
    page.get_by_role("link", name="Go to the admin", exact=True).click()
    expect(page).to_have_url("/admin/")


@pytest.mark.expected_statuses(403)
@pytest.mark.parametrize("path", ["/admin/", "/admin/rolerequests/role/"])
def test_trainee_has_no_access_to_the_admin(shared_trainee, path: str) -> None:
    trainee = shared_trainee()
    response = trainee.open(path)
    assert response
    assert response.status == 403
    expect(trainee.page.get_by_role("heading", level=1)).to_contain_text("access")
