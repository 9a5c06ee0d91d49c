"""What an imported file would change in the catalog: shown as a preview, then applied, all or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.db import IntegrityError, models, transaction

from accounts.audit_log import Action, record_addition, record_batch, record_changes, snapshot
from accounts.models import User
from rolerequests.catalog.checks import is_offered
from rolerequests.catalog.seeding import Difference
from rolerequests.import_preview import ImportPlan
from rolerequests.models import CatalogEntry, Role
from rolerequests.models.text import comparable
from rolerequests.uploads import FileError


@dataclass(frozen=True)
class Change:
    """An entry as it is stored, as it would be, and the fields that differ."""

    stored: CatalogEntry
    entry: CatalogEntry
    differences: list[Difference]

    @property
    def was_visible(self) -> bool:
        return is_offered(self.stored)

    @property
    def is_visible(self) -> bool:
        """Whether trainees see the entry as soon as the plan is applied."""
        return is_offered(self.entry)

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """Label, present value and new value of each field that differs."""
        names = [each.field for each in self.differences]
        return [
            (label_of(self.entry, name), in_words(self.stored, name), in_words(self.entry, name))
            for name in names
        ]


@dataclass(frozen=True)
class Addition:
    """An entry that a file would add."""

    entry: CatalogEntry

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Label and value of each field."""
        return [(label_of(self.entry, name), value) for name, value in values_of(self.entry).items()]

    @property
    def is_visible(self) -> bool:
        """Whether trainees see the entry as soon as the plan is applied."""
        return is_offered(self.entry)


@dataclass
class Plan(ImportPlan):
    """What a file would change in the catalog."""

    @property
    def additions(self) -> list[Addition]:
        return [Addition(entry) for entry in self.added]

    def lines(self) -> Iterator[str]:
        """Additions and differences."""
        yield from (f"{each.full_key} {values_of(each)}" for each in self.added)
        yield from (str(difference) for change in self.changed for difference in change.differences)


# Values as editors read them


def label_of(entry: CatalogEntry, name: str) -> str:
    """The label of a field, as in the admin's form."""
    return str(cast(models.Field, entry._meta.get_field(name)).verbose_name)


def values_of(entry: CatalogEntry) -> dict[str, str]:
    """The values of all fields, by name."""
    return {name: in_words(entry, name) for name in entry.FILE_FIELDS}


def in_words(entry: CatalogEntry, name: str) -> str:
    """The value of a field: `yes`, `Job aid`, `last`."""
    value = getattr(entry, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "position" and value is None:
        return "last"
    if isinstance(entry, Role) and name in ("source", "asks_organizations"):
        return str(getattr(entry, f"get_{name}_display")())
    return str(value)


# Applying


def apply(plan: Plan, actor: User | None = None) -> None:
    """Store all changes of the plan, or none. `actor` is for the audit log.

    Raises FileError if the database refuses one, and ValueError for a plan with errors.
    """
    if plan.errors:
        raise ValueError("A plan with errors cannot be applied.")
    entries = [*plan.added, *(change.entry for change in plan.changed)]
    changes = {change.entry.natural_key(): change for change in plan.changed}
    try:
        with transaction.atomic():
            release_names(plan.changed, entries)
            batch = record_batch(actor, "catalog", Action.IMPORTED) if entries else None
            # Categories first: a new role refers to its new category by the number that it then has.
            for entry in sorted(entries, key=lambda each: isinstance(each, Role)):
                entry.save()
                if change := changes.get(entry.natural_key()):
                    record_changes(actor, entry, snapshot(change.stored), parent=batch)
                else:
                    record_addition(actor, entry, parent=batch)
    except IntegrityError:
        raise FileError(
            "Nothing was changed: someone else changed the catalog at the same time. Review the new preview."
        ) from None


def release_names(changed: list[Change], entries: list[CatalogEntry]) -> None:
    """Rename stored entries whose names others get: two cannot swap names under a unique constraint."""
    new = {name_on_page(entry): entry.pk for entry in entries}
    for stored in (change.stored for change in changed):
        if new.get(name_on_page(stored), stored.pk) != stored.pk:
            type(stored)._default_manager.filter(pk=stored.pk).update(name=f"({stored.pk} changes names)")


def name_on_page(entry: CatalogEntry) -> tuple[str, ...]:
    """The page of an entry and its name as trainees tell names apart. Must be unique."""
    return (*entry.natural_key()[:-1], comparable(entry.name))
