"""A tampered step, selection or id (situation 8)."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.trainee import Trainee

SAGU = "State Agency S&C General User"


@pytest.mark.expected_statuses(404)
def test_request_of_another_trainee_is_not_found(trainee_with, qa_sandbox, new_context) -> None:
    owner = trainee_with("identical pending")
    draft = owner.page.url
    owner.expect_counts(pending=1)
    owner.ask_to_withdraw(owner.rows("Pending Requests"))
    question = owner.page.url
    stranger = Trainee(new_context().new_page(), qa_sandbox("one pending"))
    stranger.restore_session()
    category, role = (draft.replace("organizations", each) for each in ("category", "role"))
    for address in (category, role, draft, question):
        stranger.open(address)
        stranger.expect_page("Page not found")
    stranger.expect_counts(pending=1)
    stranger.ask_to_withdraw(stranger.rows("Pending Requests"))
    send_to(stranger.page, "Withdraw request", question)
    stranger.expect_page("Page not found")
    stranger.start_request("State Agency", SAGU)
    stranger.select_state("Guam")
    send_to(stranger.page, "Submit Request", draft)
    stranger.expect_page("Page not found")
    owner.expect_counts(pending=1)
    owner.open(draft)
    owner.expect_page("Add Organizations")


@pytest.mark.expected_statuses(404)
def test_unknown_step_or_request_is_not_found(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("CMS")
    step = trainee.page.url
    for address in (step.replace("/role/", "/rolle/"), re.sub(r"\d+/role/", "99999999/role/", step)):
        trainee.open(address)
        trainee.expect_page("Page not found")


def test_tampered_category_is_refused(shared_trainee) -> None:
    trainee = shared_trainee()
    for value in ("0", "-1", "999999", "x", "9" * 30):
        trainee.open_step_1()
        tamper(trainee.page, "CMS", value)
        trainee.next()
        trainee.expect_errors("category")


def test_role_of_another_category_is_refused(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency")
    foreign = trainee.radio(SAGU).get_attribute("value")
    assert foreign
    trainee.start_request("CMS")
    tamper(trainee.page, "CMS General User", foreign)
    trainee.next()
    trainee.expect_errors("role")


def test_tampered_state_is_refused(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency", SAGU)
    trainee.page.get_by_role("option", name="Ohio", exact=True).evaluate("option => option.value = 'ZZ'")
    trainee.select_state("Ohio")
    trainee.submit_request()
    trainee.expect_errors("state")


def tamper(page: Page, name: str, value: str) -> None:
    """Select a radio button after changing its value."""
    radio = page.get_by_role("radio", name=name, exact=True)
    radio.check()
    radio.evaluate("(input, value) => input.value = value", value)


def send_to(page: Page, button: str, address: str) -> None:
    """Click a button after changing the address of its form."""
    pressed = page.get_by_role("button", name=button, exact=True)
    pressed.evaluate("(button, address) => button.form.action = address", address)
    pressed.click()
