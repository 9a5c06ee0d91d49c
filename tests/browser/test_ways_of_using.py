"""The whole journey by keyboard alone, without JavaScript, on paper, and in a high-contrast mode."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.job_aid import Story
from tests.browser.pages import SignInPage
from tests.browser.trainee import Trainee
from tests.browser.worlds import World

# The focus is drawn as an outline: on the element, or on what stands for a radio button or checkbox.
FOCUS_IS_SEEN = """() => {
    const element = document.activeElement
    const label = element.labels && element.labels[0]
    const drawn = [getComputedStyle(element)]
    if (['radio', 'checkbox'].includes(element.type)) {
        drawn.splice(0, 1, getComputedStyle(label), getComputedStyle(label, '::before'))
    }
    return drawn.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
}"""
WHAT_HAS_FOCUS = """() => {
    const element = document.activeElement
    const name = element.getAttribute('aria-labelledby')
    const words = name ? document.getElementById(name) : element.labels && element.labels[0] || element
    return words.textContent.replace(/\\s+/g, ' ').trim()
}"""


# How a browser is opened for each way, and how the page can tell that it is so.
WAYS: dict[str, tuple[dict[str, Any], str]] = {
    "without JavaScript": ({"java_script_enabled": False}, "(scripting: none)"),
    "at 320 pixels": ({"viewport": {"width": 320, "height": 640}}, "(width: 320px)"),
    "in forced colors": ({"forced_colors": "active"}, "(forced-colors: active)"),
    "with reduced motion": ({"reduced_motion": "reduce"}, "(prefers-reduced-motion: reduce)"),
}


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is there; at each stop it can be seen."""
    for _ in range(40):
        page.keyboard.press("Tab")
        where = page.evaluate(WHAT_HAS_FOCUS)
        assert page.evaluate(FOCUS_IS_SEEN), f"no visible focus on {where!r}"
        if where == name:
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_whole_journey_by_keyboard_alone(page: Page) -> None:
    page.goto("/login/")
    tab_to(page, "Skip to main content")
    tab_to(page, "Get a practice identity")
    press(page, "Enter")
    shown = page.get_by_role("region", name="Your practice identity", exact=True)
    expect(shown).to_be_focused()
    user_id, password = shown.get_by_role("definition").all_inner_texts()
    trainee = Trainee(page, World(user_id, password=password))
    tab_to(page, "User ID")
    page.keyboard.type(trainee.world.user_id)
    tab_to(page, "Password")
    page.keyboard.type(trainee.world.password)
    tab_to(page, "Terms & Conditions")
    press(page, "Enter")
    expect(page.get_by_text("I use this simulator for training only.")).to_be_visible()
    tab_to(page, "I have read and accept the Terms & Conditions")
    press(page, "Space")
    tab_to(page, "Log in")
    press(page, "Enter")
    trainee.is_on("Welcome to iQIES")
    tab_to(page, "Request User Role")
    press(page, "Enter")
    trainee.is_on("Select a User Category")
    tab_to(page, "Accrediting Organization")
    press(page, "ArrowDown", "ArrowDown")
    expect(trainee.radio("CMS")).to_be_checked()
    assert page.evaluate(FOCUS_IS_SEEN)
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")
    expect(trainee.radio("State Agency")).to_be_checked()
    tab_to(page, "Next")
    tab_to(page, "Cancel")
    press(page, "Shift+Tab", "Enter")
    trainee.is_on("Select a User Role")
    tab_to(page, "State Agency Assessment Coordinator")
    press(page, "ArrowUp")
    expect(trainee.radio("State Agency S&C General User")).to_be_checked()
    tab_to(page, "Next")
    press(page, "Space")
    trainee.is_on("Add Organizations")
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
    trainee.is_on("Withdraw this request?")
    tab_to(page, "Withdraw request")
    press(page, "Enter")
    trainee.is_told("is withdrawn")
    trainee.has(pending=0, past=1)


def test_the_skip_link_leads_past_the_navigation(visitor) -> None:
    trainee = visitor()
    trainee.open("/")
    tab_to(trainee.page, "Skip to main content")
    press(trainee.page, "Enter", "Tab")
    assert trainee.page.evaluate(WHAT_HAS_FOCUS) == "Request User Role"


def test_the_error_summary_has_the_focus_and_leads_into_the_field(visitor) -> None:
    trainee = visitor()
    trainee.request_user_role()
    trainee.next()
    expect(trainee.alert()).to_be_focused()
    tab_to(trainee.page, "Select a user category.")
    press(trainee.page, "Enter")
    expect(trainee.radio("Accrediting Organization")).to_be_focused()
    press(trainee.page, "ArrowDown")
    expect(trainee.radio("ADO")).to_be_checked()


def test_the_error_summary_leads_into_the_drop_down(visitor) -> None:
    trainee = visitor()
    trainee.choose("State Agency", "State Agency Assessment Coordinator")
    trainee.submit_request()
    trainee.alert().get_by_role("link", name="Select a state.", exact=True).click()
    expect(trainee.page.get_by_label("State", exact=True)).to_be_focused()


def test_an_error_is_told_with_its_field(visitor, new_context) -> None:
    trainee = visitor()
    trainee.request_user_role()
    trainee.next()
    question = trainee.page.get_by_role("group", name="Select a User Category", exact=True)
    expect(question).to_have_accessible_description(re.compile(r"Error: Select a user category\."))
    trainee.choose("State Agency", "State Agency S&C General User")
    trainee.submit_request()
    state = trainee.page.get_by_label("State", exact=True)
    expect(state).to_have_accessible_description("Error: Select a state.")
    page = new_context().new_page()
    page.goto("/login/")
    page.get_by_role("button", name="Log in", exact=True).click()
    for field, error in (("User ID", "Enter your User ID."), ("Password", "Enter your password.")):
        expect(page.get_by_label(field, exact=True)).to_have_accessible_description(f"Error: {error}")
    terms = page.get_by_role("checkbox", name="I have read and accept the Terms & Conditions", exact=True)
    expect(terms).to_have_accessible_description("Error: Accept the Terms & Conditions to log in.")


def test_enter_always_means_next(trainee: Trainee) -> None:
    trainee.request_user_role()
    trainee.select("CMS")
    press(trainee.page, "Enter")
    trainee.is_on("Select a User Role")
    trainee.select("CMS General User")
    press(trainee.page, "Enter")
    trainee.is_on("Add Organizations")
    trainee.select("Skip Question")
    press(trainee.page, "Enter")
    expect(trainee.banner()).to_be_visible()


def test_a_whole_tile_can_be_pressed(visitor) -> None:
    trainee = visitor()
    trainee.request_user_role()
    trainee.page.get_by_text("Healthcare organizations, agencies, and services.").click()
    expect(trainee.radio("Provider")).to_be_checked()


@pytest.mark.parametrize("section", ["2", "3", "4"])
@pytest.mark.parametrize("way", WAYS)
def test_each_section_of_the_job_aid_in_each_way(
    new_context, world, output_path, way: str, section: str
) -> None:
    options, query = WAYS[way]
    page = new_context(**options).new_page()
    trainee = Trainee(page, world("fresh"))

    def all_is_well() -> None:
        assert page.evaluate("query => matchMedia(query).matches", query), f"the page is not shown {way}"
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "it scrolls sideways"
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), f"no visible focus on {page.evaluate(WHAT_HAS_FOCUS)!r}"

    Story(trainee, Path(output_path)).follow(section, always=all_is_well)
    trainee.has(pending=1)


@pytest.mark.parametrize(("motion", "seconds"), [("no-preference", "0.15s"), ("reduce", "0s")])
def test_nothing_moves_for_who_wants_no_motion(visitor, motion: str, seconds: str) -> None:
    trainee = visitor(reduced_motion=motion)
    trainee.open("/")
    tab_to(trainee.page, "Skip to main content")
    duration = trainee.page.evaluate("getComputedStyle(document.activeElement).transitionDuration")
    assert duration == seconds, "the skip link, which is all that ever moves"


def test_going_wrong_and_starting_over_without_javascript(new_context) -> None:
    page = new_context(java_script_enabled=False).new_page()
    trainee = Trainee(page, SignInPage(page).get_practice_identity())
    trainee.sign_in()
    page.get_by_role("link", name="Request User Role", exact=True).click()
    trainee.next()
    expect(trainee.alert()).to_contain_text("Select a user category.")
    trainee.select("State Agency")
    trainee.next()
    trainee.select("State Agency S&C General User")
    trainee.next()
    trainee.select_state("Ohio")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    page.get_by_role("link", name="Withdraw RR-").click()
    page.get_by_role("button", name="Withdraw request", exact=True).click()
    trainee.is_told("is withdrawn")
    page.get_by_role("link", name="Start over", exact=True).click()
    page.get_by_role("button", name="Start over", exact=True).click()
    trainee.is_told("You have started over.")
    trainee.sign_out()


def test_on_paper_my_profile_has_its_lists_and_no_controls(visitor) -> None:
    trainee = visitor("crowded")
    trainee.begin()
    page = trainee.page
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("link")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("This is a training simulator, not a government website.")).to_be_visible()
    expect(trainee.rows("Pending Requests")).to_have_count(25)
    page.set_viewport_size({"width": 720, "height": 1000})  # a sheet of paper, in the pixels of print
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 720


def test_with_forced_colors_the_selection_can_be_seen(visitor) -> None:
    trainee = visitor(forced_colors="active")
    trainee.request_user_role()
    off = picture_of(trainee, "CMS")
    trainee.select("CMS")
    on = picture_of(trainee, "CMS")
    trainee.select("ADO")
    assert on != off
    assert picture_of(trainee, "CMS") == off


def picture_of(trainee: Trainee, name: str) -> bytes:
    """The drawn radio button, with the focus and the mouse elsewhere."""
    trainee.page.get_by_role("link", name="Cancel", exact=True).focus()
    trainee.page.mouse.move(0, 0)
    box = trainee.radio(name).bounding_box()
    assert box
    picture: bytes = trainee.page.screenshot(
        clip={"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}
    )
    return picture
