"""A long word in a name or text of an editor does not make a page wider than the window."""

import pytest
from playwright.sync_api import expect

from tests.browser.trainee import Trainee

FIXED = "button, option, thead, time, dt, .button-row, td:not(:nth-child(2))"
LENGTHEN = """fixed => {
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) texts.push(walker.currentNode)
    texts.filter(each => each.textContent.trim() && !each.parentElement.closest(fixed))
        .forEach(each => each.textContent += ' https://example.org/' + 'x'.repeat(100))
}"""
WIDTH = "document.scrollingElement.scrollWidth"


def open_step_1(trainee: Trainee) -> None:
    trainee.open_step_1()


def open_step_2_with_error(trainee: Trainee) -> None:
    trainee.start_request("CMS")
    trainee.next()
    expect(trainee.error_summary()).to_be_visible()


def open_step_3(trainee: Trainee) -> None:
    trainee.start_request("State Agency", "State Agency S&C General User")


def open_step_3_with_organizations(trainee: Trainee) -> None:
    trainee.start_request("Provider", "Provider Security Official")


def open_my_profile(trainee: Trainee) -> None:
    trainee.open("/my-profile/")


def open_withdraw(trainee: Trainee) -> None:
    open_my_profile(trainee)
    trainee.ask_to_withdraw(trainee.rows("Pending Requests"))


@pytest.mark.parametrize(
    "open_page",
    [open_step_1, open_step_2_with_error, open_step_3, open_step_3_with_organizations, open_my_profile,
     open_withdraw],
)  # fmt: skip
def test_long_words_break(shared_trainee, open_page) -> None:
    trainee = shared_trainee("one pending")
    open_page(trainee)
    page = trainee.page
    page.evaluate(LENGTHEN, FIXED)
    for width in (320, 640, 1280):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(WIDTH) <= width
