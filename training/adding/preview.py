"""The people as the preview shows them, before anything is stored: a row for each, which can be edited."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from django.http import QueryDict

from accounts.models import User
from accounts.models.classes import MAX_TRAINEES
from accounts.models.names import free_user_ids
from accounts.text import clean_label
from training.adding.pasted import PastedPerson

MAX_NAME = 100  # characters
MAX_ROWS = 1000  # people and lines without one
SAME_NAME = "Row {} has this name too."
IN_CLASS = "{} in this class has this name."
NAME_MISSING = "Enter a name, or clear the tick."
NAME_TOO_LONG = "A name can have up to {} characters. This one has {}."
NAME_WITH_NUL = "The name has a character that cannot be stored. Type the name again."
NOBODY = "Tick at least one person."
TOO_MANY = "You can add up to {} trainees at a time. {} are ticked."


@dataclass
class PreviewRow:
    """A person who is added if `add` is ticked. `line` and `note` say what was pasted and what was read.

    `warned` is the name for which the page showed a warning: ticked again, that person is added.
    """

    add: bool
    name: str
    line: str = ""
    note: str = ""
    warned: str = ""
    number: int = 0
    user_id: str = ""
    warning: str = ""
    error: str = ""


class Preview:
    """The rows of the page. `check` sets numbers, User IDs, warnings and errors."""

    def __init__(self, rows: Iterable[PreviewRow]) -> None:
        self.rows = list(rows)[:MAX_ROWS]
        self.error = ""

    @classmethod
    def posted(cls, data: QueryDict) -> "Preview":
        """The rows that a form has sent."""
        ticked = set(data.getlist("add"))
        columns = [data.getlist(name) for name in ("person", "line", "note", "warned")]
        rows = enumerate(zip_longest(*columns, fillvalue=""), 1)
        return cls(
            PreviewRow(str(number) in ticked, clean_label(name), clean_label(line), clean_label(note), warned)
            for number, (name, line, note, warned) in rows
        )

    def append(self, people: Iterable[PastedPerson]) -> None:
        """Add a row for each of these people; a doubtful line gets no tick."""
        self.rows += [
            PreviewRow(not each.doubt, each.name, each.line, f"{each.doubt} {each.note}".strip())
            for each in people
        ]

    def check(self, trainees: Iterable[User], shown: int) -> bool:
        """Whether the ticked people can be added. A double that was not `shown` before loses its tick.

        Others are refused once: the page warns, and the same name is accepted when it is sent again.
        """
        in_class = {comparable(user.name): user for user in trainees if user.name}
        first: dict[str, PreviewRow] = {}  # by name
        surprises = False
        for number, row in enumerate(self.rows, 1):
            row.number, name = number, comparable(row.name)
            row.warning = warning_for(row, first.get(name), in_class.get(name))
            if row.warning and number > shown:
                row.add = False
            surprises |= bool(row.add and row.warning and row.warned != name)
            row.warned = name if row.warning else ""
            row.error = error_in(row.name) if row.add else ""
            if row.add:
                first.setdefault(name, row)
        number = len(self.ticked)
        if number > MAX_TRAINEES:
            self.error = TOO_MANY.format(MAX_TRAINEES, number)
        elif not number:
            self.error = NOBODY
        else:
            self.propose_user_ids()
        return not (surprises or self.has_errors)

    def propose_user_ids(self) -> None:
        """Set the User IDs that the ticked people would get now."""
        rows = [row for row in self.ticked if not row.error]
        for row, user_id in zip(rows, free_user_ids(row.name for row in rows), strict=True):
            row.user_id = user_id

    @property
    def has_errors(self) -> bool:
        """Whether something is to be corrected."""
        return bool(self.error) or any(row.error for row in self.rows)

    @property
    def left_out(self) -> list[PreviewRow]:
        """The rows without a tick."""
        return [row for row in self.rows if not row.add]

    @property
    def problems(self) -> list[PreviewRow]:
        """The rows to look at: with an error, a warning, or without a tick."""
        return [row for row in self.rows if row.error or row.warning or not row.add]

    @property
    def ticked(self) -> list[PreviewRow]:
        """The rows of the people to add."""
        return [row for row in self.rows if row.add]

    @property
    def names(self) -> list[str]:
        """The names of the people to add, in order."""
        return [row.name for row in self.ticked]


def comparable(name: str) -> str:
    """A name as doubles are found: equal for those that differ in capitals or blanks only."""
    return clean_label(name).casefold()


def warning_for(row: PreviewRow, double: PreviewRow | None, trainee: User | None) -> str:
    """Why somebody might be added twice; '' if there is no reason to think so."""
    if not row.name:
        return ""
    if trainee:
        return IN_CLASS.format(trainee.user_id)
    return SAME_NAME.format(double.number) if double else ""


def error_in(name: str) -> str:
    """Why nobody can have this name; '' for a name that can be stored."""
    if not name:
        return NAME_MISSING
    if "\0" in name:
        return NAME_WITH_NUL
    return NAME_TOO_LONG.format(MAX_NAME, len(name)) if len(name) > MAX_NAME else ""
