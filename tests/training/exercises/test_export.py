"""Exercises as a file."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

FIXTURE = settings.FIXTURE_DIRS[0] / "exercises.json"


def test_export_is_the_fixture_byte_for_byte(exercises, tmp_path):
    call_command("export_exercises", to=tmp_path)
    assert (tmp_path / "exercises.json").read_bytes() == FIXTURE.read_bytes()


def test_export_to_a_missing_folder_fails(exercises, tmp_path):
    with pytest.raises(CommandError):
        call_command("export_exercises", to=tmp_path / "missing")
