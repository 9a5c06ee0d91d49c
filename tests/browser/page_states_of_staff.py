"""Page states of the admin.

Those with a snapshot show nothing of other tests. The others, if they only read, are opened on a server that no test
changes.
"""

import json
import secrets
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.page_states import PageState
from tests.browser.trainee import Trainee

CATEGORIES = "/admin/rolerequests/usercategory/"
ROLES = "/admin/rolerequests/role/"
EXERCISES = "/admin/training/exercise/"
ORGANIZATIONS = "/admin/rolerequests/organization/"
CLASSES = "/admin/accounts/trainingclass/"
ATTEMPTS = "/admin/training/attempt/"
STAFF_PAGE_STATES: list[PageState] = []
STAFF_SNAPSHOTS: list[PageState] = []


def new_name() -> str:
    """A name that no object has."""
    return f"QA {secrets.token_hex(4)}"


def page_state(
    name: str, *, snapshot: bool = False, untouched: bool = False
) -> Callable[[Callable[[Trainee], None]], Callable[[Trainee], None]]:
    """Decorator that adds a page state to the list."""

    def register(go_to: Callable[[Trainee], None]) -> Callable[[Trainee], None]:
        entry = PageState(
            *(f"admin, {name}", go_to, "staff"),
            own_sandbox=False,
            status=200,
            is_error=False,
            untouched=untouched,
        )
        STAFF_PAGE_STATES.append(entry)
        if snapshot:
            STAFF_SNAPSHOTS.append(entry)
        return go_to

    return register


def add_page_state(name: str, path: str, *clicks: tuple[Any, str], snapshot: bool = False) -> None:
    """Add a page state: an address, and the controls to click from there, by role and name."""

    @page_state(name, snapshot=snapshot, untouched=not snapshot)
    def go_to(staff: Trainee) -> None:
        staff.open(path)
        for role, label in clicks:
            staff.page.get_by_role(role, name=label, exact=True).first.click()


add_page_state("dashboard", "/admin/")
add_page_state("list of categories", CATEGORIES)
add_page_state("list of roles", ROLES)
add_page_state("list of roles, nothing found", f"{ROLES}?q=no-such-role")
add_page_state("a category", CATEGORIES, ("link", "State Agency"))
add_page_state("a role", ROLES, ("link", "CMS General User"))
add_page_state("a new role, sent empty", f"{ROLES}add/", ("button", "Save"))
add_page_state("preview of a category", CATEGORIES, ("link", "Preview Provider"), snapshot=True)
add_page_state("preview of a role", ROLES, ("link", "Preview State Agency S&C General User"), snapshot=True)
add_page_state("history of a role", ROLES, ("link", "CMS General User"), ("link", "History"))
add_page_state("a category that cannot be deleted", CATEGORIES, ("link", "CMS"), ("link", "Delete"))
add_page_state("list of exercises", EXERCISES)
add_page_state("an exercise", EXERCISES, ("link", "New nurse surveyor, Ohio"))
add_page_state("a new exercise, sent empty", f"{EXERCISES}add/", ("button", "Save"), snapshot=True)
add_page_state(
    "preview of an exercise", EXERCISES, ("link", "Preview New nurse surveyor, Ohio"), snapshot=True
)
add_page_state("import and export of exercises", f"{EXERCISES}import-export/", snapshot=True)
add_page_state("catalog checks", f"{CATEGORIES}checks/", snapshot=True)
add_page_state("import and export", f"{CATEGORIES}import-export/", snapshot=True)
add_page_state(
    "import and export, sent empty",
    f"{CATEGORIES}import-export/",
    ("button", "Preview changes"),
    snapshot=True,
)
add_page_state("list of organizations", ORGANIZATIONS)
add_page_state("list of organizations, nothing found", f"{ORGANIZATIONS}?q=no-such-organization")
add_page_state("an organization", f"{ORGANIZATIONS}?q=36-8498", ("link", "36-8498"))
add_page_state("a new organization", f"{ORGANIZATIONS}add/", snapshot=True)
add_page_state("a new organization, sent empty", f"{ORGANIZATIONS}add/", ("button", "Save"))
add_page_state("import and export of organizations", f"{ORGANIZATIONS}import-export/", snapshot=True)
add_page_state("list of classes", CLASSES)
add_page_state("a new class, sent empty", f"{CLASSES}add/", ("button", "Create class"), snapshot=True)
add_page_state("list of attempts", ATTEMPTS)
add_page_state("list of requests", "/admin/rolerequests/rolerequest/")
add_page_state("list of users", "/admin/accounts/user/")
add_page_state("a new user, sent empty", "/admin/accounts/user/add/", ("button", "Save"), snapshot=True)
add_page_state("audit log", "/admin/accounts/auditentry/")
add_page_state("a group", "/admin/auth/group/", ("link", "Training lead"))
add_page_state("change password", "/admin/password_change/", snapshot=True)


def upload(staff: Trainee, *rows: dict[str, Any]) -> None:
    """Preview the import of a file of roles."""
    content = json.dumps([{"model": "rolerequests.role", "fields": row} for row in rows]).encode()
    staff.open(f"{CATEGORIES}import-export/")
    staff.page.get_by_label("A file of categories or roles:").set_input_files(
        {"name": "roles.json", "mimeType": "application/json", "buffer": content}
    )
    staff.click("Preview changes")
    expect(staff.page.get_by_role("heading", level=1)).not_to_have_text("Import and export")


@page_state("import preview", untouched=True)
def import_preview(staff: Trainee) -> None:
    new = {"slug": "never-imported", "category": ["cms"], "name": "Never Imported", "description": "New."}
    upload(staff, new, {"slug": "help-desk", "category": ["cms"], "description": "Changed."})


@page_state("import preview, with errors", untouched=True)
def import_preview_with_errors(staff: Trainee) -> None:
    upload(staff, {"slug": "no-category"}, {"slug": "x", "category": ["cms"], "position": "first"})


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


def upload_exercises(staff: Trainee, **fields: Any) -> None:
    """Preview the import of a file with one exercise."""
    content = json.dumps([{"model": "training.exercise", "fields": fields}]).encode()
    staff.open(f"{EXERCISES}import-export/")
    staff.page.get_by_label("A file of exercises:").set_input_files(
        {"name": "exercises.json", "mimeType": "application/json", "buffer": content}
    )
    staff.click("Preview changes")
    expect(staff.page.get_by_role("heading", level=1)).to_have_text("Preview changes")


@page_state("import of exercises, preview", snapshot=True)
def exercise_preview(staff: Trainee) -> None:
    task, why = "You work for the survey agency of {state}.", "It names {role}."
    fields = {"slug": "leave-without-sending", "position": 11, "title": "Leave", "task": task, "why": why}
    upload_exercises(staff, **fields, goal="leave", is_active=False)


@page_state("import of exercises, with errors", snapshot=True)
def exercise_preview_with_errors(staff: Trainee) -> None:
    upload_exercises(staff, slug="never-imported", position="first", role=["cms", "nobody"])


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


@page_state("class, with a class code")
def a_class_with_a_code(staff: Trainee) -> None:
    a_class(staff)
    staff.click("Switch on the class code")
    staff.click("Create class code")
    expect(staff.page.get_by_role("link", name="Renew the class code", exact=True)).to_be_visible()


@page_state("copy of a class", snapshot=True)
def copy_of_a_class(staff: Trainee) -> None:
    a_class(staff)
    staff.click("Copy for next time")


@page_state("copy of a class, with errors")
def copy_with_errors(staff: Trainee) -> None:
    copy_of_a_class(staff)
    staff.click("Create class")


@page_state("live page of a class", snapshot=True)
def live_page(staff: Trainee) -> None:
    a_class(staff)
    staff.click("Live page")
    expect(staff.page.get_by_role("region", name="Trainees", exact=True)).to_be_visible()


@page_state("live page of a class, nobody found")
def live_page_without_rows(staff: Trainee) -> None:
    live_page(staff)
    staff.page.get_by_label("Name or User ID", exact=True).fill("no such trainee")
    staff.click("Apply")


@page_state("projector", snapshot=True)
def projector(staff: Trainee) -> None:
    live_page(staff)
    staff.click("Projector")


@page_state("projector, with a class code")
def projector_with_a_code(staff: Trainee) -> None:
    a_class_with_a_code(staff)
    staff.click("Live page")
    staff.click("Projector")
    expect(staff.page.get_by_text("I have a class code")).to_be_visible()


@page_state("results of a class", snapshot=True)
def results_of_a_class(staff: Trainee) -> None:
    live_page(staff)
    staff.click("Results")


@page_state("exercises of a class", snapshot=True)
def exercises_of_a_class(staff: Trainee) -> None:
    live_page(staff)
    staff.click("Exercises")


@page_state("exercises of a class, with an error")
def exercises_with_an_error(staff: Trainee) -> None:
    exercises_of_a_class(staff)
    staff.page.get_by_label("Order of New nurse surveyor, Ohio", exact=True).fill("0")
    staff.click("Save")


@page_state("trainee of a class", snapshot=True)
def trainee_of_a_class(staff: Trainee) -> None:
    live_page(staff)
    region = staff.page.get_by_role("region", name="Trainees", exact=True)
    region.get_by_role("link").first.click()


@page_state("class action", snapshot=True)
def class_action(staff: Trainee) -> None:
    a_class(staff)
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
    a_class(staff)
    staff.click("Delete")


def correct_first_trainee(staff: Trainee, what: str) -> None:
    """Open a page that corrects the first trainee of a class."""
    trainee_of_a_class(staff)
    staff.click(what)


@page_state("trainee of a class, rename", snapshot=True)
def rename_trainee(staff: Trainee) -> None:
    correct_first_trainee(staff, "Rename")


@page_state("trainee of a class, renamed to a name of the class")
def rename_trainee_with_an_error(staff: Trainee) -> None:
    rename_trainee(staff)
    name = staff.page.get_by_label("Name:", exact=True)
    name.fill(name.input_value().replace("Ann", "Bob"))
    staff.click("Rename")
    expect(staff.page.get_by_role("alert")).to_be_visible()


@page_state("trainee of a class, move")
def move_trainee(staff: Trainee) -> None:
    correct_first_trainee(staff, "Move to another class")


@page_state("trainee of a class, move, sent empty")
def move_trainee_sent_empty(staff: Trainee) -> None:
    move_trainee(staff)
    staff.click("Move")
    expect(staff.page.get_by_role("alert")).to_be_visible()


@page_state("trainee of a class, remove", snapshot=True)
def remove_trainee(staff: Trainee) -> None:
    correct_first_trainee(staff, "Remove")


@page_state("adopt an account", snapshot=True)
def adopt_account(staff: Trainee) -> None:
    a_class(staff)
    staff.click("Adopt an account")


@page_state("adopt an account, unknown", snapshot=True)
def adopt_unknown_account(staff: Trainee) -> None:
    adopt_account(staff)
    staff.page.get_by_label("User ID:", exact=True).fill("no-such-account")
    staff.click("Adopt")


@page_state("list action that asks first", snapshot=True)
def list_action(staff: Trainee) -> None:
    staff.open(f"{ORGANIZATIONS}?q=36-8498")
    staff.page.get_by_role("row").nth(1).get_by_role("checkbox").check()
    staff.page.get_by_role("combobox", name="Action").select_option(label="Close")
    staff.click("Go")
    expect(staff.page.get_by_role("heading", level=1)).to_have_text("Close 1 organization?")


@page_state("new staff", snapshot=True)
def new_staff(staff: Trainee) -> None:
    staff.open("/admin/accounts/user/add/")
    staff.page.get_by_label("Name:", exact=True).fill(new_name())
    staff.page.get_by_role("checkbox").first.check()
    staff.click("Save")
    expect(staff.page.get_by_role("heading", level=1)).to_contain_text("Account of QA")


@page_state("new staff, shown before", snapshot=True)
def new_staff_shown_before(staff: Trainee) -> None:
    new_staff(staff)
    staff.page.reload()


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
    login_handout(staff)  # the menu has one class at least
    staff.open(f"{ATTEMPTS}export/")


@page_state("export of attempts, with errors", snapshot=True)
def export_of_attempts_with_errors(staff: Trainee) -> None:
    login_handout(staff)
    staff.open(f"{ATTEMPTS}export/?format=csv&since=2026-02-01&until=2026-01-01")


@page_state("class, closed")
def a_closed_class(staff: Trainee) -> None:
    class_action(staff)
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


def upload_organizations(staff: Trainee, *rows: str) -> None:
    """Preview the import of a file of organizations."""
    lines = ["ccn,name,kind,state,city,open,replaced_by", *rows]
    staff.open(f"{ORGANIZATIONS}import-export/")
    staff.page.get_by_label("A file of organizations:").set_input_files(
        {"name": "organizations.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    )
    staff.click("Preview changes")
    expect(staff.page.get_by_role("heading", level=1)).not_to_have_text("Import and export organizations")


@page_state("import of organizations, preview", snapshot=True)
def organization_preview(staff: Trainee) -> None:
    upload_organizations(
        staff,
        "36849,Training Never Imported,physical-therapy,AZ,Sampleville,yes,",
        "368498,Training Changed Name,home-health-agency,OH,Sampleville,no,",
        "5E+12,Training Number,medicaid-nursing-home,AZ,Sampleville,yes,",
    )


@page_state("import of organizations, nothing changes", untouched=True)
def organization_preview_without_changes(staff: Trainee) -> None:
    upload_organizations(staff, "AO01,Training,hospice,OH,Sampleville,yes,")


@page_state("import of organizations, done")
def organization_import(staff: Trainee) -> None:
    name = "Training Medicare Administrative Contractor 16"
    upload_organizations(staff, f"MAC16,{name},contractor,UT,{new_name()},yes,")
    staff.click("Apply changes")
    expect(staff.page.get_by_text("All rows are stored:")).to_be_visible()
