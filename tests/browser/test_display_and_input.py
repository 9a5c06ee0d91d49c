"""Keyboard, no JavaScript, print, small screens, forced colors and reduced motion."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.job_aid import Walkthrough
from tests.browser.keyboard import FOCUS_IS_VISIBLE, FOCUSED_NAME, press, tab_to
from tests.browser.pages import LoginPage
from tests.browser.sandboxes import Account
from tests.browser.trainee import Trainee

# Options of the browser context for each mode, and a media query that holds in it.
MODES: dict[str, tuple[dict[str, Any], str]] = {
    "without JavaScript": ({"java_script_enabled": False}, "(scripting: none)"),
    "at 320 pixels": ({"viewport": {"width": 320, "height": 640}}, "(width: 320px)"),
    "in forced colors": ({"forced_colors": "active"}, "(forced-colors: active)"),
    "with reduced motion": ({"reduced_motion": "reduce"}, "(prefers-reduced-motion: reduce)"),
}


def test_keyboard_alone_completes_a_request(page: Page) -> None:
    page.goto("/login/")
    tab_to(page, "Skip to main content")
    tab_to(page, "Create a practice account")
    press(page, "Enter")
    region = page.get_by_role("region", name="Your practice account", exact=True)
    expect(region).to_be_focused()
    user_id, password = region.get_by_role("definition").all_inner_texts()
    trainee = Trainee(page, Account(user_id, password=password))
    tab_to(page, "User ID")
    page.keyboard.type(trainee.account.user_id)
    tab_to(page, "Password")
    page.keyboard.type(trainee.account.password)
    tab_to(page, "Terms & Conditions")
    press(page, "Enter")
    expect(page.get_by_role("group").get_by_role("listitem").first).to_be_visible()
    tab_to(page, "I have read and accept the Terms & Conditions")
    press(page, "Space")
    tab_to(page, "Log in")
    press(page, "Enter")
    trainee.expect_page("Welcome to iQIES")
    tab_to(page, "Request User Role")
    press(page, "Enter")
    trainee.expect_page("Select a User Category")
    tab_to(page, "Accrediting Organization")
    press(page, "ArrowDown", "ArrowDown")
    expect(trainee.radio("CMS")).to_be_checked()
    assert page.evaluate(FOCUS_IS_VISIBLE)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")
    expect(trainee.radio("State Agency")).to_be_checked()
    tab_to(page, "Next")
    tab_to(page, "Cancel")
    press(page, "Shift+Tab", "Enter")
    trainee.expect_page("Select a User Role")
    tab_to(page, "State Agency Assessment Coordinator")
    press(page, "ArrowUp")
    expect(trainee.radio("State Agency S&C General User")).to_be_checked()
    tab_to(page, "Next")
    press(page, "Space")
    trainee.expect_page("Add Organizations")
    tab_to(page, "State")
    page.keyboard.type("Ohi")
    expect(page.get_by_label("State", exact=True)).to_have_value("OH")
    tab_to(page, "Yes")
    tab_to(page, "Submit Request")
    press(page, "Enter")
    expect(trainee.banner()).to_be_focused()
    tab_to(page, "Request User Role")
    tab_to(page, "Withdraw RR-" + trainee.rows("Pending Requests").inner_text().split("RR-")[1][:5])
    press(page, "Enter")
    trainee.expect_page("Withdraw this request?")
    tab_to(page, "Withdraw request")
    press(page, "Enter")
    trainee.expect_message("RR-")
    trainee.expect_counts(pending=0, past=1)


def test_skip_link_skips_the_navigation(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.open("/")
    tab_to(trainee.page, "Skip to main content")
    press(trainee.page, "Enter", "Tab")
    assert trainee.page.evaluate(FOCUSED_NAME) == "Request User Role"


def test_error_summary_links_to_the_tiles(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.open_step_1()
    trainee.next()
    expect(trainee.error_summary()).to_be_focused()
    (error,) = errors_of(trainee.page)
    tab_to(trainee.page, error)
    press(trainee.page, "Enter")
    expect(trainee.radio("Accrediting Organization")).to_be_focused()
    press(trainee.page, "ArrowDown")
    expect(trainee.radio("ADO")).to_be_checked()


def test_error_summary_links_to_the_drop_down(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency", "State Agency Assessment Coordinator")
    trainee.submit_request()
    trainee.error_summary().get_by_role("link").click()
    expect(trainee.page.get_by_label("State", exact=True)).to_be_focused()


def errors_of(page: Page) -> list[str]:
    """The error messages in the summary."""
    return page.get_by_role("alert").get_by_role("link").all_inner_texts()


def test_error_is_in_the_description_of_its_field(shared_trainee, new_context) -> None:
    trainee = shared_trainee()
    trainee.open_step_1()
    trainee.next()
    trainee.expect_errors("category")
    (error,) = errors_of(trainee.page)
    question = trainee.page.get_by_role("group", name="Select a User Category", exact=True)
    expect(question).to_have_accessible_description(re.compile(rf"Error: {re.escape(error)}"))
    trainee.start_request("State Agency", "State Agency S&C General User")
    trainee.submit_request()
    trainee.expect_errors("state")
    (error,) = errors_of(trainee.page)
    state = trainee.page.get_by_label("State", exact=True)
    expect(state).to_have_accessible_description(f"Error: {error}")


def test_login_error_is_in_the_description_of_its_field(page: Page) -> None:
    page.goto("/login/")
    page.get_by_role("button", name="Log in", exact=True).click()
    LoginPage(page).expect_errors("username", "password", "terms")
    terms = page.get_by_role("checkbox", name="I have read and accept the Terms & Conditions", exact=True)
    fields = [page.get_by_label("User ID", exact=True), page.get_by_label("Password", exact=True), terms]
    for field, error in zip(fields, errors_of(page), strict=True):
        expect(field).to_have_accessible_description(f"Error: {error}")


def test_enter_means_next(trainee: Trainee) -> None:
    trainee.open_step_1()
    trainee.select("CMS")
    press(trainee.page, "Enter")
    trainee.expect_page("Select a User Role")
    trainee.select("CMS General User")
    press(trainee.page, "Enter")
    trainee.expect_page("Add Organizations")
    trainee.select("Skip Question")
    press(trainee.page, "Enter")
    expect(trainee.banner()).to_be_visible()


def test_whole_tile_is_clickable(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.open_step_1()
    trainee.page.get_by_text("Healthcare organizations, agencies, and services.").click()
    expect(trainee.radio("Provider")).to_be_checked()


@pytest.mark.parametrize("section", ["2", "3", "4"])
@pytest.mark.parametrize("mode", MODES)
def test_job_aid_section_works_in_each_display_mode(
    new_context, qa_sandbox, output_path, mode: str, section: str
) -> None:
    options, query = MODES[mode]
    page = new_context(**options).new_page()
    trainee = Trainee(page, qa_sandbox("fresh"))

    def check_page() -> None:
        assert page.evaluate("query => matchMedia(query).matches", query), f"the page is not shown {mode}"
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_VISIBLE), f"no visible focus on {page.evaluate(FOCUSED_NAME)!r}"

    Walkthrough(trainee, Path(output_path)).follow(section, always=check_page)
    trainee.expect_counts(pending=1)


@pytest.mark.parametrize(("motion", "seconds"), [("no-preference", "0.15s"), ("reduce", "0s")])
def test_reduced_motion_stops_transitions(shared_trainee, motion: str, seconds: str) -> None:
    trainee = shared_trainee(reduced_motion=motion)
    trainee.open("/")
    tab_to(trainee.page, "Skip to main content")
    duration = trainee.page.evaluate("getComputedStyle(document.activeElement).transitionDuration")
    assert duration == seconds, "the skip link is the only transition"


def test_errors_and_start_over_work_without_javascript(new_context) -> None:
    page = new_context(java_script_enabled=False).new_page()
    trainee = Trainee(page, LoginPage(page).create_practice_account())
    trainee.log_in()
    page.get_by_role("button", name="Request User Role", exact=True).click()
    trainee.next()
    trainee.expect_errors("category")
    trainee.select("State Agency")
    trainee.next()
    trainee.select("State Agency S&C General User")
    trainee.next()
    trainee.select_state("Ohio")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    page.get_by_role("link", name="Withdraw RR-").click()
    page.get_by_role("button", name="Withdraw request", exact=True).click()
    trainee.expect_message("RR-")
    page.get_by_role("button", name="Start over", exact=True).click()
    trainee.expect_page("Start over?")
    page.get_by_role("button", name="Start over", exact=True).click()
    trainee.expect_page("Welcome to iQIES")
    trainee.expect_message()
    trainee.log_out()


def test_printed_my_profile_has_lists_without_controls(shared_trainee) -> None:
    trainee = shared_trainee("crowded")
    trainee.open_start_page()
    page = trainee.page
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("link")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("training simulator, not a government website")).to_be_visible()
    expect(trainee.rows("Pending Requests")).to_have_count(25)
    page.set_viewport_size({"width": 720, "height": 1000})  # a sheet of paper in print pixels
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 720


def test_selection_is_visible_in_forced_colors(shared_trainee) -> None:
    trainee = shared_trainee(forced_colors="active")
    trainee.open_step_1()
    off = picture_of(trainee, "CMS")
    trainee.select("CMS")
    on = picture_of(trainee, "CMS")
    trainee.select("ADO")
    assert on != off
    assert picture_of(trainee, "CMS") == off


def picture_of(trainee: Trainee, name: str) -> bytes:
    """A screenshot of the radio button without focus and hover."""
    trainee.page.get_by_role("button", name="Cancel", exact=True).focus()
    trainee.page.mouse.move(0, 0)
    box = trainee.radio(name).bounding_box()
    assert box
    picture: bytes = trainee.page.screenshot(
        clip={"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}
    )
    return picture
