"""Exercises as a file."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from training.models import Exercise
from training.seeding import compare_exercises

FIXTURE = settings.FIXTURE_DIRS[0] / "exercises.json"


def test_export_is_the_fixture_byte_for_byte(exercises, tmp_path):
    call_command("export_exercises", to=tmp_path)
    assert (tmp_path / "exercises.json").read_bytes() == FIXTURE.read_bytes()


def test_export_to_a_missing_folder_fails(exercises, tmp_path):
    with pytest.raises(CommandError):
        call_command("export_exercises", to=tmp_path / "missing")


def test_seeding_lists_what_editors_changed(exercises):
    assert compare_exercises() == []
    Exercise.objects.filter(slug="cms-analyst").update(why="Other.")
    exercises["cms-auditor"].wrong_turns.first().delete()
    assert [each.split(":")[0] for each in compare_exercises()] == [
        "exercise cms-analyst",
        "exercise cms-auditor",
    ]


def test_overwriting_takes_the_fixture_as_a_new_version(exercises):
    Exercise.objects.filter(slug="new-nurse-surveyor").update(states="KY")
    exercises["mds-vendor"].organizations.clear()
    exercises["cms-auditor"].wrong_turns.update(sentence="Other.")
    assert compare_exercises(overwrite=True)
    assert compare_exercises() == []
    assert Exercise.objects.get(slug="new-nurse-surveyor").version == 2
