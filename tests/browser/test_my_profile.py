"""My Profile: withdrawing, starting over, the identical request, and a crowd of them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.pages import reference_of, times_in
from tests.browser.trainee import Trainee

SAGU = "State Agency S&C General User"


def test_it_is_good_when_empty(visitor) -> None:
    trainee = visitor()
    trainee.page.goto("/")
    trainee.page.get_by_role("link", name="My Profile", exact=True).click()
    trainee.is_on("My Profile")
    for sentence in ("no pending requests", "no active roles", "no past requests"):
        expect(trainee.page.get_by_text(f"You have {sentence}.")).to_be_visible()
    trainee.page.get_by_role("link", name="Request User Role", exact=True).click()
    trainee.is_on("Select a User Category")


def test_it_shows_nothing_of_another_sandbox(trainee: Trainee, world, new_context) -> None:
    other = Trainee(new_context().new_page(), world("one pending"))
    other.come_in()
    other.has(pending=1)
    trainee.open("/my-profile/")
    trainee.is_on("My Profile")
    for title in ("Pending Requests", "Active roles", "Past requests"):
        expect(trainee.rows(title), "a request of another sandbox is listed").to_have_count(0)


def test_withdraw_asks_once_and_ends_the_role_too(trainee_with) -> None:
    trainee = trainee_with("one pending")
    pending = trainee.rows("Pending Requests")
    trainee.withdraw(pending)
    trainee.click("Keep request")
    expect(pending).to_have_count(1)
    (submitted,) = times_in(pending)
    reference = trainee.withdraw(pending)
    main = trainee.page.get_by_role("main")
    for fact in (SAGU, "State Agency", "Ohio", "Not answered", reference):
        expect(main.get_by_role("definition").get_by_text(fact, exact=True)).to_be_visible()
    assert times_in(main) == [submitted], "the question shows another time than My Profile"
    trainee.click("Withdraw request")
    trainee.is_told(f"Request {reference} is withdrawn.")
    past = trainee.rows("Past requests")
    expect(past).to_contain_text(["Withdrawn"])
    assert reference_of(past) == reference
    assert times_in(past)[0] == submitted
    trainee.has(pending=0, past=1)


def test_withdrawing_one_request_leaves_the_others(trainee_with) -> None:
    trainee = trainee_with("one pending")
    trainee.request("CMS", "CMS View Only User")
    pending = trainee.rows("Pending Requests")
    other = reference_of(pending.filter(has_text="CMS View Only User"))
    reference = trainee.withdraw(pending.filter(has_text="Ohio"))
    trainee.click("Withdraw request")
    trainee.is_told(f"Request {reference} is withdrawn")
    expect(pending, "another request was withdrawn as well").to_contain_text([other])
    expect(trainee.rows("Active roles")).to_contain_text([other])
    expect(trainee.rows("Past requests")).to_contain_text([reference])


def test_the_times_are_those_of_what_happened(visitor, trainee_with) -> None:
    trainee = trainee_with("one pending")
    since = times_in(trainee.rows("Pending Requests")) + times_in(trainee.rows("Active roles"))
    assert all(abs(datetime.now(UTC) - each) < timedelta(minutes=5) for each in since), since
    trainee = visitor("crowded")
    trainee.begin()
    for title in ("Pending Requests", "Active roles"):
        gaps = {newer - older for newer, older in pairwise(times_in(trainee.rows(title)))}
        assert gaps == {timedelta(hours=1)}, f"{title}: they were made an hour apart"
    for row in trainee.rows("Past requests").all():
        submitted, ended = times_in(row)
        assert ended - submitted == timedelta(minutes=5), "it was withdrawn after five minutes"


def test_withdrawn_in_one_tab_is_told_in_the_other(trainee_with) -> None:
    trainee = trainee_with("one pending")
    reference = trainee.withdraw(trainee.rows("Pending Requests"))
    question, second = trainee.page.url, trainee.another_tab()
    second.open(question)
    trainee.click("Withdraw request")
    trainee.is_told(f"Request {reference} is withdrawn")
    second.click("Withdraw request")
    second.is_told(f"Request {reference} is withdrawn")
    second.open(question)
    second.is_on("My Profile")
    second.is_told(f"Request {reference} is no longer pending.")
    second.has(pending=0, past=1)


def test_an_identical_request_is_refused_and_both_ways_on_are_offered(trainee_with) -> None:
    trainee = trainee_with("identical pending")
    page_3 = trainee.page.url
    trainee.select_state("Ohio")
    trainee.submit_request()
    alert = trainee.alert()
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("You already have a pending request for this role")
    expect(alert).to_contain_text(f"for {SAGU} in Ohio is pending")
    expect(trainee.page.get_by_label("State", exact=True)).to_have_value("OH")
    expect(alert.get_by_role("link", name="start over", exact=True)).to_be_visible()
    alert.get_by_role("link", name="withdraw the pending request", exact=True).click()
    trainee.is_on("Withdraw this request?")
    trainee.click("Withdraw request")
    expect(trainee.page).to_have_url(page_3)
    trainee.is_told("is withdrawn")
    trainee.select_state("Ohio")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.has(pending=1, past=1)


@pytest.mark.parametrize("role", ["CMS General User", "CMS View Only User"])
def test_a_role_without_a_state_is_not_requested_twice(trainee: Trainee, role: str) -> None:
    trainee.request("CMS", role)
    reference = reference_of(trainee.rows("Pending Requests"))
    trainee.choose("CMS", role)
    trainee.submit_request()
    expect(trainee.alert()).to_contain_text("You already have a pending request for this role")
    expect(trainee.alert()).to_contain_text(f"Request {reference} for {role} is pending")
    trainee.has(pending=1)


def test_the_same_role_in_another_state_is_another_request(trainee_with) -> None:
    trainee = trainee_with("identical pending")
    trainee.select_state("Guam")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    expect(trainee.rows("Pending Requests")).to_have_count(2)


def test_start_over_from_the_refusal_gives_an_empty_sandbox(trainee_with) -> None:
    trainee = trainee_with("identical pending")
    page_3 = trainee.page.url
    trainee.select_state("Ohio")
    trainee.submit_request()
    trainee.page.get_by_role("link", name="start over", exact=True).click()
    trainee.is_on("Start over with an empty sandbox?")
    trainee.page.get_by_role("link", name="Keep my requests", exact=True).click()
    expect(trainee.rows("Pending Requests")).to_have_count(1)
    trainee.page.get_by_role("link", name="Start over", exact=True).click()
    trainee.page.get_by_role("button", name="Start over", exact=True).click()
    trainee.is_on("Welcome to iQIES")
    trainee.is_told("You have started over.")
    trainee.has(pending=0)
    trainee.open(page_3)
    trainee.is_on("My Profile")
    trainee.is_told("was archived when you started over")
    trainee.request("State Agency", SAGU, state="Ohio")


def test_a_section_can_be_practiced_again_and_again(trainee_with) -> None:
    trainee = trainee_with("one pending")
    for _ in range(2):
        trainee.withdraw(trainee.rows("Pending Requests"))
        trainee.click("Withdraw request")
        trainee.request("State Agency", SAGU, state="Ohio")
    trainee.has(pending=1, past=2)


def test_in_a_crowd_each_list_is_paged_by_itself(visitor) -> None:
    trainee = visitor("crowded")
    trainee.begin()
    page = trainee.page
    expect(page.get_by_text("Pending Requests 1 to 25 of 150")).to_be_visible()
    expect(page.get_by_text("Past requests 1 to 25 of 50")).to_be_visible()
    page.get_by_role("link", name="Next page of Pending Requests", exact=True).click()
    expect(page.get_by_text("Pending Requests 26 to 50 of 150")).to_be_visible()
    expect(page.get_by_text("Past requests 1 to 25 of 50")).to_be_visible()
    page.get_by_role("link", name="Past requests, page 2", exact=True).click()
    expect(page.get_by_text("Pending Requests 26 to 50 of 150")).to_be_visible()
    expect(page.get_by_text("Past requests 26 to 50 of 50")).to_be_visible()
    expect(trainee.rows("Past requests")).to_have_count(25)
    page.get_by_role("link", name="Pending Requests, page 6", exact=True).click()
    expect(page.get_by_text("Pending Requests 126 to 150 of 150")).to_be_visible()
    pages = page.get_by_role("navigation", name="Pending Requests, pages", exact=True)
    current = pages.get_by_role("link", name="Pending Requests, page 6", exact=True)
    expect(current).to_have_attribute("aria-current", "page")
    other = pages.get_by_role("link", name="Pending Requests, page 5", exact=True)
    expect(other).not_to_have_attribute("aria-current", "page")
