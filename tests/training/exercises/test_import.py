"""Importing exercises: what a file would change, its errors by row, and the page with its preview."""

import json
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEntry
from rolerequests.models import Organization, Role
from rolerequests.models.us_states import State
from rolerequests.uploads import FileError
from tests.helpers import Queries
from tests.pages import message_levels, page_of, text_of
from training.exercises.import_export import MAX_BYTES, MAX_ROWS, file_content, plan_import, rows_of
from training.exercises.plan import apply
from training.models import Exercise, WrongTurn
from training.models.exercises import MAX_WRONG_TURNS
from training.seeding import rows_of_fixture

PAGE = "/admin/training/exercise/import-export/"
EXPORT = "/admin/training/exercise/export/exercises.json"
SLUG = "new-nurse-surveyor"

pytestmark = pytest.mark.usefixtures("exercises")


def rows(of=SLUG, **changes):
    """The rows of an exercise of the repository, with these changes of the exercise."""
    exercise, *turns = deepcopy(rows_of_fixture()[of])
    exercise["fields"] |= changes
    return [exercise, *turns]


def row(**changes):
    return rows(**changes)[0]


def turn(**fields):
    """The row of a new wrong turn of the first exercise."""
    fields = {"exercise": [SLUG], "on": "state", "value": "KY", "sentence": "No.", **fields}
    return {"model": "training.wrongturn", "fields": fields}


def without(name, entry):
    return {**entry, "fields": {each: value for each, value in entry["fields"].items() if each != name}}


def upload(client, content):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(PAGE, {"file": SimpleUploadedFile("exercises.json", data)})


def confirm(client, response):
    """Submit the form of the preview."""
    page = page_of(response)
    return client.post(PAGE, {"content": page.hidden("content"), "digest": page.hidden("digest")})


# What a file would change


def test_export_changes_nothing():
    plan = plan_import(rows_of(file_content().encode()))
    assert (plan.added, plan.changed, plan.errors) == ([], [], [])
    assert len(plan.unchanged) == Exercise.objects.count()


def test_plan_lists_changes_and_writes_nothing():
    with Queries() as queries:
        plan = plan_import([*rows(why="Other."), turn()])
    assert queries.count() <= 6
    assert all(each["sql"].startswith("SELECT") for each in queries.captured_queries)
    (change,) = plan.changed
    why = Exercise.objects.get(slug=SLUG).why
    assert change.fields == [
        ("why it fits", why, "Other."),
        (f"wrong turn, {change.turns[-1].about}", "(none)", "No."),
    ]
    assert len(plan.not_in_file) == Exercise.objects.count() - 1


def test_imported_changes_are_stored_and_audited(carol):
    plan = plan_import([*rows(why="Other.")[:-1], turn()])
    removed = WrongTurn.objects.get(exercise__slug=SLUG, on="pending")
    apply(plan, carol)
    exercise = Exercise.objects.get(slug=SLUG)
    assert (exercise.why, exercise.version) == ("Other.", 1)
    assert not exercise.wrong_turns.filter(pk=removed.pk).exists()
    assert exercise.wrong_turns.get(on="state", value="KY").sentence == "No."
    batch = AuditEntry.objects.get(parent=None, action="imported")
    assert {(each.content_type.model, each.action) for each in batch.entries.all()} == {
        ("exercise", "changed"),
        ("wrongturn", "added"),
        ("wrongturn", "deleted"),
    }
    assert {each.actor for each in batch.entries.all()} == {carol}


def test_other_expectations_are_one_new_version():
    other = Organization.objects.exclude(code="368498").filter(group="provider", is_open=True).first()
    slug = "first-security-official"
    plan = plan_import(rows(slug, organizations=[[other.code]], preset="one pending"))
    assert ("version", "1", "2") in plan.changed[0].fields
    apply(plan)
    exercise = Exercise.objects.get(slug=slug)
    assert (exercise.version, list(exercise.organizations.all())) == (2, [other])


def test_new_exercise_comes_with_wrong_turns_in_any_order():
    new = [*rows(slug="new", title="New {state}")[:1], turn(exercise=["new"])]
    plan = plan_import(new[::-1])
    assert plan.errors == []
    assert plan.additions[0].is_visible
    apply(plan)
    exercise = Exercise.objects.get(slug="new")
    assert [each.sentence for each in exercise.wrong_turns.all()] == ["No."]
    assert AuditEntry.objects.filter(action="added", parent__action="imported").count() == 2


def test_fields_missing_in_a_row_are_as_by_default():
    apply(plan_import([without("slip", row()), *rows()[1:]]))
    assert Exercise.objects.get(slug=SLUG).slip == ""


def test_file_of_wrong_turns_alone_removes_none():
    plan = plan_import([turn()])
    before = WrongTurn.objects.count()
    apply(plan)
    assert WrongTurn.objects.count() == before + 1


def test_deactivation_and_removals_are_shown():
    (change,) = plan_import(rows(is_active=False)[:3]).changed
    assert (change.was_visible, change.is_visible) == (True, False)
    removed = len(rows()) - 3
    assert change.notes[0].startswith(f"{removed} ")


def test_long_sentences_and_hidden_roles_are_noted():
    role = Role.objects.get_by_natural_key("state-agency", "general-user")
    Role.objects.filter(pk=role.pk).update(is_active=False)
    (change,) = plan_import([*rows(), turn(sentence="word " * 60)]).changed
    assert role.name in change.notes[0]
    assert "60" in change.notes[1]


# Errors: the row, and what in it is wrong


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        ([1], ["Row 1: “model” and “fields”"]),
        ([{"model": "accounts.user", "fields": {}}], ['Row 1: model training.exercise "accounts.user"']),
        ([{"model": "training.exercise", "fields": {}}], ["Row 1: slug", "Row 1: position"]),
        ([row(position="first")], ['Row 1: position whole number "first"']),
        ([row(position=-1)], ["Row 1: position:"]),
        ([row(is_active="yes")], ['Row 1: is_active true or false "yes"']),
        ([row(title=None)], ["Row 1: title text null"]),
        ([row(title=" ")], ["Row 1: title:"]),
        ([row(slug="not a slug")], ["Row 1: slug:"]),
        ([row(version=7)], ['Row 1: "version"']),
        ([row(id=1)], ['Row 1: "id"']),
        ([row(task="a\0b")], ["Row 1: task character"]),
        ([row(task="x" * 601)], ["Row 1: task 601 600"]),
        ([row(task="You are {nobody}.")], ["Row 1: task: {nobody}"]),
        ([row(goal="win")], ['Row 1: goal "submit" "leave" "win"']),
        ([row(section="9")], ['Row 1: section "9"']),
        ([row(preset="unknown")], ["Row 1: preset: fresh"]),
        ([row(states="OH, XX")], ["Row 1: states: XX"]),
        ([row(states="")], ["Row 1: states:"]),
        ([row(role=["cms", "nobody"])], ['Row 1: role: role ["cms", "nobody"]']),
        ([row(role=["cms", "general-user"])], ["Row 1: role: CMS", "Row 1: states:"]),
        ([row(role="cms")], ['Row 1: role: "cms"']),
        ([row(role=[["cms"], {}])], ["Row 1: role:"]),
        ([row(role=["cms"])], ['Row 1: role: ["cms"]']),
        ([row(role=None)], ["Row 1: role:"]),
        ([row(category=["nowhere"])], ['Row 1: category: ["nowhere"]']),
        ([row(category=["cms", "general-user"])], ["Row 1: category:"]),
        ([row(begin_with=["nowhere"])], ['Row 1: begin_with: ["nowhere"]']),
        ([row(organizations=[["368498"]])], ["Row 1: organizations:"]),
        ([row(organizations=[["99\0"], [1], "x"])], ["Row 1: organizations:"]),
        ([row(organizations=7)], ["Row 1: organizations: 7"]),
        (rows("mds-vendor", organizations=[])[:1], ["Row 1: organizations:"]),
        ([row(), row()], [f"Row 2: exercise {SLUG} row 1"]),
        # The wrong turns of a refused exercise have no errors of their own.
        (rows(slug="new", goal="win"), ['Row 1: goal "win"']),
        ([turn(exercise=["nowhere"])], ['Row 1: exercise: exercise ["nowhere"]']),
        ([turn(exercise=7)], ["Row 1: exercise: 7"]),
        ([turn(on="mood")], ['Row 1: on "category" "mood"']),
        ([without("on", turn())], ["Row 1: on missing"]),
        ([turn(value="XX")], ["Row 1: value: OH"]),
        ([turn(occasion="never")], ['Row 1: occasion "never"']),
        ([turn(sentence="")], ["Row 1: sentence:"]),
        ([turn(sentence="x" * 401)], ["Row 1: sentence 401 400"]),
        ([turn(sentence="{mood}")], ["Row 1: sentence: {mood}"]),
        ([turn(on="role", role=["cms", "nobody"])], ["Row 1: role:"]),
        ([turn(), turn(sentence="Other.")], ["Row 2: Kentucky row 1"]),
        (
            [
                turn(on="category", value="", category=["vendor"], occasion=each)
                for each in ("again", "again")
            ],
            ["Row 2: row 1"],
        ),
    ],
)
def test_error_names_its_row_and_value(content, errors):
    plan = plan_import(content)
    assert len(plan.errors) == len(errors)
    for error, facts in zip(plan.errors, errors, strict=True):
        prefix, words = facts.split(": ", 1) if ": " in facts else facts.split(":", 1)
        assert error.startswith(prefix)
        assert [each for each in words.split() if each not in error] == []
    with pytest.raises(ValueError, match="with errors"):
        apply(plan)


def test_too_many_wrong_turns_are_refused():
    states = Exercise.objects.get(slug=SLUG).state_codes
    many = [
        turn(value=code, occasion=occasion)
        for code in State.values
        if code not in states
        for occasion in ("chosen", "submitted")
    ]
    plan = plan_import(many)
    assert str(MAX_WRONG_TURNS) in plan.errors[0]
    assert plan.errors[0].startswith(f"Row {len(many)}:")


def test_taken_slug_changes_nothing():
    plan = plan_import([*rows(why="Other."), row(slug="new")])
    Exercise.objects.get(slug="cms-analyst").save()
    Exercise.objects.filter(slug="cms-analyst").update(slug="new")
    with pytest.raises(FileError):
        apply(plan)
    assert Exercise.objects.get(slug=SLUG).why != "Other."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"<html>",
        b"[" * 20_000,
        b'{"model": 1}',
        b"[]",
        b"7",
        b"[1,]",
        b"[" + b"9" * 5000 + b"]",
        b"[" + b" " * MAX_BYTES + b"1]",
        b"[" + b"1," * MAX_ROWS + b"1]",
    ],
    ids=range(11),
)
def test_unreadable_file_is_an_error_of_its_field(staff_client, content):
    response = upload(staff_client, content)
    assert response.status_code == 200
    ((message,),) = response.context["form"].errors.values()
    assert message in text_of(response)


# The page


def test_changes_are_stored_after_confirmation_only(staff_client):
    response = upload(staff_client, [*rows(why="Other.")[:-1], turn()])
    assert Exercise.objects.get(slug=SLUG).why != "Other."
    text = text_of(response)
    assert "Other." in text
    assert "Kentucky" in text
    assert confirm(staff_client, response).url == PAGE
    assert message_levels(staff_client.get(PAGE)) == ["success"]
    assert Exercise.objects.get(slug=SLUG).why == "Other."


def test_second_confirmation_does_nothing(staff_client):
    response = upload(staff_client, [*rows(why="Other."), turn()])
    confirm(staff_client, response)
    entries = AuditEntry.objects.count()
    again = confirm(staff_client, response)
    assert message_levels(again) == ["success", "warning"]
    assert not again.context["plan"].has_changes
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize(
    "change",
    [
        lambda: Exercise.objects.filter(slug=SLUG).update(why="Since."),
        lambda: WrongTurn.objects.filter(exercise__slug=SLUG).first().delete(),
        lambda: Exercise.objects.filter(slug=SLUG).update(position=99),
    ],
)
def test_change_after_the_preview_shows_a_new_one(staff_client, change):
    response = upload(staff_client, rows(why="Other."))
    change()
    again = confirm(staff_client, response)
    assert message_levels(again) == ["warning"]
    assert Exercise.objects.get(slug=SLUG).why != "Other."
    assert confirm(staff_client, again).url == PAGE
    assert Exercise.objects.get(slug=SLUG).why == "Other."


def test_file_with_errors_cannot_be_applied(staff_client):
    response = upload(staff_client, [row(position="first"), turn()])
    assert response.context["plan"].first_errors[0] in text_of(response)
    assert "Apply changes" not in text_of(response)
    assert not WrongTurn.objects.filter(exercise__slug=SLUG, value="KY").exists()


def test_export_downloads_what_import_takes(staff_client):
    response = staff_client.get(EXPORT)
    assert response["Content-Disposition"] == 'attachment; filename="exercises.json"'
    assert response.content.decode() == file_content()
    assert not upload(staff_client, response.content).context["plan"].has_changes


def test_import_is_in_the_history_of_the_exercise(staff_client):
    confirm(staff_client, upload(staff_client, rows(why="Other.")))
    exercise = Exercise.objects.get(slug=SLUG)
    assert "carol Changed why it fits:" in text_of(
        staff_client.get(f"/admin/training/exercise/{exercise.pk}/history/")
    )
