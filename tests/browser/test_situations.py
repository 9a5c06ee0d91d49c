"""The ten situations that any build of the wizard must pass, in the browser."""

import re

import pytest
from playwright.sync_api import APIResponse, Page, Request, Route, expect

from tests.browser.trainee import Trainee

SAGU = "State Agency S&C General User"


# 1. Step 3 opened first


def test_page_3_opened_first_leads_to_the_page_that_is_missing(visitor) -> None:
    trainee = visitor()
    trainee.choose("CMS")
    trainee.open(trainee.page.url.replace("/role/", "/organizations/"))
    title = trainee.page.get_by_role("heading", level=1)
    expect(title, "page 3 opened before page 2 was answered").to_have_text("Select a User Role")
    trainee.is_told("Select a user role first.")


# 2. Refresh and Back after the end


def test_refresh_and_back_after_the_end_change_nothing(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS View Only User")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.page.reload()
    expect(trainee.banner()).to_have_count(0)
    trainee.page.go_back()
    trainee.is_on("My Profile")
    trainee.is_told("was already submitted.")
    expect(trainee.banner()).to_have_count(0)
    trainee.has(pending=1)


def test_back_to_page_2_of_a_submitted_request_leads_to_my_profile(trainee: Trainee) -> None:
    trainee.choose("CMS")
    page_2 = trainee.page.url
    trainee.select("CMS View Only User")
    trainee.next()
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.open(page_2)
    trainee.is_on("My Profile")
    trainee.is_told("was already submitted")


# 3. Double click on Submit Request


def test_a_double_click_submits_once_and_shows_one_banner(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS View Only User")
    box = trainee.page.get_by_role("button", name="Submit Request", exact=True).bounding_box()
    assert box
    first: list[APIResponse] = []

    def click_again(route: Route) -> None:
        """The server has answered the first click, but the browser does not know yet."""
        first.append(route.fetch(max_redirects=0))
        trainee.page.mouse.click(box["x"] + 5, box["y"] + 5)

    trainee.page.route(trainee.page.url, click_again, times=1)
    posts = posts_of(trainee)
    trainee.page.mouse.click(box["x"] + 5, box["y"] + 5)
    trainee.is_on("My Profile")
    assert len(posts) == 2, "the second click was not sent"
    assert [answer.status for answer in first] == [302]
    expect(trainee.banner()).to_have_count(1)
    pending = trainee.rows("Pending Requests")
    expect(pending, "the request stands there twice or not at all").to_have_count(1)
    trainee.has(pending=1)


def test_two_submissions_at_the_same_time_make_one_request(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS View Only User")
    posts, page = posts_of(trainee), trainee.page
    with page.context.expect_event("page", lambda _: len(page.context.pages) == 3):
        page.get_by_role("button", name="Submit Request", exact=True).evaluate(SUBMIT_INTO_TWO_TABS)
    tabs = [Trainee(tab, trainee.world) for tab in page.context.pages[1:]]
    for tab in tabs:
        tab.is_on("My Profile")
    assert len(posts) == 2, "the second form was not sent"
    assert sum(tab.banner().count() for tab in tabs) >= 1
    trainee.has(pending=1)


SUBMIT_INTO_TWO_TABS = """button => ['first', 'second'].forEach(tab => {
    button.form.target = tab
    button.form.submit()
})"""


def posts_of(trainee: Trainee) -> list[Request]:
    """The forms that this browser sends from now on."""
    posts: list[Request] = []
    trainee.page.context.on("request", lambda each: posts.append(each) if each.method == "POST" else None)
    return posts


def test_submit_request_in_two_tabs_is_a_success_in_both(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS View Only User")
    second = trainee.another_tab()
    second.open(trainee.page.url)
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    second.submit_request()
    expect(second.banner()).to_be_visible()
    second.has(pending=1)


# 4. Two tabs with different categories


def test_two_tabs_with_different_categories_never_mix(trainee: Trainee) -> None:
    second = trainee.another_tab()
    trainee.choose("CMS")
    second.choose("State Agency")
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


# 5. Category changed after the role


def test_another_category_clears_the_role(visitor) -> None:
    trainee = visitor()
    trainee.choose("CMS", "CMS General User")
    page_3 = trainee.page.url
    trainee.previous()
    trainee.previous()
    trainee.select("State Agency")
    trainee.next()
    trainee.is_on("Select a User Role")
    expect(trainee.radio("CMS General User")).to_have_count(0)
    expect(trainee.page.get_by_role("radio", checked=True)).to_have_count(0)
    trainee.open(page_3)
    trainee.is_on("Select a User Role")


def test_the_same_category_chosen_again_keeps_the_role(visitor) -> None:
    trainee = visitor()
    trainee.choose("CMS", "CMS General User")
    trainee.previous()
    trainee.previous()
    trainee.select("CMS")
    trainee.next()
    expect(trainee.radio("CMS General User")).to_be_checked()


# 6. Session lost between steps


def test_after_a_lost_session_signing_in_leads_back_to_the_step(newcomer: Trainee) -> None:
    newcomer.sign_in()
    newcomer.choose("CMS", "CMS General User")
    newcomer.previous()
    newcomer.is_on("Select a User Role")
    step = newcomer.page.url
    newcomer.page.context.clear_cookies(name="sessionid")
    newcomer.select("CMS View Only User")
    newcomer.next()
    newcomer.log_in(newcomer.world.user_id, newcomer.world.password)
    expect(newcomer.page).to_have_url(step)
    expect(newcomer.radio("CMS General User")).to_be_checked()
    newcomer.next()
    newcomer.is_on("Add Organizations")
    step_3 = newcomer.page.url
    newcomer.page.context.clear_cookies(name="sessionid")
    newcomer.submit_request()
    newcomer.log_in(newcomer.world.user_id, newcomer.world.password)
    expect(newcomer.page).to_have_url(step_3)
    newcomer.submit_request()
    expect(newcomer.banner()).to_be_visible()


@pytest.mark.answers(403)
def test_after_all_cookies_are_gone_a_sentence_says_what_to_do(newcomer: Trainee) -> None:
    newcomer.sign_in()
    newcomer.choose("CMS")
    step = newcomer.page.url
    newcomer.page.context.clear_cookies()
    newcomer.select("CMS View Only User")
    newcomer.next()
    newcomer.is_on("Cookies are needed")
    newcomer.open(step)
    newcomer.log_in(newcomer.world.user_id, newcomer.world.password)
    expect(newcomer.page).to_have_url(step)


def test_a_stale_form_in_a_second_tab_leads_back_to_its_step_with_a_sentence(newcomer: Trainee) -> None:
    newcomer.sign_in()
    newcomer.choose("CMS")
    second = newcomer.another_tab()
    second.open("/")
    second.sign_out()
    second.sign_in()
    step = newcomer.page.url
    newcomer.select("CMS View Only User")
    newcomer.next()
    newcomer.is_told("You signed in or out after this page was opened")
    expect(newcomer.page).to_have_url(step)
    newcomer.select("CMS View Only User")
    newcomer.next()
    newcomer.is_on("Add Organizations")


# 7. Previous


def test_previous_keeps_earlier_choices_and_drops_what_was_not_sent(visitor) -> None:
    trainee = visitor()
    trainee.choose("State Agency", SAGU)
    trainee.select_state("Ohio")
    trainee.previous()
    expect(trainee.radio(SAGU)).to_be_checked()
    trainee.select("State Agency Assessment Coordinator")
    trainee.previous()
    expect(trainee.radio("State Agency")).to_be_checked()
    trainee.next()
    expect(trainee.radio(SAGU)).to_be_checked()
    trainee.next()
    expect(trainee.page.get_by_label("State", exact=True)).to_have_value("")


def test_previous_is_not_blocked_by_a_required_answer(visitor) -> None:
    trainee = visitor()
    trainee.choose("State Agency", SAGU)
    trainee.submit_request()
    expect(trainee.alert()).to_contain_text("Select a state.")
    trainee.previous()
    trainee.is_on("Select a User Role")


def test_what_was_answered_is_kept_when_the_state_is_missing(visitor) -> None:
    trainee = visitor()
    trainee.choose("State Agency", SAGU)
    trainee.select("Yes")
    trainee.submit_request()
    expect(trainee.alert()).to_contain_text("Select a state.")
    expect(trainee.radio("Yes"), "the answer to Are you a Surveyor? is lost").to_be_checked()


# 8. A tampered step, choice or id


@pytest.mark.answers(404)
def test_a_request_of_somebody_else_is_not_found(trainee_with, world, new_context) -> None:
    owner = trainee_with("identical pending")
    draft = owner.page.url
    owner.has(pending=1)
    owner.withdraw(owner.rows("Pending Requests"))
    question = owner.page.url
    stranger = Trainee(new_context().new_page(), world("one pending"))
    stranger.come_in()
    category, role = (draft.replace("organizations", each) for each in ("category", "role"))
    for address in (category, role, draft, question):
        stranger.open(address)
        stranger.is_on("Page not found")
    stranger.has(pending=1)
    stranger.withdraw(stranger.rows("Pending Requests"))
    send_to(stranger.page, "Withdraw request", question)
    stranger.is_on("Page not found")
    stranger.choose("State Agency", SAGU)
    stranger.select_state("Guam")
    send_to(stranger.page, "Submit Request", draft)
    stranger.is_on("Page not found")
    owner.has(pending=1)
    owner.open(draft)
    owner.is_on("Add Organizations")


@pytest.mark.answers(404)
def test_a_step_or_request_that_does_not_exist_is_not_found(visitor) -> None:
    trainee = visitor()
    trainee.choose("CMS")
    step = trainee.page.url
    for address in (step.replace("/role/", "/rolle/"), re.sub(r"\d+/role/", "99999999/role/", step)):
        trainee.open(address)
        trainee.is_on("Page not found")


def test_a_tampered_category_is_refused(visitor) -> None:
    trainee = visitor()
    for value in ("0", "-1", "999999", "x", "9" * 30):
        trainee.request_user_role()
        tamper(trainee.page, "CMS", value)
        trainee.next()
        expect(trainee.alert()).to_contain_text("Select one of the user categories below.")


def test_a_role_of_another_category_is_refused(visitor) -> None:
    trainee = visitor()
    trainee.choose("State Agency")
    foreign = trainee.radio(SAGU).get_attribute("value")
    assert foreign
    trainee.choose("CMS")
    tamper(trainee.page, "CMS General User", foreign)
    trainee.next()
    expect(trainee.alert()).to_contain_text("Select one of the user roles below.")


def test_a_tampered_state_is_refused(visitor) -> None:
    trainee = visitor()
    trainee.choose("State Agency", SAGU)
    trainee.page.get_by_role("option", name="Ohio", exact=True).evaluate("option => option.value = 'ZZ'")
    trainee.select_state("Ohio")
    trainee.submit_request()
    expect(trainee.alert()).to_contain_text("Select a state from the list.")


def tamper(page: Page, name: str, value: str) -> None:
    """Select a choice whose value somebody has changed."""
    radio = page.get_by_role("radio", name=name, exact=True)
    radio.check()
    radio.evaluate("(input, value) => input.value = value", value)


def send_to(page: Page, button: str, address: str) -> None:
    """Press a button whose form somebody has changed to go elsewhere."""
    pressed = page.get_by_role("button", name=button, exact=True)
    pressed.evaluate("(button, address) => button.form.action = address", address)
    pressed.click()


# 9. A page that shows one role while another tab has chosen another


def test_a_role_changed_in_another_tab_is_not_submitted_unseen(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS General User")
    second = trainee.another_tab()
    second.open(trainee.page.url)
    second.previous()
    second.select("CMS View Only User")
    second.next()
    second.is_on("Add Organizations")
    trainee.submit_request()
    expect(trainee.alert()).to_contain_text("The user role was changed to CMS View Only User in another tab.")
    expect(trainee.alert()).to_be_focused()
    expect(trainee.page.get_by_role("radio")).to_have_count(0)
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    pending = trainee.rows("Pending Requests")
    expect(pending.get_by_role("rowheader")).to_have_text(["CMS View Only User"])


def test_a_category_changed_in_another_tab_leads_back_with_a_sentence(visitor) -> None:
    trainee = visitor()
    trainee.choose("CMS")
    second = trainee.another_tab()
    second.open(trainee.page.url)
    second.previous()
    second.select("State Agency")
    second.next()
    second.is_on("Select a User Role")
    trainee.select("CMS General User")
    trainee.next()
    expect(trainee.radio(SAGU)).to_be_visible()
    expect(trainee.page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(trainee.alert()).to_contain_text("Select one of the user roles below.")


# 10. Cancel


def test_cancel_leads_to_welcome_and_leaves_nothing(trainee: Trainee) -> None:
    trainee.request_user_role()
    trainee.select("CMS")
    trainee.cancel()
    trainee.is_on("Welcome to iQIES")
    trainee.choose("CMS")
    trainee.previous()
    trainee.cancel()
    trainee.is_on("Welcome to iQIES")
    trainee.has(pending=0)
