"""What a file would change in the catalog: to be shown in words, and then carried out, all or nothing."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import cast

from django.db import IntegrityError, models, transaction

from accounts.audit_log import Action, record_addition, record_batch, record_changes, snapshot
from accounts.models import User
from rolerequests.catalog.seeding import Difference, describe
from rolerequests.models import CatalogEntry, Role

MAX_ERRORS = 50  # as many as anybody mends before trying again


class CatalogFileError(Exception):
    """A file that is no catalog; the message says why and what to do, in one sentence."""


@dataclass(frozen=True)
class Change:
    """What a file makes of a thing: as it is stored, as it would be, and the fields that differ."""

    stored: CatalogEntry
    thing: CatalogEntry
    differences: list[Difference]

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """Each field that differs, in words: what it is called, what it says now, what it would say."""
        names = [each.field for each in self.differences]
        return [
            (label_of(self.thing, name), in_words(self.stored, name), in_words(self.thing, name))
            for name in names
        ]


@dataclass
class Plan:
    """What a file would do: what it adds, changes and leaves as it is, and what is wrong with it.

    `errors` are sentences, each with the number of its row; with any of them nothing is carried out.
    """

    added: list[CatalogEntry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[CatalogEntry] = field(default_factory=list)
    not_in_file: list[CatalogEntry] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def changes_something(self) -> bool:
        """Whether there is anything to carry out."""
        return bool(self.added or self.changed)

    @property
    def additions(self) -> list[tuple[CatalogEntry, list[tuple[str, str]]]]:
        """What is added, each with its fields in words: what they are called, and what they would say."""
        return [
            (thing, [(label_of(thing, name), in_words(thing, name)) for name in names_of_fields(thing)])
            for thing in self.added
        ]

    @property
    def left(self) -> int:
        """How many things stay as they are."""
        return len(self.unchanged) + len(self.not_in_file)

    @property
    def first_errors(self) -> list[str]:
        """As many of the errors as are worth showing."""
        return self.errors[:MAX_ERRORS]

    @property
    def more_errors(self) -> int:
        """How many errors there are besides."""
        return len(self.errors) - len(self.first_errors)

    @property
    def digest(self) -> str:
        """A fingerprint of what it would do: another one if the catalog is another one by now."""
        told = [describe(each) for each in self.added]
        told += [str(difference) for change in self.changed for difference in change.differences]
        return sha256("\n".join(told).encode()).hexdigest()


# In words


def names_of_fields(thing: CatalogEntry) -> list[str]:
    """What a row of a file holds, in the order of the model."""
    return [each.name for each in thing._meta.concrete_fields if not each.primary_key]


def label_of(thing: CatalogEntry, name: str) -> str:
    """What people call a field, as its page in the admin does."""
    return str(cast(models.Field, thing._meta.get_field(name)).verbose_name)


def in_words(thing: CatalogEntry, name: str) -> str:
    """What a field says, as people say it."""
    value = getattr(thing, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return thing.get_source_display() if isinstance(thing, Role) and name == "source" else str(value)


# Carrying it out


def apply(plan: Plan, actor: User | None = None) -> None:
    """Do it, all or nothing.

    Raises CatalogFileError if the database refuses it, and ValueError for a plan with errors.
    """
    if plan.errors:
        raise ValueError("A plan with errors is not carried out.")
    things = [*plan.added, *(change.thing for change in plan.changed)]
    changes = {change.thing.natural_key(): change for change in plan.changed}
    try:
        with transaction.atomic():
            release_names(plan.changed, things)
            entry = record_batch(actor, "catalog", Action.IMPORTED) if things else None
            # Categories first: a new role refers to its new category by the number that it then has.
            for thing in sorted(things, key=lambda each: isinstance(each, Role)):
                thing.save()
                if change := changes.get(thing.natural_key()):
                    record_changes(actor, thing, snapshot(change.stored), parent=entry)
                else:
                    record_addition(actor, thing, parent=entry)
    except IntegrityError:
        raise CatalogFileError(
            "Nothing was changed: somebody else changed the catalog in the same moment. "
            "Look again at what would change."
        ) from None


def release_names(changed: list[Change], things: list[CatalogEntry]) -> None:
    """Take names away that others get, so that two can change names without there ever being one twice."""
    given = {on_page(thing, thing.name): thing.pk for thing in things}
    for stored in (change.stored for change in changed):
        if given.get(on_page(stored, stored.name), stored.pk) != stored.pk:
            type(stored)._default_manager.filter(pk=stored.pk).update(name=f"({stored.pk} changes names)")


def on_page(thing: CatalogEntry, name: str) -> tuple[str, ...]:
    """A name as the page has it that shows the thing: no two that differ in capitals alone."""
    return (*thing.natural_key()[:-1], name.casefold())
