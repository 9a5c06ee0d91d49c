"""What an imported file would change in the exercises: shown as a preview, then applied, all or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from accounts.audit_log import (
    Action,
    Change,
    record_addition,
    record_batch,
    record_changes,
    record_deletion,
    snapshot,
)
from accounts.models import AuditEntry, User
from accounts.snapshots import Snapshot, Value, audited_models, changes_between, named, value_of
from rolerequests.import_preview import ImportPlan
from rolerequests.models import Organization
from rolerequests.uploads import FileError
from training.exercises.checks import length_warnings, not_offered
from training.models import Exercise, WrongTurn

CONFLICT = "Nothing was changed: someone else changed the exercises at the same time. Review the new preview."


@dataclass(frozen=True)
class TurnChange:
    """A wrong turn as it is stored and as it would be; None where there is none. Its sentence differs."""

    stored: WrongTurn | None
    turn: WrongTurn | None

    @property
    def words(self) -> tuple[str, str, str]:
        """What it is about, the present sentence and the new one."""
        now = self.stored.sentence if self.stored else "(none)"
        new = self.turn.sentence if self.turn else "(removed)"
        turn = self.turn or self.stored
        return f"wrong turn, {turn.about if turn else ''}", now, new


@dataclass(frozen=True)
class PlannedExercise:
    """An exercise as it would be, with what is stored now (None if it is new) and its wrong turns."""

    entry: Exercise
    stored: Exercise | None
    organizations: list[Organization]
    turns: list[WrongTurn]  # all that it would have
    turn_changes: list[TurnChange]

    @property
    def differences(self) -> list[Change]:
        """The fields that differ, as the audit log shows them."""
        before = snapshot(self.stored) if self.stored else {}
        found = changes_between(Exercise, before, self.snapshot)
        return [each for each in found if each.before or each.after]

    @property
    def snapshot(self) -> Snapshot:
        """The values that the audit log would find."""
        names = audited_models[Exercise].fields
        values: Snapshot = {name: value_of(self.entry, name) for name in names}
        version = self.entry.version + self.entry.expects_something_else
        values["version"] = Value(version, str(version))
        values["organizations"] = named(self.organizations)
        return values

    @property
    def is_changed(self) -> bool:
        return bool(self.differences or self.turn_changes)

    @property
    def fields(self) -> Sequence[tuple[str, ...]]:
        """Label, present value and new value of what differs. For a new exercise label and value."""
        found = [(each.field, each.before, each.after) for each in self.differences]
        found += [each.words for each in self.turn_changes]
        return found if self.stored else [(label, new) for label, _, new in found]

    @property
    def was_visible(self) -> bool:
        return self.stored is not None and self.stored.is_active

    @property
    def is_visible(self) -> bool:
        """Whether trainees see it as soon as the plan is applied."""
        return self.entry.is_active

    @property
    def notes(self) -> list[str]:
        """What an editor should know before applying the plan."""
        removed = sum(each.turn is None for each in self.turn_changes)
        notes = [f"{removed} of its wrong turns will be removed."] if removed else []
        notes += [f"It {each.sentence}" for each in not_offered(self.entry)]
        return notes + [f"It has {each}" for each in length_warnings(self.entry, self.turns)]


@dataclass
class Plan(ImportPlan):
    """What a file would change in the exercises and their wrong turns."""

    added: list[PlannedExercise] = field(default_factory=list)
    changed: list[PlannedExercise] = field(default_factory=list)

    @property
    def additions(self) -> list[PlannedExercise]:
        return self.added

    def lines(self) -> Iterator[str]:
        """All changes, field by field and wrong turn by wrong turn."""
        for each in (*self.added, *self.changed):
            yield from (f"{each.entry.slug} {'|'.join(words)}" for words in each.fields)


def apply(plan: Plan, actor: User | None = None, action: str = Action.IMPORTED) -> None:
    """Store all changes of the plan, or none. `actor` and `action` are for the audit log.

    Raises FileError if the database refuses one, and ValueError for a plan with errors.
    """
    if plan.errors:
        raise ValueError("A plan with errors cannot be applied.")
    if not plan.has_changes:
        return
    try:
        with transaction.atomic():
            batch = record_batch(actor, "exercises", action)
            for each in (*plan.added, *plan.changed):
                store(each, actor, batch)
    except IntegrityError:
        raise FileError(CONFLICT) from None


def store(planned: PlannedExercise, actor: User | None, batch: AuditEntry) -> None:
    """Store an exercise and its wrong turns, with their entries in the audit log."""
    exercise = planned.entry
    if planned.stored is None:
        exercise.save()
        exercise.organizations.set(planned.organizations)
        record_addition(actor, exercise, parent=batch)
    elif planned.differences:
        before = snapshot(planned.stored)
        exercise.save()
        exercise.organizations.set(planned.organizations)
        record_changes(actor, exercise, before, parent=batch)
    for change in planned.turn_changes:
        store_turn(change, exercise, actor, batch)


def store_turn(change: TurnChange, exercise: Exercise, actor: User | None, batch: AuditEntry) -> None:
    """Add, change or remove a wrong turn."""
    stored, turn = change.stored, change.turn
    if stored is None and turn is not None:
        turn.exercise = exercise  # it has a key only now
        turn.save()
        record_addition(actor, turn, parent=batch)
    elif stored is not None and turn is None:
        record_deletion(actor, stored, parent=batch)
        stored.delete()
    elif stored is not None and turn is not None:
        before = snapshot(stored)
        stored.sentence = turn.sentence
        stored.save()
        record_changes(actor, stored, before, parent=batch)
