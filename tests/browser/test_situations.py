"""The ten situations that the wizard must handle; 5 and 7 are in test_selections.py, 8 in test_tampering.py."""

import pytest
from playwright.sync_api import APIResponse, Request, Route, expect

from tests.browser.trainee import Trainee

SAGU = "State Agency S&C General User"


# 1. Step 3 opened first


def test_page_3_opened_first_redirects_to_page_2(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("CMS")
    trainee.open(trainee.page.url.replace("/role/", "/organizations/"))
    title = trainee.page.get_by_role("heading", level=1)
    expect(title, "page 3 opened before page 2 was complete").to_have_text("Select a User Role")
    trainee.expect_message()


# 2. Refresh and Back after the end


def test_reload_and_back_after_submitting_change_nothing(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS View Only User")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.page.reload()
    expect(trainee.banner()).to_have_count(0)
    trainee.page.go_back()
    trainee.expect_page("My Profile")
    trainee.expect_message("RR-")
    expect(trainee.banner()).to_have_count(0)
    trainee.expect_counts(pending=1)


def test_page_2_of_a_submitted_request_redirects(trainee: Trainee) -> None:
    trainee.start_request("CMS")
    page_2 = trainee.page.url
    trainee.select("CMS View Only User")
    trainee.next()
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.open(page_2)
    trainee.expect_page("My Profile")
    trainee.expect_message("RR-")


# 3. Double click on Submit Request


def test_double_click_submits_once(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS View Only User")
    box = trainee.page.get_by_role("button", name="Submit Request", exact=True).bounding_box()
    assert box
    first: list[APIResponse] = []

    def click_again(route: Route) -> None:
        """The server has handled the first click, but the browser does not know yet."""
        first.append(route.fetch(max_redirects=0))
        trainee.page.mouse.click(box["x"] + 5, box["y"] + 5)

    trainee.page.route(trainee.page.url, click_again, times=1)
    posts = posts_of(trainee)
    trainee.page.mouse.click(box["x"] + 5, box["y"] + 5)
    trainee.expect_page("My Profile")
    assert len(posts) == 2, "the second click was not sent"
    assert [response.status for response in first] == [302]
    expect(trainee.banner()).to_have_count(1)
    pending = trainee.rows("Pending Requests")
    expect(pending, "the request is listed twice or not at all").to_have_count(1)
    trainee.expect_counts(pending=1)


def test_simultaneous_submissions_make_one_request(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS View Only User")
    posts, page = posts_of(trainee), trainee.page
    with page.context.expect_event("page", lambda _: len(page.context.pages) == 3):
        page.get_by_role("button", name="Submit Request", exact=True).evaluate(SUBMIT_INTO_TWO_TABS)
    tabs = [Trainee(tab, trainee.account) for tab in page.context.pages[1:]]
    for tab in tabs:
        tab.expect_page("My Profile")
    assert len(posts) == 2, "the second form was not sent"
    assert sum(tab.banner().count() for tab in tabs) >= 1
    trainee.expect_counts(pending=1)


SUBMIT_INTO_TWO_TABS = """button => ['first', 'second'].forEach(tab => {
    button.form.target = tab
    button.form.submit()
})"""


def posts_of(trainee: Trainee) -> list[Request]:
    """The POST requests that this browser sends from now on."""
    posts: list[Request] = []
    trainee.page.context.on("request", lambda each: posts.append(each) if each.method == "POST" else None)
    return posts


def test_submitting_in_two_tabs_succeeds_in_both(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS View Only User")
    second = trainee.new_tab()
    second.open(trainee.page.url)
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    second.submit_request()
    expect(second.banner()).to_be_visible()
    second.expect_counts(pending=1)


# 4. Two tabs with different categories


def test_tabs_with_different_categories_do_not_mix(trainee: Trainee) -> None:
    second = trainee.new_tab()
    trainee.start_request("CMS")
    second.start_request("State Agency")
    trainee.select("CMS General User")
    trainee.next()
    second.select(SAGU)
    second.next()
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    second.select_state("Ohio")
    second.submit_request()
    expect(second.banner()).to_be_visible()
    pending = second.rows("Pending Requests")
    expect(pending.get_by_role("rowheader")).to_have_text([SAGU, "CMS General User"])


# 6. Session lost between steps


def test_login_after_a_lost_session_returns_to_the_step(newcomer: Trainee) -> None:
    newcomer.log_in()
    newcomer.start_request("CMS", "CMS General User")
    newcomer.previous()
    newcomer.expect_page("Select a User Role")
    step = newcomer.page.url
    newcomer.lose_session()
    newcomer.select("CMS View Only User")
    newcomer.next()
    newcomer.submit_login(newcomer.account.user_id, newcomer.account.password)
    expect(newcomer.page).to_have_url(step)
    expect(newcomer.radio("CMS View Only User")).to_be_checked()  # not saved, but kept
    newcomer.select("CMS General User")
    newcomer.next()
    newcomer.expect_page("Add Organizations")
    step_3 = newcomer.page.url
    newcomer.lose_session()
    newcomer.submit_request()
    newcomer.submit_login(newcomer.account.user_id, newcomer.account.password)
    expect(newcomer.page).to_have_url(step_3)
    newcomer.new_tab().expect_counts(pending=0)
    newcomer.submit_request()
    expect(newcomer.banner()).to_be_visible()


@pytest.mark.expected_statuses(403)
def test_missing_cookies_get_an_explanation(newcomer: Trainee) -> None:
    newcomer.log_in()
    newcomer.start_request("CMS")
    step = newcomer.page.url
    newcomer.page.context.clear_cookies()
    newcomer.select("CMS View Only User")
    newcomer.next()
    newcomer.expect_page("Cookies are required")
    newcomer.open(step)
    newcomer.submit_login(newcomer.account.user_id, newcomer.account.password)
    expect(newcomer.page).to_have_url(step)


def test_stale_form_returns_to_its_step(newcomer: Trainee) -> None:
    newcomer.log_in()
    newcomer.start_request("CMS")
    second = newcomer.new_tab()
    second.open("/")
    second.log_out()
    second.log_in()
    step = newcomer.page.url
    newcomer.select("CMS View Only User")
    newcomer.next()
    newcomer.expect_message()
    expect(newcomer.page).to_have_url(step)
    newcomer.select("CMS View Only User")
    newcomer.next()
    newcomer.expect_page("Add Organizations")


# 9. A page that shows one role after another tab selected another


def test_role_changed_in_another_tab_is_not_submitted(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS General User")
    second = trainee.new_tab()
    second.open(trainee.page.url)
    second.previous()
    second.select("CMS View Only User")
    second.next()
    second.expect_page("Add Organizations")
    trainee.submit_request()
    expect(trainee.error_summary()).to_contain_text("CMS View Only User")
    expect(trainee.error_summary()).to_be_focused()
    expect(trainee.page.get_by_role("radio")).to_have_count(0)
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    pending = trainee.rows("Pending Requests")
    expect(pending.get_by_role("rowheader")).to_have_text(["CMS View Only User"])


def test_category_changed_in_another_tab_shows_an_error(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("CMS")
    second = trainee.new_tab()
    second.open(trainee.page.url)
    second.previous()
    second.select("State Agency")
    second.next()
    second.expect_page("Select a User Role")
    trainee.select("CMS General User")
    trainee.next()
    expect(trainee.radio(SAGU)).to_be_visible()
    expect(trainee.page.get_by_role("radio", checked=True)).to_have_count(0)
    trainee.expect_errors("role")


# 10. Cancel


def test_cancel_opens_welcome_and_leaves_no_request(trainee: Trainee) -> None:
    trainee.open_step_1()
    trainee.select("CMS")
    trainee.cancel()
    trainee.expect_page("Welcome to iQIES")
    trainee.start_request("CMS")
    trainee.previous()
    trainee.cancel()
    trainee.expect_page("Welcome to iQIES")
    trainee.expect_counts(pending=0)
