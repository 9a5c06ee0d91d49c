"""Page states of Welcome, the three pages of the wizard, and the search for organizations."""

from playwright.sync_api import expect

from tests.browser.page_states import SAGU, page_state
from tests.browser.trainee import Trainee


@page_state("welcome", "fresh")
def welcome(trainee: Trainee) -> None:
    trainee.open("/")


@page_state("step 1", "fresh")
def step_1(trainee: Trainee) -> None:
    trainee.open_step_1()


@page_state("step 1, sent empty", "fresh", is_error=True)
def step_1_sent_empty(trainee: Trainee) -> None:
    trainee.open_step_1()
    trainee.next()
    expect(trainee.error_summary()).to_be_visible()


@page_state("step 1, selected before", "fresh")
def step_1_selected_before(trainee: Trainee) -> None:
    trainee.start_request("CMS")
    trainee.previous()
    trainee.expect_page("Select a User Category")


@page_state("step 2", "fresh")
def step_2(trainee: Trainee) -> None:
    trainee.start_request("CMS")


@page_state("step 2, sent empty", "fresh", is_error=True)
def step_2_sent_empty(trainee: Trainee) -> None:
    trainee.start_request("State Agency")
    trainee.next()
    expect(trainee.error_summary()).to_be_visible()


@page_state("step 2, not in the job aid", "fresh")
def step_2_not_in_the_job_aid(trainee: Trainee) -> None:
    trainee.start_request("Contractor")


@page_state("step 3, opened too early", "fresh")
def step_3_opened_too_early(trainee: Trainee) -> None:
    trainee.start_request("CMS")
    trainee.open(trainee.page.url.replace("/role/", "/organizations/"))
    trainee.expect_message()


@page_state("step 3", "fresh")
def step_3(trainee: Trainee) -> None:
    trainee.start_request("State Agency", SAGU)


@page_state("step 3, surveyor only", "fresh")
def step_3_with_surveyor_only(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS General User")


@page_state("step 3, state only", "fresh")
def step_3_with_state_only(trainee: Trainee) -> None:
    trainee.start_request("State Agency", "State Agency Assessment Coordinator")


@page_state("step 3, sent empty", "fresh", is_error=True)
def step_3_sent_empty(trainee: Trainee) -> None:
    trainee.start_request("State Agency", SAGU)
    trainee.submit_request()
    expect(trainee.error_summary()).to_be_visible()


@page_state("step 3, nothing asked", "fresh")
def step_3_without_questions(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS View Only User")


@page_state("step 3, organizations needed", "fresh")
def step_3_with_organizations(trainee: Trainee) -> None:
    trainee.start_request("Provider", "Provider Security Official")


@page_state("step 3, no organization added", "fresh", is_error=True)
def step_3_without_organization(trainee: Trainee) -> None:
    trainee.start_request("Provider", "Provider Security Official")
    trainee.submit_request()
    trainee.expect_errors("organizations")


@page_state("step 3, organizations added", "draft with organizations")
def step_3_with_organizations_added(trainee: Trainee) -> None:
    trainee.open_start_page()
    expect(trainee.requested()).to_have_count(2)


@page_state("organizations found", "draft with organizations")
def organizations_found(trainee: Trainee) -> None:
    trainee.open_start_page()
    trainee.search("home health", "Ohio")
    expect(trainee.found().first).to_be_visible()


@page_state("organizations found, none selected", "draft with organizations", is_error=True)
def organizations_found_none_selected(trainee: Trainee) -> None:
    organizations_found(trainee)
    trainee.click("Add")
    expect(trainee.error_summary()).to_be_visible()


@page_state("organizations not found", "draft with organizations")
def organizations_not_found(trainee: Trainee) -> None:
    trainee.open_start_page()
    trainee.search("zebra")
    expect(trainee.found()).to_have_count(0)


@page_state("organizations, nothing asked", "draft with organizations", is_error=True)
def organizations_nothing_asked(trainee: Trainee) -> None:
    trainee.open_start_page()
    trainee.search("")
    trainee.expect_errors("q")


@page_state("several organizations", "draft with organizations")
def several_organizations(trainee: Trainee) -> None:
    trainee.open_start_page()
    trainee.click("Add several by CCN")


@page_state("several organizations, some refused", "fresh", own_sandbox=True, is_error=True)
def several_organizations_some_refused(trainee: Trainee) -> None:
    trainee.start_request("Provider", "Provider Security Official")
    trainee.click("Add several by CCN")
    trainee.page.get_by_role("textbox").fill("36-8498\n36849\nhello")
    trainee.click("Add")
    trainee.expect_errors("ccns", "ccns", "ccns")


@page_state("my profile, organizations", "pending with organizations")
def my_profile_with_organizations(trainee: Trainee) -> None:
    trainee.open_start_page()


@page_state("step 3, same organization", "same organization pending", is_error=True)
def step_3_same_organization(trainee: Trainee) -> None:
    trainee.open_start_page()
    trainee.submit_request()
    expect(trainee.error_summary()).to_be_visible()


@page_state("step 3, role changed in another tab", "fresh", is_error=True)
def step_3_with_another_role(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS General User")
    second = trainee.new_tab()
    second.open(trainee.page.url)
    second.previous()
    second.select("CMS View Only User")
    second.next()
    second.expect_page("Add Organizations")
    second.page.close()
    trainee.submit_request()
    expect(trainee.error_summary()).to_contain_text("CMS View Only User")


@page_state("step 2, stale form", "fresh")
def step_2_with_a_stale_form(trainee: Trainee) -> None:
    trainee.start_request("CMS")
    trainee.select("CMS View Only User")
    next_button = trainee.page.get_by_role("button", name="Next", exact=True)
    next_button.evaluate("button => button.form.elements.csrfmiddlewaretoken.value = '0'.repeat(32)")
    next_button.click()
    trainee.expect_message()


@page_state("step 3, identical request", "identical pending", is_error=True)
def step_3_identical_request(trainee: Trainee) -> None:
    trainee.open_start_page()
    trainee.select_state("Ohio")
    trainee.submit_request()
    expect(trainee.error_summary()).to_be_visible()
