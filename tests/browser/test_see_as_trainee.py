"""See it as a trainee: another tab with a preview account, while the admin stays open."""

from playwright.sync_api import expect

from tests.browser.sandboxes import Account
from tests.browser.trainee import Trainee


def test_preview_opens_beside_the_admin(new_context, staff: Account) -> None:
    """Without JavaScript, in a session of its own: the preview belongs to the session."""
    admin = Trainee(new_context(java_script_enabled=False).new_page(), staff)
    admin.log_in()
    with admin.page.expect_popup() as opened:
        admin.click("See it as a trainee (opens a new tab)")
    preview = Trainee(opened.value, staff)
    preview.expect_page("Welcome to iQIES")
    expect(preview.page.get_by_role("banner")).to_contain_text(f"Preview for {staff.user_id}")
    preview.start_request("CMS", "CMS View Only User")
    admin.page.reload()
    expect(admin.page.get_by_role("heading", level=1)).to_have_text("Admin")
    preview.page.get_by_role("button", name="End the preview", exact=True).click()
    expect(preview.page.get_by_role("heading", level=1)).to_have_text("Admin")
    preview.open("/")
    preview.expect_page("You are logged in as staff")
