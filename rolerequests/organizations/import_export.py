"""Import and export of organizations.

An import goes through the file in batches, each in a transaction of its own: in one transaction, 50,000 rows
would let everybody else wait for seconds. Importing the same file again continues what was interrupted.
"""

from collections.abc import Generator, Iterator
from dataclasses import replace

from django.db import transaction

from accounts.audit_log import Action, Change, record_all, record_batch
from accounts.models import AuditEntry, User
from rolerequests.models import Organization
from rolerequests.organizations.checked_rows import CheckedFile, Values
from rolerequests.organizations.csv_file import COLUMNS, ERROR_COLUMN, lines_of
from rolerequests.organizations.plan import BATCH, Outcome, Plan, batches, label_of, outcomes_of

STORED = (*Values._fields, "search_words", "replaced_by")
REPLACED_BY = label_of("replaced_by")


# Importing


def apply(data: bytes, plan: Plan, actor: User | None = None) -> Generator[int]:
    """Store what the plan of this file says, without the rows that it refuses. `actor` is for the audit log.

    Yields the number of rows after each batch. Stops after a batch if it is not continued.
    """
    importing = Importing(actor)
    waiting: list[Outcome] = []
    done = 0
    for batch in batches(CheckedFile(data).rows()):
        good = [row for row in batch if not row.errors and row.number not in plan.replacement_errors]
        outcomes = outcomes_of(good)
        importing.store_values([each for each in outcomes if each.changes_values])
        waiting += [each for each in outcomes if each.new_replacement]
        done += len(batch)
        yield done
    for outcomes in batches(waiting):
        importing.store_replacements(outcomes)
        yield done


class Importing:
    """One import, with its entry in the audit log."""

    def __init__(self, actor: User | None) -> None:
        self.actor = actor
        self.entry: AuditEntry | None = None
        self.counts = {"added": 0, "changed": 0}

    def store_values(self, outcomes: list[Outcome]) -> None:
        """Add and change organizations, but for what newly replaces them."""
        if not outcomes:
            return
        organizations = [
            Organization(
                code=each.row.code,
                **each.row.values._asdict(),
                # Until it gets another one. An open organization has none.
                replaced_by_id=each.stored.replaced_by_id if each.stored and each.row.replaced_by else None,
            )
            for each in outcomes
        ]
        with transaction.atomic():
            Organization.objects.bulk_create(
                organizations, update_conflicts=True, unique_fields=["code"], update_fields=STORED
            )
            self.counts["added"] += sum(each.stored is None for each in outcomes)
            self.counts["changed"] += sum(each.stored is not None for each in outcomes)
            pairs = zip(organizations, outcomes, strict=True)
            self.log([(stored, value_changes(outcome)) for stored, outcome in pairs if outcome.stored])

    def store_replacements(self, outcomes: list[Outcome]) -> None:
        """Let organizations be replaced, which are all stored by now."""
        codes = {code for each in outcomes for code in (each.row.code, each.row.replaced_by)}
        stored = {each.code: each for each in Organization.objects.filter(code__in=codes)}
        changed = []
        for each in outcomes:
            organization = stored[each.row.code]
            organization.is_open, organization.replaced_by = False, stored[each.row.replaced_by]
            (change,) = (change for change in each.changes if change.field == REPLACED_BY)
            changed.append((organization, [replace(change, new=organization.replaced_by_id)]))
        with transaction.atomic():
            Organization.objects.bulk_update([each[0] for each in changed], ["is_open", "replaced_by"])
            self.log(changed)

    def log(self, changed: list[tuple[Organization, list[Change]]]) -> None:
        """Write to the audit log, in the transaction of the changes.

        What was added has no entry: that takes as long as adding it. Later changes name the old values.
        """
        if self.entry is None:
            self.entry = record_batch(self.actor, "organizations", Action.IMPORTED, Organization)
        record_all(
            self.actor, ((each, Action.CHANGED, changes) for each, changes in changed), parent=self.entry
        )
        self.entry.changes = [
            {"field": name, "before": "", "after": f"{count:,}"}
            for name, count in self.counts.items()
            if count
        ]
        self.entry.save(update_fields=["changes"])


def value_changes(outcome: Outcome) -> list[Change]:
    """The changes without a new replacement, which is stored later."""
    is_new = bool(outcome.new_replacement)
    return [change for change in outcome.changes if not (is_new and change.field == REPLACED_BY)]


# Files


def refused_lines(data: bytes, plan: Plan) -> Iterator[str]:
    """The refused rows as a file, each with its errors."""
    return lines_of((*COLUMNS, ERROR_COLUMN), refused_rows(data, plan))


def refused_rows(data: bytes, plan: Plan) -> Iterator[list[str]]:
    for checked in CheckedFile(data).rows():
        late = plan.replacement_errors.get(checked.number)
        if errors := [*checked.errors, *([late] if late else [])]:
            yield [*(checked.row.cells[name] for name in COLUMNS), " ".join(errors)]


def exported_lines() -> Iterator[str]:
    """All organizations as a file, by code, line by line."""
    return lines_of(COLUMNS, exported_rows())


def exported_rows() -> Iterator[list[str]]:
    """In batches, because an iterator over all would keep them in memory with PostgreSQL."""
    names = ("code", *Values._fields, "replaced_by__code")
    last = ""
    while rows := list(
        Organization.objects.filter(code__gt=last).order_by("code").values_list(*names)[:BATCH]
    ):
        for code, name, kind, state, city, is_open, replaced_by in rows:
            yield [code, name, kind, state, city, "yes" if is_open else "no", replaced_by or ""]
        last = rows[-1][0]
