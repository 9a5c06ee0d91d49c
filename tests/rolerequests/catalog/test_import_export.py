"""The catalog as files: written to the byte, read back with every fault in plain words, all or nothing."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from rolerequests.catalog.import_export import MAX_BYTES, file_content, plan_import, rows_of
from rolerequests.catalog.plan import CatalogFileError, apply
from rolerequests.models import Role, UserCategory
from tests.admin import page_for
from tests.helpers import Queries
from tests.pages import page_of, text_of

pytestmark = pytest.mark.django_db

FILES = "/admin/rolerequests/usercategory/import-export/"
FIXTURES = Path(settings.FIXTURE_DIRS[0])
BAD_FILES = sorted(Path(__file__).with_name("bad_files").iterdir())


def row(model="role", **fields):
    """A row of a file: a new role of CMS, or a new category, but for these fields."""
    new = {"slug": "new", "name": "New", "description": "x", "position": 9, "is_active": True}
    if model == "role":
        new |= {"category": ["cms"], "source": "placeholder"}
    return {"model": f"rolerequests.{model}", "fields": {**new, **fields}}


def category(**fields):
    return row("usercategory", **fields)


# Writing


@pytest.mark.parametrize("name", ["categories", "roles"])
def test_a_round_trip_gives_the_same_bytes(name):
    assert file_content(name).encode() == (FIXTURES / f"{name}.json").read_bytes()


def test_the_command_writes_what_was_edited_and_says_what_it_wrote(tmp_path, capsys):
    call_command("export_catalog", "--to", tmp_path)
    assert capsys.readouterr().out.splitlines() == ["categories.json: written", "roles.json: written"]
    assert (tmp_path / "roles.json").read_bytes() == (FIXTURES / "roles.json").read_bytes()
    Role.objects.filter(slug="help-desk").update(name="Aide ☃")
    call_command("export_catalog", "--to", tmp_path)
    assert capsys.readouterr().out.splitlines() == ["categories.json: as it was", "roles.json: written"]
    assert "Aide ☃" in (tmp_path / "roles.json").read_text()


def test_the_command_says_why_it_cannot_write(tmp_path):
    with pytest.raises(CommandError, match=r"categories.json cannot be written: No such file or directory\."):
        call_command("export_catalog", "--to", tmp_path / "nowhere")


# Reading


def test_the_same_file_twice_changes_nothing():
    for name in ("categories", "roles"):
        plan = plan_import(rows_of((FIXTURES / f"{name}.json").read_bytes()))
        assert (plan.added, plan.changed, plan.errors) == ([], [], [])
        assert not plan.changes_something


def test_a_plan_tells_what_is_added_changed_and_left_and_writes_nothing():
    role = Role.objects.get_by_natural_key("cms", "help-desk")
    rows = [row(), row(slug="help-desk", name="Help!", source="job_aid", position=3), category()]
    with Queries() as queries:
        plan = plan_import(rows)
    assert queries.count() == 2
    assert [str(each) for each in plan.added] == ["New", "New"]
    (change,) = plan.changed
    assert change.stored == change.thing == role
    assert [(each.field, each.database, each.fixture) for each in change.differences] == [
        ("name", "iQIES Help Desk", "Help!"),
        ("description", "iQIES system support.", "x"),
    ]
    assert len(plan.not_in_file) == 7 + 24 - 1
    assert Role.objects.get(pk=role.pk).name == "iQIES Help Desk"


def test_a_field_that_a_row_leaves_out_stays_as_it_is():
    plan = plan_import([{"model": "rolerequests.role", "fields": {"slug": "help-desk", "category": ["cms"]}}])
    assert [str(each) for each in plan.unchanged] == ["iQIES Help Desk"]
    assert plan.errors == []


def test_a_category_and_its_roles_come_in_one_file_in_whatever_order():
    plan = plan_import([row(category=["new"]), category()])
    assert plan.errors == []
    apply(plan)
    assert Role.objects.get_by_natural_key("new", "new").category.name == "New"


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([1], ["Row 1: this is no category and no role: it needs a “model” and “fields”."]),
        (
            [{"model": "accounts.user", "fields": {"is_superuser": True}}],
            ['Row 1: model must be rolerequests.usercategory or rolerequests.role, not "accounts.user".'],
        ),
        (
            [{"model": ["x"], "fields": {}}],
            ['Row 1: model must be rolerequests.usercategory or rolerequests.role, not ["x"].'],
        ),
        (
            [{"model": "rolerequests.role", "fields": {}}],
            ["Row 1: slug is missing.", "Row 1: category is missing."],
        ),
        ([row(category=["cms", "ado"])], ['Row 1: there is no category ["cms", "ado"].']),
        ([row(category=[1])], ["Row 1: there is no category [1]."]),
        ([row(category=None)], ["Row 1: there is no category null."]),
        (
            [*({} for _ in range(10)), category(position=None)],
            [
                *(
                    f"Row {number}: this is no category and no role: it needs a “model” and “fields”."
                    for number in range(1, 11)
                ),
                "Row 11: position must be a whole number, not null.",
            ],
        ),
        ([row(colour="red")], ['Row 1: there is no field "colour".']),
        ([row(id=1)], ['Row 1: there is no field "id".']),
        ([row(**{"sl\ud800ug": "x"})], ['Row 1: there is no field "sl\\ud800ug".']),
        ([row(**{"x" * 999: "x"})], [f'Row 1: there is no field "{"x" * 59}….']),
        ([row(category=["Café"])], ['Row 1: there is no category ["Café"].']),
        ([row(), row(category=["nowhere"])], ['Row 2: there is no category ["nowhere"].']),
        ([row(category="cms")], ['Row 1: there is no category "cms".']),
        ([row(position="first")], ['Row 1: position must be a whole number, not "first".']),
        ([row(position=True)], ["Row 1: position must be a whole number, not true."]),
        ([row(is_active="yes")], ['Row 1: is_active must be true or false, not "yes".']),
        ([row(name=None)], ["Row 1: name must be text, not null."]),
        ([row(name="a\0b")], ["Row 1: name holds a character that cannot be stored."]),
        ([row(name="a\ud800b")], ["Row 1: name holds a character that cannot be stored."]),
        (
            [row(description=" ")],
            ["Row 1: description: Write the text below the label, or save this inactive until you have it."],
        ),
        (
            [row(name="x" * 101)],
            ["Row 1: name: Ensure this value has at most 100 characters (it has 101)."],
        ),
        ([row(source="hearsay")], ["Row 1: source: Value 'hearsay' is not a valid choice."]),
        ([row(position=-1)], ["Row 1: position: Ensure this value is greater than or equal to 0."]),
        (
            [row(position=10**6)],
            ["Row 1: position: Ensure this value is less than or equal to 9999."],
        ),
        (
            [row(slug="not a slug")],
            [
                "Row 1: slug: Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
            ],
        ),
        ([row(), row()], ["Row 2: role cms/new stands in row 1 already."]),
        ([row(name="cms general USER")], ["Row 1: role cms/general-user is called “cms general USER” too."]),
        (
            [row(name="cms general USER", slug="a")],
            ["Row 1: role cms/general-user is called “cms general USER” too."],
        ),
        ([category(name="ado")], ["Row 1: user category ado is called “ado” too."]),
    ],
)
def test_each_fault_is_told_by_row_in_plain_words(rows, errors):
    plan = plan_import(rows)
    assert plan.errors == errors
    with pytest.raises(ValueError, match="with errors"):
        apply(plan)


def renamed(**names):
    """Rows that give roles of CMS other names, by slug."""
    return [
        {"model": "rolerequests.role", "fields": {"category": ["cms"], "slug": slug, "name": name}}
        for slug, name in names.items()
    ]


def names_of_cms():
    return dict(Role.objects.filter(category__slug="cms").values_list("slug", "name"))


@pytest.mark.parametrize("order", [1, -1])
def test_two_can_change_names_and_a_new_one_can_get_a_name_that_is_free_by_then(order):
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


def test_what_the_database_refuses_is_refused_whole_in_words():
    plan = plan_import([row(slug="first", name="First"), row()])
    Role.objects.create(category=UserCategory.objects.get(slug="cms"), slug="other", name="New")
    with pytest.raises(CatalogFileError, match="somebody else changed the catalog in the same moment"):
        apply(plan)
    assert not Role.objects.filter(slug="first").exists()


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.name)
def test_a_file_that_is_no_catalog_is_told_in_one_sentence(file):
    with pytest.raises(CatalogFileError) as refused:
        rows_of(file.read_bytes())
    assert str(refused.value).startswith("The file ")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("page.json", "The file is not written in JSON: choose a file of the catalog, such as roles.json."),
        (
            "trailing_comma.json",
            "The file cannot be read at line 4, character 49: add or take away the comma, quotation mark or "
            "bracket that is wrong there.",
        ),
        (
            "big_number.json",
            "The file holds a number with thousands of digits: choose a file of the catalog, such as "
            "roles.json.",
        ),
        (
            "many_rows.json",
            "The file has more than 1000 rows: choose a file of the catalog, such as roles.json.",
        ),
    ],
)
def test_it_says_what_to_do_in_words_of_no_programmer(name, says):
    with pytest.raises(CatalogFileError) as refused:
        rows_of(Path(__file__).with_name("bad_files").joinpath(name).read_bytes())
    assert str(refused.value) == says


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (
            b'[{"model": "rolerequests.role", "fields": {"slug": "help-desk", "category": ["cms"], '
            b'"name": "Aide", "name": "Help"}}]',
            'Row 1: "name" stands there more than once: keep one of them.',
        ),
        (
            b'[{"model": "rolerequests.role", "fields": {}, "fields": {}}]',
            'Row 1: "fields" stands there more than once: keep one of them.',
        ),
    ],
    ids=["field", "fields"],
)
def test_a_name_that_stands_twice_in_a_row_is_told_and_none_of_both_taken(file, error):
    assert plan_import(rows_of(file)).errors == [error]


def test_a_huge_file_is_refused_unread():
    assert rows_of(b" " * (MAX_BYTES - 3) + b"[1]") == [1]
    with pytest.raises(CatalogFileError, match="larger than 256 KB"):
        rows_of(b" " * (MAX_BYTES + 1))


# In the admin


def history_of(staff_client, thing):
    """What its history says, newest first, as one line."""
    return text_of(staff_client.get(page_for(thing, "history")))


def test_what_a_file_changed_and_added_is_in_the_history_from_what_to_what(staff_client):
    role = Role.objects.get_by_natural_key("cms", "help-desk")
    cms = UserCategory.objects.get(slug="cms")
    rows = [
        {"model": "rolerequests.role", "fields": {"category": ["cms"], "slug": "help-desk", "position": 8}},
        {"model": "rolerequests.usercategory", "fields": {"slug": "cms", "description": "Other words."}},
        row(),
    ]
    confirm(staff_client, upload(staff_client, rows))
    assert "carol Changed position: 3 8 " in history_of(staff_client, role)
    assert f"carol Changed description: {cms.description} Other words. " in history_of(staff_client, cms)
    words = history_of(staff_client, Role.objects.get_by_natural_key("cms", "new"))
    assert "carol Added " in words
    assert "name: New" in words
    assert "category: CMS" in words


def test_two_that_changed_names_are_each_told_from_the_old_name_to_the_new_one(staff_client):
    names = {"general-user": "CMS View Only User", "view-only-user": "CMS General User"}
    before = names_of_cms()
    confirm(staff_client, upload(staff_client, renamed(**names)))
    for slug, name in names.items():
        words = history_of(staff_client, Role.objects.get_by_natural_key("cms", slug))
        assert f"carol Changed name: {before[slug]} {name} " in words
        assert words.count("Changed") == 1
    assert not any("changes names" in str(entry.changes) for entry in AuditEntry.objects.all())


def upload(staff_client, content, name="roles.json"):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return staff_client.post(FILES, {"file": SimpleUploadedFile(name, data)})


def confirm(staff_client, response, **changes):
    """Press the button below what was looked at."""
    page = page_of(response)
    return staff_client.post(
        FILES, {"content": page.hidden("content"), "digest": page.hidden("digest"), **changes}
    )


@pytest.mark.parametrize("name", ["categories", "roles"])
def test_what_is_downloaded_is_what_the_repository_keeps(staff_client, name):
    response = staff_client.get(f"{FILES}{name}.json")
    assert response.content == (FIXTURES / f"{name}.json").read_bytes()
    assert response["Content-Disposition"] == f'attachment; filename="{name}.json"'
    assert upload(staff_client, response.content).context["plan"].changes_something is False
    assert staff_client.get(f"{FILES}users.json").status_code == 404


def test_nothing_is_written_before_the_confirmation_and_all_of_it_after(staff_client):
    response = upload(
        staff_client, [row(), row(slug="help-desk", name="Help!", source="job_aid", position=3)]
    )
    words = text_of(response)
    assert "Added: 1 New (CMS)" in words
    assert "Changed: 1 iQIES Help Desk (CMS) Now Afterwards Name iQIES Help Desk Help!" in words
    assert "Left as they are: 30" in words
    assert not Role.objects.filter(name__in=["New", "Help!"]).exists()
    response = confirm(staff_client, response)
    assert response.url == FILES
    assert "The file was taken over: 1 added, 1 changed." in text_of(staff_client.get(FILES))
    assert Role.objects.filter(name__in=["New", "Help!"]).count() == 2


def test_what_would_be_added_is_shown_with_all_its_fields_in_the_words_of_its_page(staff_client):
    new = row(description="For practice.", asks_surveyor=True, source="public")
    assert (
        "New (CMS) Field Afterwards Category CMS Slug new Name New Description For practice. Position 9 "
        'Active yes Asks for a state no Asks for organizations no Asks "Are you a Surveyor?" yes '
        "Source Other public source " in text_of(upload(staff_client, [new]))
    )
    bare = {"model": "rolerequests.usercategory", "fields": {"slug": "bare", "name": "Bare"}}
    assert "Bare Description (nothing) Position 0 Active no " in text_of(upload(staff_client, [bare]))


def test_what_would_be_changed_is_headed_by_its_present_name_and_told_in_words(staff_client):
    rows = [
        {"model": "rolerequests.usercategory", "fields": {"slug": "ado", "name": "B", "is_active": False}},
        {"model": "rolerequests.role", "fields": {"category": ["ado"], "slug": "user", "source": "public"}},
    ]
    words = text_of(upload(staff_client, rows))
    assert "ADO Now Afterwards Name ADO B Active yes no " in words
    assert "ADO User (ADO) Now Afterwards Source Placeholder Other public source " in words


def test_the_same_file_sent_again_changes_nothing(staff_client):
    rows = [row()]
    confirm(staff_client, upload(staff_client, rows))
    assert "This file changes nothing." in text_of(upload(staff_client, rows))


def test_a_file_with_faults_shows_all_of_them_and_no_button(staff_client):
    response = upload(staff_client, [row(), row(position="x", is_active=1), category(name="ADO")])
    words = text_of(response)
    for sentence in (
        'Row 2: position must be a whole number, not "x".',
        "Row 2: is_active must be true or false, not 1.",
        "Row 3: user category ado is called “ADO” too.",
    ):
        assert sentence in words
    assert "Take these changes over" not in words
    assert text_of(response).startswith("Skip")
    content = json.dumps([row(position="x")])
    staff_client.post(FILES, {"content": content, "digest": "0" * 64})
    assert not Role.objects.filter(slug="new").exists()


def test_of_very_many_faults_the_first_are_shown_and_the_rest_counted(staff_client):
    words = text_of(upload(staff_client, [1] * 60))
    assert words.count("this is no category and no role") == 50
    assert "Row 50:" in words
    assert "And 10 more." in words
    assert "more." not in text_of(upload(staff_client, [1] * 50))


def test_what_changed_between_looking_and_confirming_is_looked_at_again(staff_client):
    response = upload(staff_client, [row(slug="help-desk", name="Help!", source="job_aid", position=3)])
    Role.objects.filter(slug="help-desk").update(name="Somebody else was here")
    response = confirm(staff_client, response)
    assert "The catalog was changed meanwhile. Look again at what would change." in text_of(response)
    assert Role.objects.get_by_natural_key("cms", "help-desk").name == "Somebody else was here"
    assert confirm(staff_client, response).url == FILES
    assert Role.objects.get_by_natural_key("cms", "help-desk").name == "Help!"


def test_what_the_database_refuses_is_told_and_nothing_is_changed(staff_client, monkeypatch):
    def refuse(plan, actor):
        raise CatalogFileError("Nothing was changed: somebody else was here.")

    response = upload(staff_client, [row()])
    monkeypatch.setattr("rolerequests.catalog.admin.import_export_page.apply", refuse)
    assert "Nothing was changed: somebody else was here." in text_of(confirm(staff_client, response))


def test_a_file_of_megabytes_is_refused_beside_its_field_too(staff_client):
    response = upload(staff_client, b"[" + b" " * 5 * 1024**2 + b"]")
    assert "The file is larger than 256 KB" in text_of(response)


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.name)
def test_a_bad_file_is_one_plain_sentence_beside_its_field(staff_client, file):
    response = upload(staff_client, file.read_bytes(), file.name)
    assert response.status_code == 200
    (errors,) = response.context["form"].errors.values()
    (sentence,) = errors
    assert sentence in text_of(response)
    assert sentence.startswith("The file ")


def test_without_a_file_it_says_so(staff_client):
    assert "Choose a file." in text_of(staff_client.post(FILES, {}))


def test_a_hostile_description_is_shown_as_text(staff_client):
    response = upload(staff_client, [row(name="<script>alert(1)</script>")])
    assert "<script>alert(1)" not in response.content.decode()
    assert "<script>alert(1)</script>" in text_of(response)
