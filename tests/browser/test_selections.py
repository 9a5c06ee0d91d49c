"""Selections in the draft: what keeps them and what drops them (situations 5 and 7)."""

from playwright.sync_api import expect

from tests.browser.trainee import Trainee

SAGU = "State Agency S&C General User"


def test_another_category_clears_the_role(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("CMS", "CMS General User")
    page_3 = trainee.page.url
    trainee.previous()
    trainee.previous()
    trainee.select("State Agency")
    trainee.next()
    trainee.expect_page("Select a User Role")
    expect(trainee.radio("CMS General User")).to_have_count(0)
    expect(trainee.page.get_by_role("radio", checked=True)).to_have_count(0)
    trainee.open(page_3)
    trainee.expect_page("Select a User Role")


def test_same_category_keeps_the_role(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("CMS", "CMS General User")
    trainee.previous()
    trainee.previous()
    trainee.select("CMS")
    trainee.next()
    expect(trainee.radio("CMS General User")).to_be_checked()


def test_previous_keeps_earlier_selections(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency", SAGU)
    trainee.select_state("Ohio")
    trainee.select("Skip Question")
    trainee.previous()
    expect(trainee.radio(SAGU)).to_be_checked()
    trainee.previous()
    expect(trainee.radio("State Agency")).to_be_checked()
    trainee.next()
    expect(trainee.radio(SAGU)).to_be_checked()
    trainee.next()
    expect(trainee.page.get_by_label("State", exact=True)).to_have_value("OH")
    expect(trainee.radio("Skip Question")).to_be_checked()


def test_page_3_selections_survive_reload_and_new_login(newcomer: Trainee) -> None:
    newcomer.log_in()
    newcomer.start_request("State Agency", SAGU)
    page_3 = newcomer.page.url
    newcomer.select_state("Ohio")
    newcomer.select("No")
    newcomer.previous()
    newcomer.expect_page("Select a User Role")
    newcomer.log_out()
    newcomer.log_in()
    for _ in range(2):
        newcomer.open(page_3)
        newcomer.page.reload()
        expect(newcomer.page.get_by_label("State", exact=True)).to_have_value("OH")
        expect(newcomer.radio("No")).to_be_checked()
    newcomer.submit_request()
    expect(newcomer.banner()).to_be_visible()
    expect(newcomer.rows("Pending Requests").get_by_role("cell", name="Ohio", exact=True)).to_be_visible()


def test_another_role_drops_selections_that_it_does_not_ask(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency", SAGU)
    trainee.select_state("Ohio")
    trainee.select("Yes")
    trainee.previous()
    trainee.select("State Agency Assessment Coordinator")
    trainee.next()
    trainee.expect_page("Add Organizations")
    expect(trainee.page.get_by_role("radio")).to_have_count(0)
    expect(trainee.page.get_by_label("State", exact=True)).to_have_value("OH")
    trainee.previous()
    trainee.select(SAGU)
    trainee.next()
    expect(trainee.page.get_by_label("State", exact=True)).to_have_value("OH")
    expect(trainee.radio("Yes")).not_to_be_checked()


def test_previous_ignores_required_fields(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency", SAGU)
    trainee.submit_request()
    trainee.expect_errors("state")
    trainee.previous()
    trainee.expect_page("Select a User Role")


def test_survey_response_is_kept_when_state_is_missing(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency", SAGU)
    trainee.select("Yes")
    trainee.submit_request()
    trainee.expect_errors("state")
    expect(trainee.radio("Yes"), "the response to Are you a Surveyor? is lost").to_be_checked()
