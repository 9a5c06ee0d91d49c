"""A long word in a name or text of an editor does not make a page wider than the window."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.trainee import Trainee

FIXED = "nav, .filter, .source, button, option, thead, time, dt, .button-row, td:not(:nth-child(2))"
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


def open_user_roles_matrix(trainee: Trainee) -> None:
    trainee.open("/help/user-roles-matrix/")


def open_fidelity_ledger(trainee: Trainee) -> None:
    trainee.open("/help/fidelity-ledger/")


@pytest.mark.parametrize(
    "open_page",
    [open_step_1, open_step_2_with_error, open_step_3, open_step_3_with_organizations, open_my_profile,
     open_withdraw, open_user_roles_matrix, open_fidelity_ledger],
)  # fmt: skip
def test_long_words_break(shared_trainee, open_page) -> None:
    trainee = shared_trainee("one pending")
    open_page(trainee)
    page = trainee.page
    page.evaluate(LENGTHEN, FIXED)
    for width in (320, 640, 1280):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(WIDTH) <= width


def test_long_names_break_in_the_admin(admin: Page, new_name: str, tmp_path: Path) -> None:
    name = f"{new_name} {'x' * 70}"
    fields = {"slug": new_name.lower().replace(" ", "-"), "name": name, "is_active": False,
              "description": f"https://example.org/{'x' * 100}"}  # fmt: skip
    file = tmp_path / "categories.json"
    file.write_text(json.dumps([{"model": "rolerequests.usercategory", "fields": fields}]))
    list_page = "/admin/rolerequests/usercategory/"
    admin.goto(f"{list_page}import-export/")
    admin.get_by_label("A file of categories or roles:").set_input_files(file)
    admin.get_by_role("button", name="Preview changes", exact=True).click()
    assert_fits(admin)
    admin.get_by_role("button", name="Apply changes", exact=True).click()
    admin.goto(f"{list_page}?q={fields['slug']}")
    assert_fits(admin)
    admin.get_by_role("link", name=f"Preview {name}", exact=True).click()
    assert_fits(admin)
    admin.get_by_role("link", name=f"Back to {name} in the admin", exact=True).click()
    assert_fits(admin)
    admin.get_by_role("link", name="History", exact=True).click()
    assert_fits(admin)
    admin.go_back()
    admin.get_by_role("link", name="Delete", exact=True).click()
    assert_fits(admin)
    admin.get_by_role("main").get_by_role("button").click()
    assert_fits(admin)


def assert_fits(page: Page) -> None:
    """Assert that neither the page nor a name in a list is wider than the window."""
    page.wait_for_load_state("load")  # a click returns before the styles of the next page are there
    names = "[...document.querySelectorAll('.results th a')].map(each => each.getBoundingClientRect().width)"
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 640})
        assert max(page.evaluate(f"[{WIDTH}, ...{names}]")) <= width, page.url
