"""Page states of the admin, but those of classes and imports, which have files of their own.

Those with a snapshot show nothing of other tests. The others, if they only read, are opened on a server that no test
changes.
"""

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
# Of seeding: log-ins of tests are there, too.
add_page_state("audit log", "/admin/accounts/auditentry/?action=seeded")
add_page_state("a group", "/admin/auth/group/", ("link", "Training lead"))
add_page_state("change password", "/admin/password_change/", snapshot=True)


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
