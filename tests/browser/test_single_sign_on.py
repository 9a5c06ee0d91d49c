"""Staff log in with the account of their agency, at a real provider: the whole way in the browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.agency.provider import CLIENT_ID, CLIENT_SECRET, AgencyProvider, running_provider
from tests.browser.page_inspector import NewContext
from tests.browser.pages import LoginPage
from tests.browser.server import free_port, running_server
from tests.browser.watch import Watch, assert_none

BUTTON = "Log in with your agency's account"


@pytest.fixture(scope="module")
def agency(own_server: None, server_folder: Callable[[], Path]) -> Iterator[AgencyProvider]:
    """The provider of a server with single sign-on."""
    port = free_port()
    variables = {
        "SSO_ISSUER": f"http://localhost:{port}",
        "SSO_CLIENT_ID": CLIENT_ID,
        "SSO_CLIENT_SECRET": CLIENT_SECRET,
        "SSO_GROUPS": '{"iqies-leads": "Training lead"}',
        "SUPPORT_CONTACT": "the training office",
    }
    with (
        running_server(server_folder(), **variables) as server,
        running_provider(f"{server.address}/login/agency/done/", port) as provider,
    ):
        yield provider


@pytest.fixture
def login(agency: AgencyProvider, new_session_context: NewContext) -> Iterator[LoginPage]:
    """The log-in page. Any problem but the requests to the provider fails the test."""
    address = agency.redirect_address.removesuffix("/login/agency/done/")
    watch = Watch(address)
    with new_session_context(base_url=address) as context:
        page = watch.attach(context).new_page()
        page.goto("/login/")
        yield LoginPage(page)
    to_provider = f"request to elsewhere: {agency.issuer}/"
    assert_none(each for each in watch.problems if not each.startswith(to_provider))


def log_in_at_agency(page: Page, subject: str) -> None:
    page.get_by_placeholder("Enter any login").fill(subject)
    page.get_by_placeholder("and password").fill("any")
    page.get_by_placeholder("and password").press("Enter")


def test_staff_log_in_and_out(agency: AgencyProvider, login: LoginPage) -> None:
    agency.set_account("lead-1", ["iqies-leads"], name="Lena Lead")
    login.click(BUTTON)
    log_in_at_agency(login.page, "lead-1")
    login.expect_page("Admin")
    navigation = login.page.get_by_role("banner")
    expect(navigation).to_contain_text("lena-lead")
    login.page.get_by_role("button", name="Log out", exact=True).click()
    login.expect_message("agency")
    expect(login.page.get_by_role("link", name=BUTTON)).to_be_visible()


def test_log_in_leads_to_the_page_that_was_asked_for(agency: AgencyProvider, login: LoginPage) -> None:
    agency.set_account("lead-2", ["iqies-leads"], name="Lou Lead")
    login.page.goto("/admin/help/")
    login.click(BUTTON)
    log_in_at_agency(login.page, "lead-2")
    expect(login.page).to_have_url("/admin/help/")


def test_who_has_no_group_reads_whom_to_ask(agency: AgencyProvider, login: LoginPage) -> None:
    agency.set_account("nobody", ["others"], name="No Body")
    login.click(BUTTON)
    log_in_at_agency(login.page, "nobody")
    login.expect_message("the training office")
    login.page.goto("/admin/")
    expect(login.page.get_by_role("link", name=BUTTON)).to_be_visible()


def test_who_cancels_is_back_on_the_login_page(login: LoginPage) -> None:
    login.click(BUTTON)
    login.page.get_by_role("link", name="Cancel").click()
    login.expect_message()
    login.expect_page("Log in to the iQIES Role Request Simulator")


def test_trainees_log_in_as_before(login: LoginPage) -> None:
    account = login.create_practice_account()
    login.click(f"Log in as {account.user_id}")
    login.expect_page("Welcome to iQIES")
