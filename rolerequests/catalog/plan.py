"""What an imported file would change in the catalog: shown as a preview, then applied, all or nothing."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import cast

from django.db import IntegrityError, models, transaction

from accounts.audit_log import Action, record_addition, record_batch, record_changes, snapshot
from accounts.models import User
from rolerequests.catalog.checks import is_offered
from rolerequests.catalog.seeding import Difference
from rolerequests.models import CatalogEntry, Role
from rolerequests.models.text import comparable
from rolerequests.uploads import MAX_ERRORS, FileError


@dataclass(frozen=True)
class Change:
    """An entry as it is stored, as it would be, and the fields that differ."""

    stored: CatalogEntry
    entry: CatalogEntry
    differences: list[Difference]

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
        names = self.entry.FILE_FIELDS
        return [(label_of(self.entry, name), in_words(self.entry, name)) for name in names]

    @property
    def is_visible(self) -> bool:
        """Whether trainees see the entry as soon as the plan is applied."""
        return is_offered(self.entry)


@dataclass
class Plan:
    """What a file would add and change, what it leaves as it is, and its errors.

    `not_in_file` has entries of the kinds in the file only: a file of roles says nothing about categories.
    `errors` are sentences, each with the number of its row. A plan with errors cannot be applied.
    """

    added: list[CatalogEntry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[CatalogEntry] = field(default_factory=list)
    not_in_file: list[CatalogEntry] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        return bool(self.added or self.changed)

    @property
    def additions(self) -> list[Addition]:
        return [Addition(entry) for entry in self.added]

    @property
    def left_count(self) -> int:
        """Number of entries that stay as they are, of the kinds that the file has."""
        return len(self.unchanged) + len(self.not_in_file)

    @property
    def unchanged_by_kind(self) -> list[tuple[str, list[CatalogEntry]]]:
        return by_kind(self.unchanged)

    @property
    def not_in_file_by_kind(self) -> list[tuple[str, list[CatalogEntry]]]:
        return by_kind(self.not_in_file)

    @property
    def first_errors(self) -> list[str]:
        return self.errors[:MAX_ERRORS]

    @property
    def more_errors(self) -> int:
        """Number of errors after the first ones."""
        return len(self.errors) - len(self.first_errors)

    @property
    def digest(self) -> str:
        """A fingerprint of the changes, which differs if the catalog changed since."""
        lines = [each.full_key for each in self.added]
        lines += [str(difference) for change in self.changed for difference in change.differences]
        return sha256("\n".join(lines).encode()).hexdigest()


# Values as editors read them


def label_of(entry: CatalogEntry, name: str) -> str:
    """The label of a field, as in the admin's form."""
    return str(cast(models.Field, entry._meta.get_field(name)).verbose_name)


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


def by_kind(entries: list[CatalogEntry]) -> list[tuple[str, list[CatalogEntry]]]:
    """The entries of each kind, after their number in words: `1 role`, `2 user categories`."""
    kinds: dict[type[CatalogEntry], list[CatalogEntry]] = {}
    for entry in entries:
        kinds.setdefault(type(entry), []).append(entry)
    return [(count_in_words(kind, len(same)), same) for kind, same in kinds.items()]


def count_in_words(kind: type[models.Model], number: int) -> str:
    """Such as `1 role` or `2 user categories`."""
    meta = kind._meta
    return f"{number} {meta.verbose_name if number == 1 else meta.verbose_name_plural}"


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
