"""The admin, as staff use it: the catalogue, who is there, and the record of what they did."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.trainee import Trainee, log_in
from tests.browser.worlds import World


@pytest.fixture
def admin(page: Page, staff: World) -> Page:
    """The admin's first page, signed in."""
    page.goto("/admin/")
    log_in(page, staff.user_id, staff.password)
    expect(page.get_by_role("heading", level=1)).to_have_text("Admin")
    return page


def test_a_role_and_an_identity_are_found_and_opened(admin: Page, world) -> None:
    trainee = world("one pending")
    admin.get_by_role("link", name="Roles", exact=True).click()
    admin.get_by_role("link", name="CMS View Only User", exact=True).click()
    expect(admin.get_by_label("Name:", exact=True)).to_have_value("CMS View Only User")
    admin.goto(f"/admin/accounts/user/?q={trainee.user_id}")
    admin.get_by_role("link", name=trainee.user_id, exact=True).click()
    expect(admin.get_by_label("User ID:", exact=True)).to_have_value(trainee.user_id)


def test_each_thing_that_happened_to_a_request_is_in_its_record(admin: Page, world, new_context) -> None:
    trainee = Trainee(new_context().new_page(), world("fresh"))
    trainee.come_in()
    trainee.choose("CMS", "CMS General User")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    admin.goto(f"/admin/rolerequests/rolerequest/?q={trainee.world.user_id}")
    admin.get_by_role("link", name="RR-").click()
    for what, words in (
        ("Category chosen", "CMS"),
        ("Role chosen", "CMS General User"),
        ("Submitted", "CMS General User / Are you a Surveyor? Not answered"),
    ):
        event = admin.get_by_role("row").filter(has=admin.get_by_role("cell", name=what, exact=True))
        expect(event, f"the event is missing: {what}").to_have_count(1)
        expect(event.get_by_role("cell", name=words, exact=True)).to_be_visible()
