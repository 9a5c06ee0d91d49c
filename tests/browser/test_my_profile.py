"""My Profile: withdrawing, starting over, identical requests, and long lists."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.pages import reference_of, times_in
from tests.browser.trainee import Trainee

SAGU = "State Agency S&C General User"


def test_empty_my_profile_has_a_sentence_per_list(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.page.goto("/")
    trainee.page.get_by_role("link", name="My Profile", exact=True).click()
    trainee.expect_page("My Profile")
    for title in ("Pending Requests", "Active roles", "Past requests"):
        section = trainee.page.get_by_role("region", name=title, exact=True)
        expect(section.get_by_role("paragraph")).to_be_visible()
        expect(section.get_by_role("table")).to_have_count(0)
    trainee.page.get_by_role("button", name="Request User Role", exact=True).click()
    trainee.expect_page("Select a User Category")


def test_paragraph_keeps_a_distance_from_its_table(trainee_with) -> None:
    trainee = trainee_with("one pending")
    trainee.page.set_viewport_size({"width": 1280, "height": 900})
    section = trainee.page.get_by_role("region", name="Active roles", exact=True)
    paragraph = section.get_by_role("paragraph").first.bounding_box()
    header = section.get_by_role("row").first.bounding_box()
    assert paragraph is not None
    assert header is not None
    assert header["y"] - (paragraph["y"] + paragraph["height"]) >= 8


@pytest.mark.parametrize("width", [320, 640, 1024, 1280])
def test_no_link_of_a_list_breaks(trainee_with, width: int) -> None:
    trainee = trainee_with("one pending")
    trainee.page.set_viewport_size({"width": width, "height": 900})
    link = trainee.page.get_by_role("link", name="Withdraw RR-")
    assert link.evaluate("link => link.getBoundingClientRect().height") < 40  # one line


def test_my_profile_shows_nothing_of_another_sandbox(trainee: Trainee, qa_sandbox, new_context) -> None:
    other = Trainee(new_context().new_page(), qa_sandbox("one pending"))
    other.restore_session()
    other.expect_counts(pending=1)
    trainee.open("/my-profile/")
    trainee.expect_page("My Profile")
    for title in ("Pending Requests", "Active roles", "Past requests"):
        expect(trainee.rows(title), "a request of another sandbox is listed").to_have_count(0)


@pytest.mark.smoke
def test_withdrawing_asks_first_and_ends_the_role(trainee_with) -> None:
    trainee = trainee_with("one pending")
    pending = trainee.rows("Pending Requests")
    trainee.ask_to_withdraw(pending)
    trainee.click("Keep request")
    expect(pending).to_have_count(1)
    (submitted,) = times_in(pending)
    reference = trainee.ask_to_withdraw(pending)
    main = trainee.page.get_by_role("main")
    for fact in (SAGU, "State Agency", "Ohio", "Not answered", reference):
        expect(main.get_by_role("definition").get_by_text(fact, exact=True)).to_be_visible()
    assert times_in(main) == [submitted], "the page shows another time than My Profile"
    trainee.click("Withdraw request")
    trainee.expect_message(reference)
    past = trainee.rows("Past requests")
    expect(past).to_contain_text(["Withdrawn"])
    assert reference_of(past) == reference
    assert times_in(past)[0] == submitted
    trainee.expect_counts(pending=0, past=1)


def test_withdrawing_one_request_leaves_the_others(trainee_with) -> None:
    trainee = trainee_with("one pending")
    trainee.request_role("CMS", "CMS View Only User")
    pending = trainee.rows("Pending Requests")
    other = reference_of(pending.filter(has_text="CMS View Only User"))
    reference = trainee.ask_to_withdraw(pending.filter(has_text="Ohio"))
    trainee.click("Withdraw request")
    trainee.expect_message(reference)
    expect(pending, "another request was withdrawn as well").to_contain_text([other])
    expect(trainee.rows("Active roles")).to_contain_text([other])
    expect(trainee.rows("Past requests")).to_contain_text([reference])


def test_times_are_those_of_the_events(shared_trainee, trainee_with) -> None:
    trainee = trainee_with("one pending")
    since = times_in(trainee.rows("Pending Requests")) + times_in(trainee.rows("Active roles"))
    assert len(since) == 2
    assert all(abs(datetime.now(UTC) - each) < timedelta(minutes=5) for each in since), since
    trainee = shared_trainee("crowded")
    trainee.open_start_page()
    for title in ("Pending Requests", "Active roles"):
        gaps = {newer - older for newer, older in pairwise(times_in(trainee.rows(title)))}
        assert gaps == {timedelta(hours=1)}, f"{title}: they were made an hour apart"
    past = trainee.rows("Past requests")
    expect(past).not_to_have_count(0)
    for row in past.all():
        submitted, ended = times_in(row)
        assert ended - submitted == timedelta(minutes=5), "they were withdrawn after five minutes"


def test_withdrawing_in_two_tabs_succeeds_in_both(trainee_with) -> None:
    trainee = trainee_with("one pending")
    reference = trainee.ask_to_withdraw(trainee.rows("Pending Requests"))
    question, second = trainee.page.url, trainee.new_tab()
    second.open(question)
    trainee.click("Withdraw request")
    trainee.expect_message(reference)
    second.click("Withdraw request")
    second.expect_message(reference)
    second.open(question)
    second.expect_page("My Profile")
    second.expect_message(reference)
    second.expect_counts(pending=0, past=1)


def test_identical_request_error_links_to_withdraw(trainee_with) -> None:
    trainee = trainee_with("identical pending")
    page_3 = trainee.page.url
    trainee.select_state("Ohio")
    trainee.submit_request()
    alert = trainee.error_summary()
    expect(alert).to_be_focused()
    for detail in ("RR-", SAGU, "Ohio"):
        expect(alert).to_contain_text(detail)
    expect(trainee.page.get_by_label("State", exact=True)).to_have_value("OH")
    expect(alert.get_by_role("link", name="start over", exact=True)).to_be_visible()
    alert.get_by_role("link", name="withdraw the pending request", exact=True).click()
    trainee.expect_page("Withdraw this request?")
    trainee.click("Withdraw request")
    expect(trainee.page).to_have_url(page_3)
    trainee.expect_message("RR-")
    expect(trainee.page.get_by_label("State", exact=True)).to_have_value("OH")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.expect_counts(pending=1, past=1)


@pytest.mark.parametrize("role", ["CMS General User", "CMS View Only User"])
def test_role_without_state_is_not_requested_twice(trainee: Trainee, role: str) -> None:
    trainee.request_role("CMS", role)
    reference = reference_of(trainee.rows("Pending Requests"))
    trainee.start_request("CMS", role)
    trainee.submit_request()
    for detail in (reference, role):
        expect(trainee.error_summary()).to_contain_text(detail)
    trainee.expect_counts(pending=1)


def test_same_role_in_another_state_is_accepted(trainee_with) -> None:
    trainee = trainee_with("identical pending")
    trainee.select_state("Guam")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    expect(trainee.rows("Pending Requests")).to_have_count(2)


def test_identical_request_error_links_to_start_over(trainee_with) -> None:
    trainee = trainee_with("identical pending")
    page_3 = trainee.page.url
    trainee.select_state("Ohio")
    trainee.submit_request()
    trainee.page.get_by_role("link", name="start over", exact=True).click()
    trainee.expect_page("Start over?")
    trainee.page.get_by_role("link", name="Keep my requests", exact=True).click()
    expect(trainee.rows("Pending Requests")).to_have_count(1)
    trainee.page.get_by_role("button", name="Start over", exact=True).click()
    trainee.expect_page("Start over?")
    trainee.page.get_by_role("button", name="Start over", exact=True).click()
    trainee.expect_page("Welcome to iQIES")
    trainee.expect_message()
    trainee.expect_counts(pending=0)
    trainee.open(page_3)
    trainee.expect_page("My Profile")
    trainee.expect_message("RR-")
    trainee.request_role("State Agency", SAGU, state="Ohio")


def test_section_can_be_practiced_repeatedly(trainee_with) -> None:
    trainee = trainee_with("one pending")
    for _ in range(2):
        trainee.ask_to_withdraw(trainee.rows("Pending Requests"))
        trainee.click("Withdraw request")
        trainee.request_role("State Agency", SAGU, state="Ohio")
    trainee.expect_counts(pending=1, past=2)


def test_long_lists_are_paged_independently(shared_trainee) -> None:
    trainee = shared_trainee("crowded")
    trainee.open_start_page()
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
