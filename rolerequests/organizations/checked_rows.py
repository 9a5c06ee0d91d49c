"""The rows of a file of organizations, each with its errors or with the values that it would store."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.text import clean_label
from rolerequests.models import Organization
from rolerequests.models.ccn import is_ccn, normalized, written
from rolerequests.models.organization_kinds import OrganizationGroup, OrganizationKind
from rolerequests.models.organization_rules import OPEN_IS_NOT_REPLACED, code_errors
from rolerequests.models.text import is_storable
from rolerequests.models.us_states import State
from rolerequests.organizations.csv_file import COLUMNS, Row, rows_of

KINDS = {text.casefold(): kind for kind in OrganizationKind for text in (kind.value, kind.label)}
STATES = {text.casefold(): state for state in State for text in (state.value, state.label)}
OPEN = dict.fromkeys(("yes", "true", "1", "open"), True) | dict.fromkeys(
    ("no", "false", "0", "closed"), False
)
CCN_LENGTH = 6
# The column of the rule for a field.
COLUMN_OF = {"code": "ccn", "state": "state"}


class Values(NamedTuple):
    """What an organization has besides its code and what replaced it."""

    name: str
    kind: str
    state: str
    city: str
    is_open: bool


NO_VALUES = Values("", "", "", "", is_open=True)


@dataclass(slots=True)
class CheckedRow:
    """A row: what it would store if it has no errors."""

    row: Row
    code: str = ""
    values: Values = NO_VALUES
    replaced_by: str = ""  # a code
    zeros_put_back: bool = False
    errors: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.row.number


class CheckedFile:
    """The rows of a file. `numbers` has, of each good row so far, the number by code."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.numbers: dict[str, int] = {}

    def rows(self) -> Iterator[CheckedRow]:
        """Each row, checked. Raises FileError."""
        for row in rows_of(self.data):
            checked = checked_row(row)
            if (
                not checked.errors
                and (first := self.numbers.setdefault(checked.code, row.number)) != row.number
            ):
                checked.errors.append(f"ccn: {written(checked.code)} is already in row {first}.")
            yield checked


def checked_row(row: Row) -> CheckedRow:
    """Check a row by itself, without what is stored and without other rows."""
    checked = CheckedRow(row)
    checked.errors += cell_errors(row)
    if checked.errors:
        return checked
    cells = row.cells
    kind, state = KINDS[cells["kind"].casefold()], STATES[cells["state"].casefold()]
    is_open = OPEN[cells["open"].casefold()]
    checked.values = Values(
        clean_label(cells["name"]), kind.value, state.value, clean_label(cells["city"]), is_open
    )
    checked.code, replaced_by = normalized(cells["ccn"]), normalized(cells["replaced_by"])
    errors = code_errors(checked.code, kind, state)
    if errors and not code_errors(with_zeros(checked.code), kind, state):
        checked.code, checked.zeros_put_back, errors = with_zeros(checked.code), True, {}
    if kind.group == OrganizationGroup.PROVIDER and is_ccn(with_zeros(replaced_by)):
        checked.zeros_put_back |= replaced_by != with_zeros(replaced_by)
        replaced_by = with_zeros(replaced_by)
    checked.replaced_by = replaced_by
    checked.errors += [f"{COLUMN_OF[name]}: {message}" for name, message in errors.items()]
    if replaced_by and is_open:
        checked.errors.append(f"replaced_by: {OPEN_IS_NOT_REPLACED}")
    return checked


def with_zeros(code: str) -> str:
    """A number with the zeros in front that a spreadsheet may have dropped."""
    return code.zfill(CCN_LENGTH) if code.isdecimal() else code


def cell_errors(row: Row) -> list[str]:
    """What is wrong with single cells."""
    if row.extra:
        return [
            f"The row has {row.extra} more cells than the headings: put text with a comma in quotation marks."
        ]
    cells = row.cells
    if not is_storable("".join(cells.values())):
        return [f"{name}: a character cannot be stored." for name in COLUMNS if not is_storable(cells[name])]
    errors = [
        f"{name}: this is a formula. Enter its value." for name in COLUMNS if cells[name].startswith("=")
    ]
    errors += [f"{name}: this is empty." for name in COLUMNS[:-1] if not clean_label(cells[name])]
    for name, known, example in (
        ("kind", KINDS, "a kind such as hospice"),
        ("state", STATES, "a state such as OH"),
        ("open", OPEN, "yes or no"),
    ):
        if cells[name] and cells[name].casefold() not in known:
            errors.append(f"{name}: “{shortened(cells[name])}” is unknown. Enter {example}.")
    for name in ("name", "city"):
        field: Any = Organization._meta.get_field(name)
        if len(clean_label(cells[name])) > (limit := field.max_length):
            errors.append(f"{name}: this has more than {limit} characters.")
    return errors


def shortened(text: str) -> str:
    """A value for a message, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"
