"""Import and export of the catalog: files byte by byte, errors by row, all changes or none."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models import CheckConstraint

from accounts.models import AuditEntry
from rolerequests.catalog.import_export import MAX_BYTES, MAX_ROWS, file_content, plan_import, rows_of
from rolerequests.catalog.plan import MAX_ERRORS, CatalogFileError, apply
from rolerequests.models import Role, UserCategory
from tests.admin import page_for
from tests.factories import RoleFactory
from tests.helpers import Queries
from tests.pages import message_levels, page_of, text_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/rolerequests/usercategory/import-export/"
EXPORT = "/admin/rolerequests/usercategory/export/"
FIXTURES = Path(settings.FIXTURE_DIRS[0])
BAD_FILES = sorted(Path(__file__).with_name("bad_files").iterdir())


def row(model="role", **fields):
    """A row of a file: a new role of CMS, or a new category, with these fields."""
    new = {"slug": "new", "name": "New", "description": "x", "position": 9, "is_active": True}
    if model == "role":
        new |= {"category": ["cms"], "source": "placeholder"}
    return {"model": f"rolerequests.{model}", "fields": {**new, **fields}}


def category(**fields):
    return row("usercategory", **fields)


def help_desk(**fields):
    """A row that changes these fields of a role of the catalog."""
    return {"model": "rolerequests.role", "fields": {"category": ["cms"], "slug": "help-desk", **fields}}


def without(removed, entry):
    """The row without this field."""
    return {**entry, "fields": {name: value for name, value in entry["fields"].items() if name != removed}}


# Export


@pytest.mark.parametrize("name", ["categories", "roles"])
def test_exported_files_are_the_fixtures_byte_by_byte(name):
    assert file_content(name).encode() == (FIXTURES / f"{name}.json").read_bytes()


def test_the_command_writes_only_changed_files(tmp_path, capsys):
    call_command("export_catalog", "--to", tmp_path)
    assert capsys.readouterr().out.splitlines() == ["categories.json: written", "roles.json: written"]
    assert (tmp_path / "roles.json").read_bytes() == (FIXTURES / "roles.json").read_bytes()
    Role.objects.filter(slug="help-desk").update(name="Aide ☃")
    call_command("export_catalog", "--to", tmp_path)
    assert capsys.readouterr().out.splitlines() == ["categories.json: unchanged", "roles.json: written"]
    assert "Aide ☃" in (tmp_path / "roles.json").read_text()


def test_the_command_says_why_it_cannot_write(tmp_path):
    with pytest.raises(CommandError, match=r"categories.json cannot be written: No such file or directory\."):
        call_command("export_catalog", "--to", tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["categories", "roles"])
def test_the_admin_exports_the_fixtures_byte_by_byte(staff_client, name):
    response = staff_client.get(f"{EXPORT}{name}.json")
    assert response.content == (FIXTURES / f"{name}.json").read_bytes()
    assert response["Content-Disposition"] == f'attachment; filename="{name}.json"'
    assert upload(staff_client, response.content).context["plan"].has_changes is False


def test_the_admin_exports_no_other_tables(staff_client):
    assert staff_client.get(f"{EXPORT}users.json").status_code == 404


# Plans


def test_the_fixtures_change_nothing():
    for name in ("categories", "roles"):
        plan = plan_import(rows_of((FIXTURES / f"{name}.json").read_bytes()))
        assert (plan.added, plan.changed, plan.errors) == ([], [], [])
        assert not plan.has_changes


def test_a_plan_lists_changes_and_writes_nothing():
    role = Role.objects.get_by_natural_key("cms", "help-desk")
    rows = [row(), help_desk(name="Help!", description="x"), category()]
    with Queries() as queries:
        plan = plan_import(rows)
    assert queries.count() == 2
    assert [str(each) for each in plan.added] == ["New", "New"]
    (change,) = plan.changed
    assert change.stored == change.entry == role
    assert [(each.field, each.in_database, each.in_file) for each in change.differences] == [
        ("name", "iQIES Help Desk", "Help!"),
        ("description", "iQIES system support.", "x"),
    ]
    assert len(plan.not_in_file) == 7 + 24 - 1
    assert Role.objects.get(pk=role.pk).name == "iQIES Help Desk"


def test_entries_of_absent_kinds_are_not_listed():
    rows = json.loads((FIXTURES / "roles.json").read_text())
    missing = rows.pop()["fields"]["slug"]
    plan = plan_import(rows)
    assert [each.slug for each in plan.not_in_file] == [missing]
    assert [words for words, _ in plan.not_in_file_by_kind] == ["1 role"]
    assert [words for words, _ in plan.unchanged_by_kind] == ["23 roles"]


def test_fields_missing_in_a_row_stay():
    plan = plan_import([help_desk()])
    assert [str(each) for each in plan.unchanged] == ["iQIES Help Desk"]
    assert plan.errors == []


def test_a_category_may_follow_its_roles():
    plan = plan_import([row(category=["new"]), category()])
    assert plan.errors == []
    apply(plan)
    assert Role.objects.get_by_natural_key("new", "new").category.name == "New"


def test_new_entries_without_position_go_last():
    plan = plan_import(
        [without("position", each) for each in (category(), row(), row(slug="next", name="Next"))]
    )
    assert plan.errors == []
    assert [dict(each.fields)["position"] for each in plan.additions] == ["last"] * 3
    apply(plan)
    assert UserCategory.objects.get(slug="new").position == 8
    roles = Role.objects.filter(category__slug="cms").order_by("position").values_list("slug", flat=True)
    assert list(roles)[-2:] == ["new", "next"]


def test_additions_say_whether_trainees_see_them():
    rows = [row(), row(slug="off", name="Off", is_active=False), category(is_active=False)]
    rows += [row(category=["new"])]
    assert [each.is_visible for each in plan_import(rows).additions] == [False, True, False, False]


# Errors: the row, and what in it is wrong


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([1], ["Row 1: “model” and “fields”"]),
        (
            [{"model": "accounts.user", "fields": {"is_superuser": True}}],
            ['Row 1: model rolerequests.usercategory or rolerequests.role "accounts.user"'],
        ),
        ([{"model": ["x"], "fields": {}}], ['Row 1: model ["x"]']),
        ([{"model": "rolerequests.role", "fields": {}}], ["Row 1: slug", "Row 1: category"]),
        ([row(category=["cms", "ado"])], ['Row 1: category ["cms", "ado"]']),
        ([row(category=[1])], ["Row 1: category [1]"]),
        ([row(category=None)], ["Row 1: category null"]),
        ([row(category=["Café"])], ['Row 1: category ["Café"]']),
        ([row(), row(category=["nowhere"])], ['Row 2: category ["nowhere"]']),
        ([row(category="cms")], ['Row 1: category "cms"']),
        ([row(colour="red")], ['Row 1: "colour"']),
        ([row(id=1)], ['Row 1: "id"']),
        ([row(**{"sl\ud800ug": "x"})], ['Row 1: "sl\\ud800ug"']),
        ([row(**{"x" * 999: "x"})], [f'Row 1: "{"x" * 59}….']),
        ([row(position="first")], ['Row 1: position whole number "first"']),
        ([row(position=True)], ["Row 1: position whole number true"]),
        ([row(position=-1)], ["Row 1: position: 0"]),
        ([row(position=10**6)], ["Row 1: position: 9999"]),
        ([row(is_active="yes")], ['Row 1: is_active true or false "yes"']),
        ([row(name=None)], ["Row 1: name text null"]),
        ([row(name="a\0b")], ["Row 1: name character"]),
        ([row(name="a\ud800b")], ["Row 1: name character"]),
        ([row(name="x" * 101)], ["Row 1: name: 100 characters 101"]),
        ([row(description=" ")], ["Row 1: description:"]),
        ([row(source="hearsay")], ["Row 1: source: 'hearsay'"]),
        ([row(slug="not a slug")], ["Row 1: slug: hyphens"]),
        ([row(name=" ", slug="", position=-1)], ["Row 1: slug:", "Row 1: name:", "Row 1: position:"]),
        ([row(), row()], ["Row 2: role cms/new row 1"]),
        ([row(name="cms general USER")], ["Row 1: role cms/general-user “cms general USER”"]),
        ([row(name="CMS\xa0General  User")], ["Row 1: role cms/general-user “CMS General User”"]),
        ([row(name="Cafe\u0301"), row(name="Caf\xe9", slug="a")], ["Row 2: role cms/new “Café”"]),
        ([row(name="cms general USER", slug="a")], ["Row 1: role cms/general-user “cms general USER”"]),
        ([category(name="ado")], ["Row 1: user category ado “ado”"]),
    ],
)
def test_an_error_names_its_row_and_value(rows, errors):
    plan = plan_import(rows)
    assert len(plan.errors) == len(errors)
    for error, facts in zip(plan.errors, errors, strict=True):
        prefix, words = facts.split(": ", 1) if ": " in facts else facts.split(":", 1)
        assert error.startswith(prefix)
        assert [each for each in words.split() if each not in error] == []
    with pytest.raises(ValueError, match="with errors"):
        apply(plan)


def test_errors_are_in_the_order_of_rows():
    plan = plan_import([*({} for _ in range(10)), category(position=None)])
    assert [each.split(":")[0] for each in plan.errors] == [f"Row {number}" for number in range(1, 12)]


@pytest.mark.parametrize("name", ["", "   ", "\xa0", "\n"])
@pytest.mark.parametrize("entry", [row, category])
def test_a_blank_name_is_an_error_of_its_row(entry, name):
    assert plan_import([entry(name=name)]).errors == ["Row 1: name: write the label."]


# For each check constraint of the database, a row that violates it.
VIOLATIONS = {
    "category_name_written": category(name=" "),
    "active_category_described": category(description="\xa0"),
    "role_name_written": row(name=" "),
    "active_role_described": row(description="\xa0"),
    "role_source_is_known": row(source="hearsay"),
}


def test_every_check_constraint_has_a_violation():
    constraints = [each for model in (UserCategory, Role) for each in model._meta.constraints]
    checks = {each.name for each in constraints if isinstance(each, CheckConstraint)}
    # The field position has a check of its own (position >= 0): see position=-1 above.
    assert checks == set(VIOLATIONS)


@pytest.mark.parametrize("violation", VIOLATIONS.values(), ids=VIOLATIONS)
def test_a_violated_constraint_is_an_error_of_its_row(violation):
    plan = plan_import([row(slug="good", name="Good"), violation])
    assert [each.split(":")[0] for each in plan.errors] == ["Row 2"]


# Applying


def renamed(**names):
    """Rows that rename roles of CMS, by slug."""
    return [
        {"model": "rolerequests.role", "fields": {"category": ["cms"], "slug": slug, "name": name}}
        for slug, name in names.items()
    ]


def names_of_cms():
    return dict(Role.objects.filter(category__slug="cms").values_list("slug", "name"))


@pytest.mark.parametrize("order", [1, -1])
def test_names_can_be_swapped_and_reused(order):
    rows = renamed(**{"general-user": "CMS View Only User", "view-only-user": "CMS General User"})
    rows += [*renamed(**{"help-desk": "Aide"}), row(name="iQIES Help Desk")]
    plan = plan_import(rows[::order])
    assert plan.errors == []
    apply(plan)
    assert names_of_cms().items() >= {
        ("general-user", "CMS View Only User"),
        ("view-only-user", "CMS General User"),
        ("help-desk", "Aide"),
        ("new", "iQIES Help Desk"),
    }


def test_a_refusal_of_the_database_changes_nothing():
    plan = plan_import([row(slug="first", name="First"), row()])
    RoleFactory(category=UserCategory.objects.get(slug="cms"), name="New")
    with pytest.raises(CatalogFileError):
        apply(plan)
    assert not Role.objects.filter(slug="first").exists()


# Files that cannot be read


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.name)
def test_a_bad_file_is_refused_in_one_sentence(file):
    with pytest.raises(CatalogFileError) as refused:
        rows_of(file.read_bytes())
    assert str(refused.value).startswith("The file ")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("page.json", ("JSON", "roles.json")),
        ("trailing_comma.json", ("line 4, character 49", "comma")),
        ("big_number.json", ("number", "roles.json")),
        ("many_rows.json", (f"{MAX_ROWS} rows", "roles.json")),
    ],
)
def test_a_refusal_says_what_to_do(name, facts):
    with pytest.raises(CatalogFileError) as refused:
        rows_of(Path(__file__).with_name("bad_files").joinpath(name).read_bytes())
    assert [each for each in facts if each not in str(refused.value)] == []


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (
            b'[{"model": "rolerequests.role", "fields": {"slug": "help-desk", "category": ["cms"], '
            b'"name": "Aide", "name": "Help"}}]',
            '"name"',
        ),
        (b'[{"model": "rolerequests.role", "fields": {}, "fields": {}}]', '"fields"'),
    ],
    ids=["field", "fields"],
)
def test_a_repeated_key_is_an_error_of_its_row(file, name):
    (error,) = plan_import(rows_of(file)).errors
    assert error.startswith(f"Row 1: {name}")


def test_a_file_above_the_limit_is_refused():
    assert rows_of(b" " * (MAX_BYTES - 3) + b"[1]") == [1]
    with pytest.raises(CatalogFileError, match="256 KB"):
        rows_of(b" " * (MAX_BYTES + 1))


# The page


def upload(staff_client, content, name="roles.json"):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return staff_client.post(PAGE, {"file": SimpleUploadedFile(name, data)})


def confirm(staff_client, response, **changes):
    """Submit the form of the preview."""
    page = page_of(response)
    return staff_client.post(
        PAGE, {"content": page.hidden("content"), "digest": page.hidden("digest"), **changes}
    )


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
        'Active yes Asks for a state no Asks for organizations no Asks "Are you a Surveyor?" yes '
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
    text = text_of(upload(staff_client, rows))
    assert "ADO Now New value Name ADO B Active yes no " in text
    assert "ADO User (ADO) Now New value Source Placeholder Other public source " in text


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
    content = json.dumps([row(position="x")])
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
        raise CatalogFileError("Refused by the database.")

    response = upload(staff_client, [row()])
    monkeypatch.setattr("rolerequests.catalog.admin.import_export_page.apply", refuse)
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
