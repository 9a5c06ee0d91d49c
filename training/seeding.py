"""Adds the exercises of the repository (fixtures/exercises.json) that the database lacks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import transaction

from accounts.audit_log import Action, record_addition, record_batch, record_changes, snapshot
from rolerequests.models import Organization, Role, UserCategory
from training.exercises.checks import with_everything
from training.exercises.export import fields_of
from training.models import Exercise

FIXTURE = "exercises.json"


@dataclass(frozen=True)
class ExerciseRows:
    """An exercise of the file: its row, and those of its wrong turns."""

    row: dict[str, Any]
    wrong_turns: list[dict[str, Any]]

    @property
    def slug(self) -> str:
        return str(self.row["fields"]["slug"])


def rows_of_fixture() -> Iterator[ExerciseRows]:
    """The exercises of the repository, each with its wrong turns."""
    rows = json.loads((settings.FIXTURE_DIRS[0] / FIXTURE).read_text())
    for row in rows:
        if row["model"] == "training.exercise":
            slug = [row["fields"]["slug"]]
            turns = [each for each in rows if each["fields"].get("exercise") == slug]
            yield ExerciseRows(row, turns)


@transaction.atomic
def seed_exercises() -> list[str]:
    """Add the missing exercises and return their slugs. Existing ones keep what editors changed.

    An exercise whose category, role or organization is missing is left out.
    """
    stored = set(Exercise.objects.values_list("slug", flat=True))
    added: list[Exercise] = []
    for rows in rows_of_fixture():
        if rows.slug not in stored and has_its_catalog(rows):
            for deserialized in serializers.deserialize("python", [rows.row, *rows.wrong_turns]):
                deserialized.save()
            added.append(Exercise.objects.get(slug=rows.slug))
    if added:
        batch = record_batch(None, "exercises", Action.SEEDED)
        for exercise in added:
            record_addition(None, exercise, parent=batch)
    return [exercise.slug for exercise in added]


def has_its_catalog(rows: ExerciseRows) -> bool:
    """Whether the database has what the exercise and its wrong turns refer to."""
    categories = {category.key for category in UserCategory.objects.all()}
    roles = {role.key for role in Role.objects.select_related("category")}
    codes = [code for (code,) in rows.row["fields"].get("organizations", [])]
    if Organization.objects.filter(code__in=codes).count() < len(codes):
        return False
    fields = [each["fields"] for each in (rows.row, *rows.wrong_turns)]
    used_categories = {
        key[0] for each in fields for name in ("category", "begin_with") if (key := each.get(name))
    }
    used_roles = {
        "/".join(key) for each in fields for name in ("role", "also_pending") if (key := each.get(name))
    }
    return used_categories <= categories and used_roles <= roles


@transaction.atomic
def compare_exercises(*, overwrite: bool = False) -> list[str]:
    """What differs from the fixtures, by field and wrong turn; with `overwrite`, take the fixtures.

    Deletes nothing: wrong turns that editors added stay.
    """
    stored = {each.slug: each for each in with_everything(Exercise.objects.all())}
    lines = []
    for rows in rows_of_fixture():
        exercise = stored.get(rows.slug)
        found = list(differences_of(exercise, rows)) if exercise else []
        lines += [f"exercise {rows.slug}: {each}" for each in found]
        if exercise and found and overwrite and has_its_catalog(rows):
            take_fixture(exercise, rows)
    return lines


def differences_of(exercise: Exercise, rows: ExerciseRows) -> Iterator[str]:
    """The fields and wrong turns in which the stored exercise differs from the file."""
    present, wanted = dict(fields_of(exercise)), rows.row["fields"]
    for name in [*present, *(each for each in wanted if each not in present)]:
        if present.get(name) != wanted.get(name):
            yield f"{name} is {present.get(name)!r}, in the fixture {wanted.get(name)!r}"
    turns = [dict(fields_of(each)) for each in exercise.wrong_turns.all()]
    for row in rows.wrong_turns:
        if row["fields"] not in turns:
            yield f"the wrong turn with {row['fields']['sentence']!r} is missing or differs"


def take_fixture(exercise: Exercise, rows: ExerciseRows) -> None:
    """Store the values of the file in the exercise, as a new version if what it needs differs."""
    before = snapshot(exercise)
    (in_file,) = serializers.deserialize("python", [rows.row])
    for field in exercise._meta.concrete_fields:
        if field.editable and not field.primary_key:
            setattr(exercise, field.attname, getattr(in_file.object, field.attname))
    exercise.save()
    exercise.organizations.set((in_file.m2m_data or {}).get("organizations", []))
    for turn in serializers.deserialize("python", rows.wrong_turns):
        turn.save()
    record_changes(None, exercise, before)
