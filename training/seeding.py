"""Compares the exercises of the database with the fixtures of the repository, and adds what is missing."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.audit_log import Action
from training.exercises.import_export import Stored, plan_import
from training.exercises.plan import apply

FIXTURE = "exercises.json"


@dataclass(frozen=True)
class SeedOutcome:
    """The exercises that seeding added, left out with the reason, and the differences that it found."""

    added: list[str]
    left_out: list[str]
    differences: list[str]


def rows_of_fixture() -> dict[str, list[Any]]:
    """The rows of each exercise of the repository and of its wrong turns, by slug."""
    found: dict[str, list[Any]] = {}
    for row in json.loads((settings.FIXTURE_DIRS[0] / FIXTURE).read_text()):
        fields = row["fields"]
        found.setdefault(fields["exercise"][0] if "exercise" in fields else fields["slug"], []).append(row)
    return found


@transaction.atomic
def seed_exercises(*, overwrite: bool = False) -> SeedOutcome:
    """Add the fixtures' exercises that are missing; with `overwrite`, also store the fixtures' values.

    Deletes nothing: wrong turns that editors added stay. An exercise that cannot be stored now, such as one
    whose role is missing, is left out.
    """
    stored = Stored()
    rows, left_out = [], []
    for slug, own in rows_of_fixture().items():
        if errors := plan_import(own, stored, removes=False).errors:
            left_out.append(f"exercise {slug}: {errors[0].partition(': ')[2]}")
        else:
            rows += own
    plan = plan_import(rows, stored, removes=False)
    differences = [
        f"exercise {each.entry.slug}: {label} is {now!r}, in the fixture {new!r}"
        for each in plan.changed
        for label, now, new in each.fields
    ]
    if not overwrite:
        plan.changed = []
    apply(plan, action=Action.SEEDED)
    return SeedOutcome([each.entry.slug for each in plan.added], left_out, differences)
