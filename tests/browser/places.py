"""Every page of the trainer in every state: how a trainee gets there."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.trainee import Trainee

SAGU = "State Agency S&C General User"


@dataclass(frozen=True)
class Place:
    """A page in a state."""

    name: str
    arrive: Callable[[Trainee], None]
    condition: str  # the world in which it is found; "" before signing in
    own_world: bool  # getting there changes that world
    status: int
    is_error: bool  # the page says that the form has to be corrected
    host: str = ""  # the name by which the server is asked for, if it is not its own


PLACES: list[Place] = []


def place(
    name: str, condition: str = "", *, own_world: bool = False, status: int = 200, is_error: bool = False
) -> Callable[[Callable[[Trainee], None]], Callable[[Trainee], None]]:
    """Decorator: enter a way into the list of places."""

    def register(arrive: Callable[[Trainee], None]) -> Callable[[Trainee], None]:
        PLACES.append(Place(name, arrive, condition, own_world, status, is_error))
        return arrive

    return register


# Before signing in


@place("sign-in page")
def sign_in_page(trainee: Trainee) -> None:
    trainee.open("/login/")


@place("sign-in page, sent empty", is_error=True)
def sign_in_page_sent_empty(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.page.get_by_role("button", name="Log in", exact=True).click()
    expect(trainee.alert()).to_be_visible()


@place("sign-in page, wrong password", is_error=True)
def sign_in_page_with_wrong_password(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.log_in("nobody", "Wrong-Password-1")
    expect(trainee.alert()).to_be_visible()


@place("sign-in page, locked", is_error=True)
def sign_in_page_locked(trainee: Trainee) -> None:
    user_id = f"practice-{secrets.token_hex(3)}"
    trainee.open("/login/")
    for _ in range(5):
        trainee.log_in(user_id, "Wrong-Password-1")
    expect(trainee.alert()).to_contain_text("Try again in 15 minutes")


@place("sign-in page, with a practice identity")
def sign_in_page_with_identity(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.page.get_by_role("button", name="Get a practice identity", exact=True).click()
    expect(trainee.page.get_by_text("Your practice identity")).to_be_visible()


@place("sign-in page, signed out", "fresh", own_world=True)
def sign_in_page_after_signing_out(trainee: Trainee) -> None:
    trainee.open("/")
    trainee.sign_out()


@place("sign out", "fresh")
def sign_out(trainee: Trainee) -> None:
    trainee.open("/logout/")
    trainee.is_on("Sign out?")


@place("help")
def help_page(trainee: Trainee) -> None:
    trainee.open("/help/?from=/login/")


@place("user roles matrix")
def user_roles_matrix(trainee: Trainee) -> None:
    trainee.open("/help/user-roles-matrix/?from=/login/")


@place("fidelity ledger")
def fidelity_ledger(trainee: Trainee) -> None:
    trainee.open("/help/fidelity-ledger/")


@place("fidelity ledger, narrowed down")
def fidelity_ledger_narrowed_down(trainee: Trainee) -> None:
    fidelity_ledger(trainee)
    trainee.page.get_by_label("Page", exact=True).select_option(label="STEP 3, Add Organizations")
    trainee.page.get_by_label("Where from", exact=True).select_option(label="Inferred")
    trainee.page.get_by_role("button", name="Show", exact=True).click()
    expect(trainee.page.get_by_role("row", name="Select a state Alabama")).to_be_visible()


@place("fidelity ledger, with nothing to show")
def fidelity_ledger_with_nothing_to_show(trainee: Trainee) -> None:
    trainee.open("/help/fidelity-ledger/?page=welcome&kind=inferred")
    expect(trainee.page.get_by_text("This page has no element of this kind.")).to_be_visible()


@place("page not found, signed out", status=404)
def not_found_signed_out(trainee: Trainee) -> None:
    trainee.open("/no-such-page/")


@place("cookies are needed", status=403)
def cookies_are_needed(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.page.context.clear_cookies()
    trainee.page.get_by_role("button", name="Log in", exact=True).click()
    trainee.is_on("Cookies are needed")


# The wizard


@place("welcome", "fresh")
def welcome(trainee: Trainee) -> None:
    trainee.open("/")


@place("step 1", "fresh")
def step_1(trainee: Trainee) -> None:
    trainee.request_user_role()


@place("step 1, sent empty", "fresh", is_error=True)
def step_1_sent_empty(trainee: Trainee) -> None:
    trainee.request_user_role()
    trainee.next()
    expect(trainee.alert()).to_be_visible()


@place("step 1, answered before", "fresh")
def step_1_answered_before(trainee: Trainee) -> None:
    trainee.choose("CMS")
    trainee.previous()
    trainee.is_on("Select a User Category")


@place("step 2", "fresh")
def step_2(trainee: Trainee) -> None:
    trainee.choose("CMS")


@place("step 2, sent empty", "fresh", is_error=True)
def step_2_sent_empty(trainee: Trainee) -> None:
    trainee.choose("State Agency")
    trainee.next()
    expect(trainee.alert()).to_be_visible()


@place("step 2, not in the job aid", "fresh")
def step_2_not_in_the_job_aid(trainee: Trainee) -> None:
    trainee.choose("Contractor")


@place("step 2, asked for too early", "fresh")
def step_2_with_reminder(trainee: Trainee) -> None:
    trainee.choose("CMS")
    trainee.open(trainee.page.url.replace("/role/", "/organizations/"))
    trainee.is_told("Select a user role first.")


@place("step 3", "fresh")
def step_3(trainee: Trainee) -> None:
    trainee.choose("State Agency", SAGU)


@place("step 3, surveyor only", "fresh")
def step_3_with_surveyor_only(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS General User")


@place("step 3, state only", "fresh")
def step_3_with_state_only(trainee: Trainee) -> None:
    trainee.choose("State Agency", "State Agency Assessment Coordinator")


@place("step 3, sent empty", "fresh", is_error=True)
def step_3_sent_empty(trainee: Trainee) -> None:
    trainee.choose("State Agency", SAGU)
    trainee.submit_request()
    expect(trainee.alert()).to_be_visible()


@place("step 3, nothing asked", "fresh")
def step_3_without_questions(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS View Only User")


@place("step 3, organizations needed", "fresh")
def step_3_with_organizations(trainee: Trainee) -> None:
    trainee.choose("Provider", "Provider Security Official")


@place("step 3, role changed in another tab", "fresh", is_error=True)
def step_3_with_another_role(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS General User")
    second = trainee.another_tab()
    second.open(trainee.page.url)
    second.previous()
    second.select("CMS View Only User")
    second.next()
    second.is_on("Add Organizations")
    second.page.close()
    trainee.submit_request()
    expect(trainee.alert()).to_contain_text("changed in another tab")


@place("step 2, stale form", "fresh")
def step_2_with_a_stale_form(trainee: Trainee) -> None:
    trainee.choose("CMS")
    trainee.select("CMS View Only User")
    next_button = trainee.page.get_by_role("button", name="Next", exact=True)
    next_button.evaluate("button => button.form.elements.csrfmiddlewaretoken.value = '0'.repeat(32)")
    next_button.click()
    trainee.is_told("You signed in or out after this page was opened")


@place("step 3, identical request", "identical pending", is_error=True)
def step_3_identical_request(trainee: Trainee) -> None:
    trainee.begin()
    trainee.select_state("Ohio")
    trainee.submit_request()
    expect(trainee.alert()).to_be_visible()


# My Profile


@place("my profile, empty", "fresh")
def my_profile_empty(trainee: Trainee) -> None:
    trainee.open("/my-profile/")


@place("my profile, just submitted", "fresh", own_world=True)
def my_profile_just_submitted(trainee: Trainee) -> None:
    trainee.choose("State Agency", SAGU)
    trainee.select_state("Northern Mariana Islands")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()


@place("my profile, already submitted", "fresh", own_world=True)
def my_profile_already_submitted(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS View Only User")
    step_3 = trainee.page.url
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.open(step_3)
    trainee.is_told("was already submitted")


@place("my profile, from a sandbox that was left", "one pending", own_world=True)
def my_profile_from_a_sandbox_that_was_left(trainee: Trainee) -> None:
    withdraw(trainee)
    question = trainee.page.url
    started_over(trainee)
    trainee.open(question)
    trainee.is_told("was archived when you started over")


@place("my profile, not pending any more", "one pending", own_world=True)
def my_profile_not_pending_any_more(trainee: Trainee) -> None:
    withdraw(trainee)
    question = trainee.page.url
    trainee.click("Withdraw request")
    trainee.is_told("is withdrawn")
    trainee.open(question)
    trainee.is_told("is no longer pending")


@place("my profile, crowded", "crowded")
def my_profile_crowded(trainee: Trainee) -> None:
    trainee.open("/my-profile/?pending-requests=3")


@place("my profile, withdrawn", "one pending", own_world=True)
def my_profile_withdrawn(trainee: Trainee) -> None:
    withdraw(trainee)
    trainee.page.get_by_role("button", name="Withdraw request", exact=True).click()
    trainee.is_told("is withdrawn")


@place("withdraw", "identical pending")
def withdraw(trainee: Trainee) -> None:
    trainee.open("/my-profile/")
    trainee.page.get_by_role("link", name=re.compile(r"^Withdraw RR-\d+$")).click()
    trainee.is_on("Withdraw this request?")


@place("start over", "fresh")
def start_over(trainee: Trainee) -> None:
    trainee.open("/start-over/")


@place("started over", "fresh", own_world=True)
def started_over(trainee: Trainee) -> None:
    trainee.open("/start-over/")
    trainee.page.get_by_role("button", name="Start over", exact=True).click()
    trainee.is_told("You have started over.")


@place("page not found", "fresh", status=404)
def not_found(trainee: Trainee) -> None:
    trainee.open("/role-requests/99999999/role/")


@place("no access", "fresh", status=403)
def no_access(trainee: Trainee) -> None:
    trainee.open("/admin/")


@place("help, from the wizard", "fresh")
def help_from_the_wizard(trainee: Trainee) -> None:
    trainee.choose("CMS")
    trainee.page.get_by_role("link", name="Help", exact=True).click()
    trainee.is_on("Help")


@place("staff", "staff")
def staff(trainee: Trainee) -> None:
    trainee.open("/")
