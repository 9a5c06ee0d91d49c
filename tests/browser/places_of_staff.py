"""The pages of the admin that its people come for, in their states: how they get there.

Those that are the same on every server, whatever other tests do there, are steady: what a screen reader is told of
them is kept.
"""

import json
import secrets
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.places import Place
from tests.browser.trainee import Trainee

CATEGORIES = "/admin/rolerequests/usercategory/"
ROLES = "/admin/rolerequests/role/"
CLASSES = "/admin/accounts/trainingclass/"
STAFF_PLACES: list[Place] = []
STEADY: list[Place] = []


def new_name() -> str:
    """A name that nothing there has."""
    return f"QA {secrets.token_hex(4)}"


def place(
    name: str, *, steady: bool = False
) -> Callable[[Callable[[Trainee], None]], Callable[[Trainee], None]]:
    """Decorator: enter a way into the list."""

    def register(arrive: Callable[[Trainee], None]) -> Callable[[Trainee], None]:
        entry = Place(f"admin, {name}", arrive, "staff", own_world=False, status=200, is_error=False)
        STAFF_PLACES.append(entry)
        if steady:
            STEADY.append(entry)
        return arrive

    return register


def lies_at(name: str, path: str, *ways: tuple[Any, str], steady: bool = False) -> None:
    """Enter a page into the list: an address, and what to press from there, by role and name."""

    @place(name, steady=steady)
    def arrive(staff: Trainee) -> None:
        staff.open(path)
        for role, label in ways:
            staff.page.get_by_role(role, name=label, exact=True).first.click()


lies_at("front page", "/admin/", steady=True)
lies_at("list of categories", CATEGORIES)
lies_at("list of roles", ROLES)
lies_at("list of roles, nothing found", f"{ROLES}?q=nothing-is-called-so")
lies_at("a category", CATEGORIES, ("link", "State Agency"))
lies_at("a role", ROLES, ("link", "CMS General User"))
lies_at("a new role, sent empty", f"{ROLES}add/", ("button", "Save"))
lies_at("preview of a category", CATEGORIES, ("link", "Preview Provider"), steady=True)
lies_at("preview of a role", ROLES, ("link", "Preview State Agency S&C General User"), steady=True)
lies_at("history of a role", ROLES, ("link", "CMS General User"), ("link", "History"))
lies_at("a category that cannot be deleted", CATEGORIES, ("link", "CMS"), ("link", "Delete"))
lies_at("doctor", f"{CATEGORIES}doctor/", steady=True)
lies_at("files", f"{CATEGORIES}files/", steady=True)
lies_at("files, sent empty", f"{CATEGORIES}files/", ("button", "See what it would change"), steady=True)
lies_at("list of classes", CLASSES)
lies_at("a new class, sent empty", f"{CLASSES}add/", ("button", "Make the class"), steady=True)
lies_at("list of requests", "/admin/rolerequests/rolerequest/")
lies_at("list of users", "/admin/accounts/user/")
lies_at("a new user, sent empty", "/admin/accounts/user/add/", ("button", "Save"))
lies_at("history of all", "/admin/auditlog/logentry/")
lies_at("a group", "/admin/auth/group/", ("link", "Training lead"))
lies_at("change password", "/admin/password_change/", steady=True)


def upload(staff: Trainee, *rows: dict[str, Any]) -> None:
    """Look at what a file of roles would change."""
    content = json.dumps([{"model": "rolerequests.role", "fields": row} for row in rows]).encode()
    staff.open(f"{CATEGORIES}files/")
    staff.page.get_by_label("A file of categories or roles:").set_input_files(
        {"name": "roles.json", "mimeType": "application/json", "buffer": content}
    )
    staff.click("See what it would change")
    staff.is_on("What this file would change")


@place("what a file would change")
def what_a_file_would_change(staff: Trainee) -> None:
    new = {"slug": "never-taken-over", "category": ["cms"], "name": "Never Taken Over", "description": "New."}
    upload(staff, new, {"slug": "help-desk", "category": ["cms"], "description": "Something else."})


@place("what a file would change, with faults")
def a_file_with_faults(staff: Trainee) -> None:
    upload(staff, {"slug": "no-category"}, {"slug": "x", "category": ["cms"], "position": "first"})


@place("handout sheet", steady=True)
def login_handout(staff: Trainee) -> None:
    name = new_name()
    staff.open(f"{CLASSES}add/")
    staff.page.get_by_label("Name of the class:", exact=True).fill(name)
    staff.page.get_by_label("Names of the trainees:", exact=True).fill(f"{name} Ann\n{name} Bob")
    staff.click("Make the class")
    staff.is_on(f"Hand-out sheet: {name}")


@place("handout sheet, shown before", steady=True)
def hand_out_sheet_shown_before(staff: Trainee) -> None:
    login_handout(staff)
    staff.page.reload()


@place("a class", steady=True)
def a_class(staff: Trainee) -> None:
    login_handout(staff)
    staff.click("Go to the class")
    expect(staff.page.get_by_role("heading", name="2 trainees", exact=True)).to_be_visible()


@place("a question about a class", steady=True)
def a_question(staff: Trainee) -> None:
    a_class(staff)
    staff.click("Close")


@place("a class, closed")
def a_closed_class(staff: Trainee) -> None:
    a_question(staff)
    staff.click("Close the class")
    expect(staff.page.get_by_text("This class is closed since")).to_be_visible()
