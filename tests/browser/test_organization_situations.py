"""The ten situations that the wizard must handle, for roles that require organizations."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.trainee import Trainee

DRAFT = "draft with organizations"  # of the preset: for two
OFFICIAL = "Provider Security Official"
CONTRACTOR = "Medicare Administrative Contractor User"


def search_page(trainee: Trainee) -> str:
    """The address of the search page of the request whose page 3 is open."""
    return f"{trainee.page.url.split('?')[0]}search/?q=home+health&state=OH&kind="


def test_search_opened_first_leads_to_page_2(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("Provider")
    for part in ("search/?q=home", "several/"):
        trainee.open(re.sub(r"/role/.*", f"/organizations/{part}", trainee.page.url))
        trainee.expect_page("Select a User Role")
        trainee.expect_message()


def test_reload_and_back_after_the_end_change_nothing(trainee_with) -> None:
    trainee = trainee_with(DRAFT)
    search = search_page(trainee)
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.page.reload()
    trainee.page.go_back()
    trainee.expect_page("My Profile")
    trainee.open(search)
    trainee.expect_page("My Profile")
    trainee.expect_message("RR-")
    trainee.expect_counts(pending=1)


def test_double_click_on_add_and_submit_counts_once(trainee_with) -> None:
    trainee = trainee_with(DRAFT)
    page_3 = trainee.page.url
    trainee.open(search_page(trainee))
    second = trainee.new_tab()
    second.open(trainee.page.url)
    for tab in (trainee, second):
        tab.add()
        expect(tab.requested()).to_have_count(3)
    second.open(page_3)
    for tab in (trainee, second):
        tab.submit_request()
        expect(tab.banner()).to_be_visible()
    trainee.expect_counts(pending=1)


def test_tabs_with_different_categories_do_not_mix(trainee: Trainee) -> None:
    second = trainee.new_tab()
    trainee.start_request("Provider", OFFICIAL)
    second.start_request("Contractor", CONTRACTOR)
    for tab, text in ((trainee, "36-8498"), (second, "contractor")):
        tab.search(text)
        tab.add()
        expect(tab.requested()).to_have_count(1)
    for tab in (trainee, second):
        tab.submit_request()
        expect(tab.banner()).to_be_visible()
    roles = second.rows("Pending Requests").get_by_role("rowheader")
    expect(roles).to_have_text([CONTRACTOR, OFFICIAL])


def test_organizations_of_another_group_are_dropped(trainee_with) -> None:
    trainee = trainee_with(DRAFT)
    page_3 = trainee.page.url
    change_role(trainee, "Provider", "Assessment Viewer")
    expect(trainee.requested()).to_have_count(2)
    change_role(trainee, "Contractor", CONTRACTOR)
    expect(trainee.requested()).to_have_count(0)
    change_role(trainee, "Provider", OFFICIAL)
    trainee.open(page_3)
    expect(trainee.requested()).to_have_count(0)


def change_role(trainee: Trainee, category: str, role: str) -> None:
    """From page 3, go back to page 1 and forward again with other selections."""
    trainee.previous()
    trainee.previous()
    trainee.select(category)
    trainee.next()
    trainee.select(role)
    trainee.next()
    trainee.expect_page("Add Organizations")


def test_lost_session_keeps_what_was_added(newcomer: Trainee) -> None:
    newcomer.log_in()
    newcomer.start_request("Provider", OFFICIAL)
    newcomer.search("36-8498")
    newcomer.add()
    newcomer.open(search_page(newcomer))
    search = newcomer.page.url
    newcomer.lose_session()
    newcomer.add()
    newcomer.submit_login(newcomer.account.user_id, newcomer.account.password)
    expect(newcomer.page).to_have_url(search)
    newcomer.add()
    expect(newcomer.requested()).to_have_count(2)
    newcomer.submit_request()
    expect(newcomer.banner()).to_be_visible()


def test_previous_keeps_the_organizations(trainee_with) -> None:
    trainee = trainee_with(DRAFT)
    trainee.previous()
    expect(trainee.radio(OFFICIAL)).to_be_checked()
    trainee.next()
    expect(trainee.requested()).to_have_count(2)


@pytest.mark.expected_statuses(404)
def test_tampered_organizations_and_requests_are_refused(trainee_with, qa_sandbox, new_context) -> None:
    owner = trainee_with(DRAFT)
    page_3 = owner.page.url
    stranger = Trainee(new_context().new_page(), qa_sandbox(DRAFT))
    stranger.restore_session()
    for part in ("", "search/?q=home", "several/", "remove/"):
        stranger.open(page_3 + part)
        stranger.expect_page("Page not found")
    stranger.start_request("Contractor", CONTRACTOR)
    stranger.search("contractor")
    foreign = stranger.found().first.get_attribute("value")
    owner.open(search_page(owner))
    owner.found().first.evaluate("(box, value) => box.value = value", foreign)
    owner.add()
    owner.expect_message()
    expect(owner.requested()).to_have_count(2)


def test_only_what_the_page_shows_is_submitted(trainee_with) -> None:
    trainee = trainee_with(DRAFT)
    second = trainee.new_tab()
    second.open(trainee.page.url)
    second.requested().first.click()
    expect(second.requested()).to_have_count(1)
    trainee.submit_request()
    expect(trainee.error_summary()).to_be_focused()
    expect(trainee.requested()).to_have_count(1)
    change_role(second, "Provider", "Assessment Viewer")
    trainee.submit_request()
    expect(trainee.error_summary()).to_contain_text("Assessment Viewer")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    expect(trainee.rows("Pending Requests").get_by_role("rowheader")).to_have_text(["Assessment Viewer"])


def test_cancel_leaves_no_request(trainee_with) -> None:
    trainee = trainee_with(DRAFT)
    trainee.previous()
    trainee.previous()
    trainee.cancel()
    trainee.expect_page("Welcome to iQIES")
    trainee.expect_counts(pending=0)
