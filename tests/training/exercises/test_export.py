"""Exercises as a file, and seeding from the file of the repository."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.audit_log import changes_of
from accounts.models import AuditEntry
from rolerequests.models import Role
from training.models import Exercise, WrongTurn
from training.seeding import seed_exercises

FIXTURE = settings.FIXTURE_DIRS[0] / "exercises.json"


def test_export_is_the_fixture_byte_for_byte(exercises, tmp_path):
    call_command("export_exercises", to=tmp_path)
    assert (tmp_path / "exercises.json").read_bytes() == FIXTURE.read_bytes()


def test_export_to_a_missing_folder_fails(exercises, tmp_path):
    with pytest.raises(CommandError):
        call_command("export_exercises", to=tmp_path / "missing")


def test_seeding_lists_what_editors_changed(exercises):
    assert seed_exercises().differences == []
    Exercise.objects.filter(slug="cms-analyst").update(why="Other.")
    exercises["cms-auditor"].wrong_turns.first().delete()
    outcome = seed_exercises()
    assert [each.split(":")[0] for each in outcome.differences] == [
        "exercise cms-analyst",
        "exercise cms-auditor",
    ]
    assert outcome.added == []
    assert Exercise.objects.get(slug="cms-analyst").why == "Other."


def test_overwriting_takes_the_fixture_as_a_new_version(exercises):
    Exercise.objects.filter(slug="new-nurse-surveyor").update(states="KY")
    exercises["mds-vendor"].organizations.clear()
    exercises["cms-auditor"].wrong_turns.update(sentence="Other.")
    assert seed_exercises(overwrite=True).differences
    assert seed_exercises().differences == []
    assert Exercise.objects.get(slug="new-nurse-surveyor").version == 2
    assert Exercise.objects.get(slug="mds-vendor").version == 2


def test_overwriting_keeps_wrong_turns_of_editors(exercises):
    own = WrongTurn.objects.create(exercise=exercises["cms-analyst"], on="state", value="KY", sentence="No.")
    seed_exercises(overwrite=True)
    assert WrongTurn.objects.filter(pk=own.pk).exists()


def test_overwritten_wrong_turns_are_in_the_audit_log(exercises):
    turn = exercises["cms-auditor"].wrong_turns.first()
    sentence = turn.sentence
    WrongTurn.objects.filter(pk=turn.pk).update(sentence="Other.")
    seed_exercises(overwrite=True)
    entry = AuditEntry.objects.get(content_type__model="wrongturn", action="changed")
    (change,) = changes_of(entry)
    assert (change.field, change.before, change.after) == ("sentence", "Other.", sentence)
    assert (entry.parent.action, entry.actor) == ("seeded", None)


def test_seeding_leaves_out_what_cannot_be_stored(exercises):
    exercises["cms-analyst"].delete()
    exercises["mds-vendor"].delete()
    Role.objects.filter(category__slug="cms", slug="general-user").update(asks_state=True)
    outcome = seed_exercises()
    assert outcome.added == ["mds-vendor"]
    assert [each.split(": ")[:2] for each in outcome.left_out] == [["exercise cms-analyst", "states"]]
