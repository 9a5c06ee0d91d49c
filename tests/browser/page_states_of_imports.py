"""Page states of the admin that import files: of the catalog, of exercises, of organizations."""

import json
from typing import Any

from playwright.sync_api import expect

from tests.browser.page_states_of_staff import CATEGORIES, EXERCISES, ORGANIZATIONS, new_name, page_state
from tests.browser.trainee import Trainee


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
