"""What importing a file of organizations would change. Writes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import NamedTuple, TypeVar

from accounts.snapshots import NO_VALUE, Change, Value, change_of
from rolerequests.models import Organization
from rolerequests.models.ccn import written
from rolerequests.models.organization_kinds import OrganizationKind
from rolerequests.models.organization_rules import replacement_error
from rolerequests.models.organizations import open_and_replaced_by
from rolerequests.models.us_states import State
from rolerequests.organizations.checked_rows import CheckedFile, CheckedRow, Values
from rolerequests.uploads import MAX_ERRORS

BATCH = 500
SHOWN_CHANGES = 10
Item = TypeVar("Item")


class Stored(NamedTuple):
    """A stored organization."""

    pk: int
    values: Values
    replaced_by: str  # a code
    replaced_by_id: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row without errors, and what is stored under its code."""

    row: CheckedRow
    stored: Stored | None

    @property
    def changes_values(self) -> bool:
        """Whether other values would be stored, or that nothing replaced the organization any more."""
        return self.stored is None or self.stored.values != self.row.values or self.ends_replacement

    @property
    def ends_replacement(self) -> bool:
        return self.stored is not None and bool(self.stored.replaced_by) and not self.row.replaced_by

    @property
    def new_replacement(self) -> str:
        """The code of the organization that would newly replace this one; '' if none would."""
        same = self.stored is not None and self.stored.replaced_by == self.row.replaced_by
        return "" if same else self.row.replaced_by

    @property
    def is_unchanged(self) -> bool:
        return not self.changes_values and not self.new_replacement

    @property
    def changes(self) -> list[Change]:
        """The fields that differ, as the audit log shows them."""
        before = values_of(self.stored.values) if self.stored else [NO_VALUE] * len(Values._fields)
        pairs = zip(Values._fields, before, values_of(self.row.values), strict=True)
        found = [change_of(label_of(name), name, old, new) for name, old, new in pairs if old != new]
        if self.stored is None:
            found.insert(0, Change(label_of("code"), "", self.row.code))
        if self.new_replacement or self.ends_replacement:
            old_code, old = (
                (self.stored.replaced_by, self.stored.replaced_by_id) if self.stored else ("", None)
            )
            words = label_of("replaced_by"), written(old_code), written(self.row.replaced_by)
            found.append(Change(*words, "replaced_by", old))
        return found


@dataclass
class Plan:
    """What importing a file would do. The counts are of rows."""

    added: int = 0
    changed: int = 0
    closed: int = 0  # of those changed
    unchanged: int = 0
    refused: int = 0
    zeros_put_back: int = 0
    not_in_file: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)  # the first ones, by row
    changes: list[tuple[str, list[Change]]] = field(default_factory=list)  # the first ones
    replacement_errors: dict[int, str] = field(default_factory=dict)  # by row
    digest: str = ""  # of what would be stored

    @property
    def has_changes(self) -> bool:
        return bool(self.added or self.changed)

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.unchanged + self.refused

    @property
    def more_errors(self) -> int:
        """How many rows with errors are not among the first ones."""
        return self.refused - len({number for number, _ in self.errors})


def plan_import(data: bytes) -> Plan:
    """What importing this file would change. Writes nothing. Raises FileError."""
    return Planner(data).read()


class Planner:
    """Reads a file once. Rows that name a new replacement wait for the end: it can be in any later row."""

    def __init__(self, data: bytes) -> None:
        self.file = CheckedFile(data)
        self.plan = Plan()
        self.digest = sha256()
        self.closed: dict[str, str] = {}  # codes of closed good rows, with what replaced them

    def read(self) -> Plan:
        waiting = []
        for batch in batches(self.file.rows()):
            for outcome in outcomes_of(self.without_errors(batch)):
                if not outcome.row.values.is_open:
                    self.closed[outcome.row.code] = outcome.row.replaced_by
                if outcome.new_replacement:
                    waiting.append(outcome)
                else:
                    self.count(outcome)
        for outcomes in batches(waiting):
            self.check_replacements(outcomes)
        plan = self.plan
        plan.errors = sorted(plan.errors)[:MAX_ERRORS]
        plan.not_in_file = Organization.objects.count() - plan.changed - plan.unchanged
        plan.digest = self.digest.hexdigest()
        return plan

    def without_errors(self, batch: list[CheckedRow]) -> Iterator[CheckedRow]:
        """The good rows; the others are counted."""
        for row in batch:
            if row.errors:
                self.refuse(row.number, row.errors)
            else:
                self.plan.zeros_put_back += row.zeros_put_back
                yield row

    def refuse(self, number: int, errors: list[str]) -> None:
        self.plan.refused += 1
        self.digest.update(b"%d" % number)
        self.plan.errors += [(number, error) for error in errors]
        if len(self.plan.errors) > 2 * MAX_ERRORS:  # those of replacements come late, with small numbers
            self.plan.errors = sorted(self.plan.errors)[:MAX_ERRORS]

    def check_replacements(self, batch: list[Outcome]) -> None:
        """Count the rows of a batch whose replacements lead to open organizations; refuse the others."""
        codes = {outcome.new_replacement for outcome in batch} - self.file.numbers.keys()
        rows = Organization.objects.filter(code__in=codes).values_list("code", "is_open", "replaced_by__code")
        known = {code: (is_open, replaced_by) for code, is_open, replaced_by in rows}

        def find(code: str) -> tuple[bool, str | None] | None:
            if code in self.file.numbers:
                return code not in self.closed, self.closed.get(code)
            return known[code] if code in known else None if code in codes else open_and_replaced_by(code)

        for outcome in batch:
            row = outcome.row
            if error := replacement_error(row.code, row.replaced_by, find):
                self.plan.replacement_errors[row.number] = f"replaced_by: {error}"
                self.refuse(row.number, [f"replaced_by: {error}"])
            else:
                self.count(outcome)

    def count(self, outcome: Outcome) -> None:
        plan, row, stored = self.plan, outcome.row, outcome.stored
        if outcome.is_unchanged:
            plan.unchanged += 1
            return
        self.digest.update(repr((row.code, row.values, row.replaced_by, stored and stored[1:3])).encode())
        if stored is None:
            plan.added += 1
            return
        plan.changed += 1
        plan.closed += stored.values.is_open and not row.values.is_open
        if len(plan.changes) < SHOWN_CHANGES:
            plan.changes.append((f"{written(row.code)} {stored.values.name}", outcome.changes))


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of BATCH."""
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def outcomes_of(rows: Iterable[CheckedRow]) -> list[Outcome]:
    """The rows with what is stored under their codes. One query."""
    rows = list(rows)
    names = ("code", "pk", *Values._fields, "replaced_by__code", "replaced_by")
    found = Organization.objects.filter(code__in=[row.code for row in rows]).values_list(*names)
    stored = {
        code: Stored(pk, Values(*values), replaced_by or "", replaced_by_id)
        for code, pk, *values, replaced_by, replaced_by_id in found
    }
    return [Outcome(row, stored.get(row.code)) for row in rows]


def values_of(values: Values) -> list[Value]:
    """Values as the audit log keeps and shows them."""
    kind, state = OrganizationKind(values.kind).label, State(values.state).label
    words = [values.name, kind, state, values.city, "yes" if values.is_open else "no"]
    return list(map(Value, values, words))


def label_of(name: str) -> str:
    return str(Organization._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
