"""The repository's catalog (fixtures/) and the database's: what is missing, what differs."""

from dataclasses import dataclass

from django.conf import settings
from django.core import serializers
from django.db import models, transaction

from accounts.audit_log import Action, record_addition, record_batch, record_changes, snapshot
from accounts.models import AuditEntry
from rolerequests.models import UserCategory

FIXTURES = ("categories.json", "roles.json")


@dataclass(frozen=True)
class Difference:
    """A field in which the database differs from the fixture."""

    what: str
    field: str
    fixture: object
    database: object

    def __str__(self) -> str:
        return f"{self.what}: {self.field} is {self.database!r}, in the fixture {self.fixture!r}"


@dataclass(frozen=True)
class SeedOutcome:
    """What seeding did: names of what it added, and what differs (or differed, when overwritten)."""

    added: list[str]
    differences: list[Difference]


@transaction.atomic
def seed_catalog(*, overwrite: bool = False) -> SeedOutcome:
    """Add the fixtures' categories and roles that are missing; the fixture's words win only if asked to.

    Never deletes: what an admin added stays.
    """
    added: list[str] = []
    differences: list[Difference] = []
    entry: AuditEntry | None = None
    for name in FIXTURES:
        # One at a time: a role is looked up by its category, which must be there.
        for deserialized in serializers.deserialize("json", (settings.FIXTURE_DIRS[0] / name).read_text()):
            wanted = deserialized.object
            if wanted.pk is None:
                deserialized.save()
                added.append(describe(wanted))
                entry = entry or record_batch(None, "catalog", Action.SEEDED)
                record_addition(None, wanted, parent=entry)
                continue
            stored = type(wanted)._default_manager.get(pk=wanted.pk)
            found = differences_of(wanted, stored)
            differences += found
            if found and overwrite:
                deserialized.save()
                entry = entry or record_batch(None, "catalog", Action.SEEDED)
                record_changes(None, wanted, snapshot(stored), parent=entry)
    return SeedOutcome(added, differences)


def differences_of(wanted: models.Model, stored: models.Model) -> list[Difference]:
    """The fields in which a fixture's object and the stored one differ."""
    fields = [field.name for field in wanted._meta.concrete_fields if not field.primary_key]
    return [
        Difference(describe(stored), field, getattr(wanted, field), getattr(stored, field))
        for field in fields
        if getattr(wanted, field) != getattr(stored, field)
    ]


def describe(thing: models.Model) -> str:
    """Such as `role state-agency/general-user`."""
    return f"{thing._meta.verbose_name} {key_of(thing)}"


def key_of(thing: models.Model) -> str:
    """How files name a category or role: `state-agency`, `state-agency/general-user`."""
    return "/".join(thing.natural_key())  # type: ignore[attr-defined]


def is_empty() -> bool:
    """Whether there is no catalog yet."""
    return not UserCategory.objects.exists()
