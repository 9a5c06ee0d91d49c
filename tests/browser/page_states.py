"""What a page state is; page states of trainees' pages outside of the wizard: how to reach each."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.trainee import Trainee

SAGU = "State Agency S&C General User"


@dataclass(frozen=True)
class PageState:
    """A page in one of its states."""

    name: str
    go_to: Callable[[Trainee], None]
    preset: str  # of the sandbox; "" before log-in
    own_sandbox: bool  # the way there changes the sandbox
    status: int
    is_error: bool  # the page shows an error summary
    host: str = ""  # host name of the request, if it is another
    untouched: bool = False  # its content depends on what tests leave: a server that no test changes shows it

    @property
    def is_practice(self) -> bool:
        """Whether it is in page_states_of_practice.py."""
        return self.go_to.__module__.endswith("practice")


PAGE_STATES: list[PageState] = []


def page_state(
    name: str, preset: str = "", *, own_sandbox: bool = False, status: int = 200, is_error: bool = False
) -> Callable[[Callable[[Trainee], None]], Callable[[Trainee], None]]:
    """Decorator that adds a page state to the list."""

    def register(go_to: Callable[[Trainee], None]) -> Callable[[Trainee], None]:
        PAGE_STATES.append(PageState(name, go_to, preset, own_sandbox, status, is_error))
        return go_to

    return register


# Before log-in


@page_state("login page")
def login_page(trainee: Trainee) -> None:
    trainee.open("/login/")


@page_state("login page, sent empty", is_error=True)
def login_page_sent_empty(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.page.get_by_role("button", name="Log in", exact=True).click()
    expect(trainee.error_summary()).to_be_visible()


@page_state("login page, wrong password", is_error=True)
def login_page_with_wrong_password(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.submit_login("no-such-user", "Wrong-Password-1")
    expect(trainee.error_summary()).to_be_visible()


@page_state("login page, locked", is_error=True)
def login_page_locked(trainee: Trainee) -> None:
    user_id = f"practice-{secrets.token_hex(3)}"
    trainee.open("/login/")
    for _ in range(5):
        trainee.submit_login(user_id, "Wrong-Password-1")
    expect(trainee.error_summary()).to_contain_text("15 minutes")


@page_state("login page, with a practice account")
def login_page_with_practice_account(trainee: Trainee) -> None:
    trainee.create_practice_account()


@page_state("class code")
def class_code(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.click("I have a class code")
    trainee.expect_page("I have a class code")


@page_state("class code, wrong", is_error=True)
def class_code_wrong(trainee: Trainee) -> None:
    class_code(trainee)
    trainee.page.get_by_label("Class code", exact=True).fill("ABC")
    trainee.click("Create a practice account")
    trainee.expect_errors("code", "name")


@page_state("login page, logged out", "fresh", own_sandbox=True)
def login_page_after_log_out(trainee: Trainee) -> None:
    trainee.open("/")
    trainee.log_out()


@page_state("login page, form not saved", "fresh", own_sandbox=True)
def login_page_after_session_end(trainee: Trainee) -> None:
    trainee.start_request("CMS")
    trainee.lose_session()
    trainee.select("CMS View Only User")
    trainee.next()
    expect(trainee.page.get_by_role("button", name="Log in", exact=True)).to_be_visible()


@page_state("session extended", "fresh", own_sandbox=True)
def session_extended(trainee: Trainee) -> None:
    trainee.open("/session/")


@page_state("log out", "fresh")
def log_out(trainee: Trainee) -> None:
    trainee.open("/logout/")
    trainee.expect_page("Log out?")


@page_state("help")
def help_page(trainee: Trainee) -> None:
    trainee.open("/help/?from=/login/")


@page_state("user roles matrix")
def user_roles_matrix(trainee: Trainee) -> None:
    trainee.open("/help/user-roles-matrix/?from=/login/")


@page_state("fidelity ledger")
def fidelity_ledger(trainee: Trainee) -> None:
    trainee.open("/help/fidelity-ledger/")


@page_state("fidelity ledger, filtered")
def fidelity_ledger_filtered(trainee: Trainee) -> None:
    fidelity_ledger(trainee)
    trainee.page.get_by_label("Page", exact=True).select_option(label="STEP 3, Add Organizations")
    trainee.page.get_by_label("Source", exact=True).select_option(label="Inferred")
    trainee.page.get_by_role("button", name="Show", exact=True).click()
    expect(trainee.page.get_by_role("row", name="Select a state Alabama")).to_be_visible()


@page_state("fidelity ledger, filtered, empty")
def fidelity_ledger_filtered_empty(trainee: Trainee) -> None:
    trainee.open("/help/fidelity-ledger/?page=welcome&kind=inferred")
    expect(trainee.page.get_by_role("status")).to_contain_text("0 of ")


@page_state("page not found, logged out", status=404)
def not_found_logged_out(trainee: Trainee) -> None:
    trainee.open("/no-such-page/")


@page_state("cookies needed", status=403)
def cookies_needed(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.page.context.clear_cookies()
    trainee.page.get_by_role("button", name="Log in", exact=True).click()
    trainee.expect_page("Cookies are required")


# My Profile


@page_state("my profile, empty", "fresh")
def my_profile_empty(trainee: Trainee) -> None:
    trainee.open("/my-profile/")


@page_state("my profile, just submitted", "fresh", own_sandbox=True)
def my_profile_just_submitted(trainee: Trainee) -> None:
    trainee.start_request("State Agency", SAGU)
    trainee.select_state("Northern Mariana Islands")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()


@page_state("my profile, already submitted", "fresh", own_sandbox=True)
def my_profile_already_submitted(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS View Only User")
    step_3 = trainee.page.url
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.open(step_3)
    trainee.expect_message("RR-")


@page_state("my profile, from an archived request", "one pending", own_sandbox=True)
def my_profile_from_archived_request(trainee: Trainee) -> None:
    withdraw(trainee)
    question = trainee.page.url
    started_over(trainee)
    trainee.open(question)
    trainee.expect_message("RR-")


@page_state("my profile, no longer pending", "one pending", own_sandbox=True)
def my_profile_no_longer_pending(trainee: Trainee) -> None:
    withdraw(trainee)
    question = trainee.page.url
    trainee.click("Withdraw request")
    trainee.expect_message("RR-")
    trainee.open(question)
    trainee.expect_message("RR-")


@page_state("my profile, crowded", "crowded")
def my_profile_crowded(trainee: Trainee) -> None:
    trainee.open("/my-profile/?pending-requests=3")


@page_state("my profile, withdrawn", "one pending", own_sandbox=True)
def my_profile_withdrawn(trainee: Trainee) -> None:
    withdraw(trainee)
    trainee.page.get_by_role("button", name="Withdraw request", exact=True).click()
    trainee.expect_message("RR-")


@page_state("withdraw", "identical pending")
def withdraw(trainee: Trainee) -> None:
    trainee.open("/my-profile/")
    trainee.page.get_by_role("link", name=re.compile(r"^Withdraw RR-\d+$")).click()
    trainee.expect_page("Withdraw this request?")


@page_state("start over", "fresh")
def start_over(trainee: Trainee) -> None:
    trainee.open("/start-over/")


@page_state("started over", "fresh", own_sandbox=True)
def started_over(trainee: Trainee) -> None:
    trainee.open("/start-over/")
    trainee.page.get_by_role("button", name="Start over", exact=True).click()
    trainee.expect_page("Welcome to iQIES")
    trainee.expect_message()


@page_state("page not found", "fresh", status=404)
def not_found(trainee: Trainee) -> None:
    trainee.open("/role-requests/99999999/role/")


@page_state("no access", "fresh", status=403)
def no_access(trainee: Trainee) -> None:
    trainee.open("/admin/")


@page_state("help, from the wizard", "fresh")
def help_from_the_wizard(trainee: Trainee) -> None:
    trainee.start_request("CMS")
    trainee.page.get_by_role("link", name="Help", exact=True).click()
    trainee.expect_page("Help")


@page_state("staff", "staff")
def staff(trainee: Trainee) -> None:
    trainee.open("/")
