"""Compares the catalog of the database with that of the repository (fixtures/), and adds what is missing."""

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.core import serializers
from django.db import transaction

from accounts.audit_log import Action, record_addition, record_batch, record_changes, snapshot
from accounts.models import AuditEntry
from rolerequests.models import CatalogEntry, UserCategory

FIXTURES = ("categories.json", "roles.json")


@dataclass(frozen=True)
class Difference:
    """A field in which an entry of the database differs from a file."""

    entry: str
    field: str
    in_file: object
    in_database: object

    def __str__(self) -> str:
        return f"{self.entry}: {self.field} is {self.in_database!r}, in the fixture {self.in_file!r}"


@dataclass(frozen=True)
class SeedOutcome:
    """The entries that seeding added, and the differences that it found, or with `overwrite` removed."""

    added: list[str]
    differences: list[Difference]


@transaction.atomic
def seed_catalog(*, overwrite: bool = False) -> SeedOutcome:
    """Add the fixtures' entries that are missing; with `overwrite`, also store the fixtures' values.

    Deletes nothing: entries that editors added stay.
    """
    added: list[str] = []
    differences: list[Difference] = []
    batch: AuditEntry | None = None
    for name in FIXTURES:
        # Deserialized one by one: a role is looked up by its category, which must be stored by then.
        for deserialized in serializers.deserialize("json", (settings.FIXTURE_DIRS[0] / name).read_text()):
            entry = cast(CatalogEntry, deserialized.object)
            if entry.pk is None:
                deserialized.save()
                added.append(entry.full_key)
                batch = batch or record_batch(None, "catalog", Action.SEEDED)
                record_addition(None, entry, parent=batch)
                continue
            stored = type(entry)._default_manager.get(pk=entry.pk)
            if entry.position is None:
                entry.position = stored.position
            found = differences_of(entry, stored)
            differences += found
            if found and overwrite:
                deserialized.save()
                batch = batch or record_batch(None, "catalog", Action.SEEDED)
                record_changes(None, entry, snapshot(stored), parent=batch)
    return SeedOutcome(added, differences)


def differences_of(in_file: CatalogEntry, stored: CatalogEntry) -> list[Difference]:
    """The fields in which an entry of a file differs from the stored one."""
    return [
        Difference(stored.full_key, field, getattr(in_file, field), getattr(stored, field))
        for field in stored.FILE_FIELDS
        if getattr(in_file, field) != getattr(stored, field)
    ]


def is_empty() -> bool:
    """Whether there is no catalog yet."""
    return not UserCategory.objects.exists()
