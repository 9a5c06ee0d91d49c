"""The admin page of import and export, and the audit log of an import."""

import json
from dataclasses import replace

import pytest

from accounts.models import AuditEntry
from rolerequests.catalog.admin import import_export_page
from rolerequests.catalog.import_export import file_content
from rolerequests.models import Role, UserCategory
from rolerequests.uploads import MAX_ERRORS, FileError, packed
from tests.admin import page_for
from tests.pages import message_levels, text_of
from tests.rolerequests.catalog.rows import (
    BAD_FILES,
    PAGE,
    category,
    confirm,
    help_desk,
    names_of_cms,
    renamed,
    row,
    upload,
)

pytestmark = pytest.mark.django_db


def test_changes_are_stored_after_confirmation_only(staff_client):
    response = upload(staff_client, [row(), help_desk(name="Help!")])
    text = text_of(response)
    assert "Added: 1 New (CMS)" in text
    assert "Changed: 1 iQIES Help Desk (CMS) Now New value Name iQIES Help Desk Help!" in text
    assert "Unchanged: 23" in text
    assert not Role.objects.filter(name__in=["New", "Help!"]).exists()
    response = confirm(staff_client, response)
    assert response.url == PAGE
    assert message_levels(staff_client.get(PAGE)) == ["success"]
    assert Role.objects.filter(name__in=["New", "Help!"]).count() == 2


def test_the_preview_shows_all_fields_of_additions(staff_client):
    new = row(description="For practice.", asks_surveyor=True, source="public")
    assert (
        "Field New value Category CMS Slug new Name New Description For practice. Position 9 "
        'Active yes Asks for a state no Asks for organizations (empty) Asks "Are you a Surveyor?" yes '
        "Source Other public source " in text_of(upload(staff_client, [new]))
    )
    bare = {"model": "rolerequests.usercategory", "fields": {"slug": "bare", "name": "Bare"}}
    assert "Bare Description (empty) Position last Active no " in text_of(upload(staff_client, [bare]))


def test_the_preview_distinguishes_visible_additions(staff_client):
    texts = [
        text_of(upload(staff_client, [new])).split("New (CMS) ")[1].split(" Field ")[0]
        for new in (row(), row(is_active=False))
    ]
    assert all(texts)
    assert texts[0] != texts[1]


def test_the_preview_shows_old_and_new_values(staff_client):
    rows = [
        {"model": "rolerequests.usercategory", "fields": {"slug": "ado", "name": "B", "is_active": False}},
        {"model": "rolerequests.role", "fields": {"category": ["ado"], "slug": "user", "source": "public"}},
    ]
    response = upload(staff_client, rows)
    text = text_of(response)
    hidden = response.context["plan"].changed[0]
    assert (hidden.was_visible, hidden.is_visible) == (True, False)
    assert "Now New value Name ADO B Active yes no " in text
    assert "Now New value Source Placeholder Other public source " in text


def test_the_preview_names_entries_missing_in_the_file(staff_client):
    rows = [each for each in json.loads(file_content("roles")) if each["fields"]["slug"] != "help-desk"]
    text = text_of(upload(staff_client, rows))
    assert "23 roles" in text
    assert "1 role " in text.split("Unchanged: 24")[1]
    assert "iQIES Help Desk (CMS)" in text.split("Unchanged: 24")[1]


def test_the_same_file_again_changes_nothing(staff_client):
    rows = [row()]
    confirm(staff_client, upload(staff_client, rows))
    response = upload(staff_client, rows)
    assert not response.context["plan"].has_changes
    assert "Apply changes" not in response.content.decode()


def test_a_file_with_errors_cannot_be_applied(staff_client):
    response = upload(staff_client, [row(), row(position="x", is_active=1), category(name="ADO")])
    assert len(response.context["plan"].errors) == 3
    for error in response.context["plan"].errors:
        assert error in text_of(response)
    assert "Apply changes" not in response.content.decode()
    content = packed(json.dumps([row(position="x")]).encode())
    staff_client.post(PAGE, {"content": content, "digest": "0" * 64})
    assert not Role.objects.filter(slug="new").exists()


def test_the_preview_shows_the_first_errors_only(staff_client):
    text = text_of(upload(staff_client, [1] * (MAX_ERRORS + 10)))
    assert f"Row {MAX_ERRORS}:" in text
    assert f"Row {MAX_ERRORS + 1}:" not in text
    assert "10 more" in text
    assert "more" not in text_of(upload(staff_client, [1] * MAX_ERRORS)).split("Row 50:")[1]


def test_a_change_after_the_preview_shows_a_new_one(staff_client):
    response = upload(staff_client, [help_desk(name="Help!")])
    Role.objects.filter(slug="help-desk").update(name="Changed since")
    response = confirm(staff_client, response)
    assert message_levels(response) == ["warning"]
    assert Role.objects.get_by_natural_key("cms", "help-desk").name == "Changed since"
    assert confirm(staff_client, response).url == PAGE
    assert Role.objects.get_by_natural_key("cms", "help-desk").name == "Help!"


def test_a_refusal_of_the_database_is_shown(staff_client, monkeypatch):
    def refuse(plan, actor):
        raise FileError("Refused by the database.")

    response = upload(staff_client, [row()])
    monkeypatch.setattr(import_export_page, "PAGE", replace(import_export_page.PAGE, apply=refuse))
    response = confirm(staff_client, response)
    assert [str(each) for each in response.context["messages"]] == ["Refused by the database."]
    assert message_levels(response) == ["error"]


def test_an_upload_of_megabytes_is_an_error_of_its_field(staff_client):
    response = upload(staff_client, b"[" + b" " * 5 * 1024**2 + b"]")
    assert response.context["form"].has_error("file", "invalid")
    assert "256 KB" in text_of(response)


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.name)
def test_a_bad_file_is_an_error_of_its_field(staff_client, file):
    response = upload(staff_client, file.read_bytes(), file.name)
    assert response.status_code == 200
    (errors,) = response.context["form"].errors.values()
    (message,) = errors
    assert message in text_of(response)
    assert message.startswith("The file ")


def test_a_form_without_file_is_refused(staff_client):
    assert staff_client.post(PAGE, {}).context["form"].has_error("file", "required")


def test_markup_in_a_file_is_shown_as_text(staff_client):
    response = upload(staff_client, [row(name="<script>alert(1)</script>")])
    assert "<script>alert(1)" not in response.content.decode()
    assert "<script>alert(1)</script>" in text_of(response)


# The audit log


def history_of(staff_client, entry):
    """The text of the history page, newest entry first."""
    return text_of(staff_client.get(page_for(entry, "history")))


def test_an_import_is_in_the_history_of_each_entry(staff_client):
    role = Role.objects.get_by_natural_key("cms", "help-desk")
    cms = UserCategory.objects.get(slug="cms")
    rows = [
        help_desk(position=8),
        {"model": "rolerequests.usercategory", "fields": {"slug": "cms", "description": "Other words."}},
        row(),
    ]
    confirm(staff_client, upload(staff_client, rows))
    assert "carol Changed position: 3 8 " in history_of(staff_client, role)
    assert f"carol Changed description: {cms.description} Other words. " in history_of(staff_client, cms)
    text = history_of(staff_client, Role.objects.get_by_natural_key("cms", "new"))
    assert "carol Added " in text
    assert "name: New" in text
    assert "category: CMS" in text


def test_swapped_names_have_one_change_each(staff_client):
    names = {"general-user": "CMS View Only User", "view-only-user": "CMS General User"}
    before = names_of_cms()
    confirm(staff_client, upload(staff_client, renamed(**names)))
    for slug, name in names.items():
        text = history_of(staff_client, Role.objects.get_by_natural_key("cms", slug))
        assert f"carol Changed name: {before[slug]} {name} " in text
        assert text.count("Changed") == 1
    assert not any("changes names" in str(entry.changes) for entry in AuditEntry.objects.all())
