"""Page states of the admin about a class: creating, changing and closing it, its log-in handout, what it leaves in the
audit log and in exports."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.page_states_of_staff import ATTEMPTS, CLASSES, new_name, page_state
from tests.browser.trainee import Trainee

unchanged: dict[BrowserContext, str] = {}  # addresses of classes
PASTED = "No.\tLast name\tFirst name\tUnit\n1\tLee\tANN\tUnit 3\n2\tRay\tDr. Bob, RN\t\n3\tRay\tBob\t"


@page_state("preview of a class", snapshot=True)
def preview_of_a_class(staff: Trainee) -> None:
    staff.open(f"{CLASSES}add/")
    staff.page.get_by_label("Name of the class:", exact=True).fill(new_name())
    staff.page.get_by_label("Names of the trainees:", exact=True).fill(PASTED)
    staff.click("Preview")
    expect(staff.page.get_by_role("heading", name="Preview: 2 trainees", exact=True)).to_be_visible()


@page_state("preview of a class, with errors")
def preview_of_a_class_with_errors(staff: Trainee) -> None:
    preview_of_a_class(staff)
    staff.page.get_by_role("textbox", name="Name in row 2", exact=True).fill("")
    staff.click("Create class")


@page_state("log-in handout", snapshot=True)
def login_handout(staff: Trainee) -> None:
    name = new_name()
    staff.open(f"{CLASSES}add/")
    staff.page.get_by_label("Name of the class:", exact=True).fill(name)
    staff.page.get_by_label("Names of the trainees:", exact=True).fill(f"{name} Ann\n{name} Bob")
    staff.click("Preview")
    staff.click("Create class")
    expect(staff.page.get_by_role("heading", level=1)).to_contain_text(name)


@page_state("log-in handout, newest slip", snapshot=True)
def login_handout_newest_slip(staff: Trainee) -> None:
    a_class(staff)
    staff.page.get_by_role("region", name="Trainees", exact=True).get_by_role("link").first.click()
    staff.click("Reset passwords")
    expect(staff.page.get_by_role("link", name="Show all 2 slips", exact=True)).to_be_visible()


@page_state("log-in list of a class", snapshot=True)
def login_list(staff: Trainee) -> None:
    login_handout(staff)
    staff.click("List for you")


@page_state("log-in handout, nothing kept", snapshot=True)
def login_handout_nothing_kept(staff: Trainee) -> None:
    a_class(staff)
    for _ in range(2):
        row = staff.page.get_by_role("region", name="Trainees", exact=True)
        row.get_by_role("link", name="Remove", exact=False).first.click()
        staff.click("Remove")
    staff.open(staff.page.url.replace("/change/", "/handout/"))


@page_state("class", snapshot=True)
def a_class(staff: Trainee) -> None:
    login_handout(staff)
    staff.click("Go to the class")
    expect(staff.page.get_by_role("heading", name="2 trainees", exact=True)).to_be_visible()


def an_unchanged_class(staff: Trainee) -> None:
    """The page of a class that no page state changes: the first one in a browser creates it."""
    context = staff.page.context
    if context in unchanged:
        staff.open(unchanged[context])
    else:
        a_class(staff)
        unchanged[context] = staff.page.url


@page_state("class, with a class code")
def a_class_with_a_code(staff: Trainee) -> None:
    a_class(staff)
    staff.click("Switch on the class code")
    staff.click("Create class code")
    expect(staff.page.get_by_role("link", name="Renew the class code", exact=True)).to_be_visible()


@page_state("copy of a class", snapshot=True)
def copy_of_a_class(staff: Trainee) -> None:
    an_unchanged_class(staff)
    staff.click("Copy for next time")


@page_state("copy of a class, with errors")
def copy_with_errors(staff: Trainee) -> None:
    copy_of_a_class(staff)
    staff.click("Create class")


@page_state("class action", snapshot=True)
def class_action(staff: Trainee) -> None:
    an_unchanged_class(staff)
    staff.click("Close")


@page_state("class, changed by someone else", snapshot=True)
def class_changed_by_someone_else(staff: Trainee) -> None:
    a_class(staff)
    other = staff.page.context.new_page()
    other.goto(staff.page.url)
    for page in (other, staff.page):
        page.get_by_label("Name:", exact=True).fill(new_name())
        page.get_by_role("button", name="Save", exact=True).click()
    other.close()
    expect(staff.page.get_by_role("heading", name="What someone else changed", exact=True)).to_be_visible()


@page_state("class action, delete", snapshot=True)
def delete_class(staff: Trainee) -> None:
    an_unchanged_class(staff)
    staff.click("Delete")


@page_state("adopt an account", snapshot=True)
def adopt_account(staff: Trainee) -> None:
    an_unchanged_class(staff)
    staff.click("Adopt an account")


@page_state("adopt an account, unknown", snapshot=True)
def adopt_unknown_account(staff: Trainee) -> None:
    adopt_account(staff)
    staff.page.get_by_label("User ID:", exact=True).fill("no-such-account")
    staff.click("Adopt")


@page_state("class, closed")
def a_closed_class(staff: Trainee) -> None:
    a_class(staff)
    staff.click("Close")
    staff.click("Close class")
    expect(staff.page.get_by_role("link", name="Reopen", exact=True)).to_be_visible()


@page_state("class action, archive", snapshot=True)
def archive_class(staff: Trainee) -> None:
    a_closed_class(staff)
    staff.click("Archive")


@page_state("class, archived")
def an_archived_class(staff: Trainee) -> None:
    archive_class(staff)
    staff.click("Archive class")
    expect(staff.page.get_by_role("link", name="Bring back", exact=True)).to_be_visible()


@page_state("audit log entry", snapshot=True)
def audit_log_entry(staff: Trainee) -> None:
    a_class(staff)
    address = staff.page.url
    staff.page.get_by_label("Name:", exact=True).fill(new_name())
    staff.click("Save")
    staff.open(address)
    staff.click("History")
    staff.page.get_by_role("table").get_by_role("link").first.click()
    expect(staff.page.get_by_role("button", name="Put back", exact=True)).to_be_visible()


@page_state("put back an edit", snapshot=True)
def put_back_an_edit(staff: Trainee) -> None:
    audit_log_entry(staff)
    staff.click("Put back")
    expect(staff.page.get_by_role("heading", name="What will change: 1 object", exact=True)).to_be_visible()


@page_state("put back an edit, changed since", snapshot=True)
def put_back_an_edit_changed_since(staff: Trainee) -> None:
    put_back_an_edit(staff)
    address = staff.page.url
    staff.click("Put back")
    staff.open(address)


@page_state("export of attempts", snapshot=True)
def export_of_attempts(staff: Trainee) -> None:
    an_unchanged_class(staff)  # the menu has one class at least
    staff.open(f"{ATTEMPTS}export/")


@page_state("export of attempts, with errors", snapshot=True)
def export_of_attempts_with_errors(staff: Trainee) -> None:
    an_unchanged_class(staff)
    staff.open(f"{ATTEMPTS}export/?format=csv&since=2026-02-01&until=2026-01-01")
