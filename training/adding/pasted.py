"""The people in a pasted text: a table of Word or Excel, a list, or lines of an address book."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from accounts.text import clean_label
from training.adding.names import (
    EMAIL,
    NO_LETTERS,
    Reading,
    has_letters,
    in_order,
    name_in_address,
    read_name,
    without_mark,
)
from training.adding.words import (
    CREDENTIALS,
    FIRST_NAME,
    GENERATION,
    LAST_NAME,
    MIDDLE_NAME,
    OTHER,
    TITLES,
    WHOLE_NAME,
    plain,
)

HEADING_ROW = "The heading of the table."
CHECK_ORDER = "Check which is the first name"
MAX_LINE = 200  # characters of a pasted line that are shown


@dataclass(frozen=True)
class PastedPerson:
    """A person, or a line without one, which `doubt` explains. Numbers of lines begin with 1."""

    number: int
    line: str
    name: str
    note: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Columns:
    """The columns of a table that make up the name, in its order. `guessed` if no heading says so."""

    name: tuple[int, ...]
    guessed: bool = False


Row = tuple[int, str, list[str]]  # number of the line, the line, its cells


def read_people(text: str) -> list[PastedPerson]:
    """The people in a pasted text, in its order. Each line that is not blank gives at least one entry."""
    people: list[PastedPerson] = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for block in blocks(lines):
        people += from_table(block) if len(block[0][2]) > 1 else from_list(block)
    return people


def blocks(lines: Iterable[tuple[int, str]]) -> Iterator[list[Row]]:
    """The lines as rows of cells; neighbors that are both in a table, or both not, are together."""
    together: list[Row] = []
    separator = ""
    for number, line in lines:
        if separator not in line:
            separator = ""
        if not separator and (found := separator_of(line)):
            separator = found
        cells = split_cells(line, separator)
        if together and (len(cells) > 1) != (len(together[0][2]) > 1):
            yield together
            together = []
        together.append((number, line, cells))
    if together:
        yield together


def separator_of(line: str) -> str:
    """What separates the cells of a row: a tab, or what the heading or one e-mail address shows; else ''."""
    if "\t" in line:
        return "\t"
    for separator in ";,":
        cells = [clean_label(cell) for cell in line.split(separator)]
        if len(cells) > 1 and is_heading(cells):
            return separator
    cells = [clean_label(cell) for cell in line.split(";")]
    addresses = [cell for cell in cells if "@" in cell]
    return ";" if len(cells) > 2 and len(addresses) == 1 and EMAIL.fullmatch(addresses[0]) else ""


def split_cells(line: str, separator: str) -> list[str]:
    """The cells of a row, clean; quotation marks around a cell are no part of it."""
    if not separator:
        return [line]
    try:
        cells = next(csv.reader([line], delimiter=separator), [line])
    except csv.Error:
        cells = line.split(separator)
    return [clean_label(cell) for cell in cells]


def is_heading(cells: Sequence[str]) -> bool:
    """Whether all cells are words of a heading row, and one of them is about names."""
    words = [plain(cell) for cell in cells if cell]
    about_names = LAST_NAME | FIRST_NAME | WHOLE_NAME
    return any(word in about_names for word in words) and all(
        word in about_names | MIDDLE_NAME | GENERATION | OTHER for word in words
    )


def columns_in(heading: Sequence[str]) -> Columns:
    """The columns of the name according to a heading row."""
    words = [plain(cell) for cell in heading]

    def first(names: set[str]) -> tuple[int, ...]:
        return next(((index,) for index, word in enumerate(words) if word in names), ())

    given, family, whole = first(FIRST_NAME), first(LAST_NAME), first(WHOLE_NAME)
    if given and (family or whole):
        return Columns((*given, *first(MIDDLE_NAME), *(family or whole), *first(GENERATION)))
    return Columns(whole or family or given)


def from_table(rows: Sequence[Row]) -> Iterator[PastedPerson]:
    """The people in the rows of a table. A heading row counts for the rows below it."""
    columns: Columns | None = None
    for index, (number, line, cells) in enumerate(rows):
        if is_heading(cells):
            columns = columns_in(cells)
            yield PastedPerson(number, shown(line), "", doubt=HEADING_ROW)
            continue
        if columns is None:
            columns = guess([each for _, _, each in rows[index:]])
        yield person_in(number, line, cells, columns)


def person_in(number: int, line: str, cells: list[str], columns: Columns) -> PastedPerson:
    """The person in a row."""
    own = [cells[index] for index in columns.name if index < len(cells) and cells[index]]
    others = [cell for index, cell in enumerate(cells) if cell and index not in columns.name]
    if not any(has_letters(cell) for cell in own):  # an empty cell, or a row that is unlike the others
        likely = sorted(
            filter(has_letters, others), key=lambda cell: (not is_name_like(cell), "@" not in cell)
        )
        own = likely[:1]
        others = [cell for cell in others if cell not in own]
    reading = Reading()
    parts = [in_order(cell, reading) for cell in own] if len(own) > 1 else own
    reading = read_name(" ".join(parts), reading)
    if columns.guessed and len(own) > 1:
        reading.changed.append(CHECK_ORDER)
    for cell in filter(without_mark, others):
        reading.leave_out(cell, "other columns")
    return person(number, line, reading)


def guess(rows: Sequence[Sequence[str]]) -> Columns:
    """The columns of the name in a table without a heading row."""
    width = max(len(row) for row in rows)
    columns = [[row[index] if index < len(row) else "" for row in rows] for index in range(width)]
    names = [index for index, cells in enumerate(columns) if mostly(is_name_like, cells)]
    if not names:
        return Columns(())
    first = names[0]
    second = first + 1
    if second in names and mostly(is_initial, columns[second]) and second + 1 in names:
        return Columns((first, second, second + 1), guessed=True)
    if mostly(is_whole_name, columns[first]) or second not in names or mostly(is_whole_name, columns[second]):
        return Columns((first,))
    filled = [cell for cell in columns[second] if cell]
    if len(set(filled)) * 2 <= len(filled):  # the same words again and again: a unit, not a name
        return Columns((first,))
    return Columns((second, first) if last_name_first(rows, first, second) else (first, second), guessed=True)


def mostly(test: Callable[[str], bool], cells: Sequence[str]) -> bool:
    """Whether more than half of the filled cells pass a test."""
    filled = [cell for cell in cells if cell]
    return sum(test(cell) for cell in filled) * 2 > len(filled)


def is_name_like(cell: str) -> bool:
    """Whether a cell has letters, is no title or credential, and has neither digits nor an e-mail address."""
    name = without_mark(cell)
    is_other = "@" in name or plain(name) in TITLES | CREDENTIALS or any(each.isdigit() for each in name)
    return has_letters(name) and not is_other


def is_initial(cell: str) -> bool:
    """Whether a cell has one letter."""
    return len(plain(cell)) == 1


def is_whole_name(cell: str) -> bool:
    """Whether a cell has more than one word."""
    words = [word for word in without_mark(cell).split() if plain(word) not in TITLES]
    return len(words) > 1


def last_name_first(rows: Sequence[Sequence[str]], first: int, second: int) -> bool:
    """Whether the e-mail addresses show that the first of two columns has the last names."""
    votes = 0
    for row in rows:
        address = next((cell for cell in row if "@" in cell), "")
        names = name_in_address(address).casefold().split()
        if names and len(row) > second:
            votes += (names[0] == row[second].casefold()) - (names[0] == row[first].casefold())
    return votes > 0


def from_list(rows: Sequence[Row]) -> Iterator[PastedPerson]:
    """The people in lines, of which each has one or more."""
    for number, line, _ in rows:
        if is_heading([clean_label(line)]):
            yield PastedPerson(number, shown(line), "", doubt=HEADING_ROW)
            continue
        for part in people_of(line):
            yield person(number, part, read_name(part))


def people_of(line: str) -> list[str]:
    """The parts of a line about one person each."""
    if line.count("@") > 1 and ";" not in line:
        parts = re.split(r"(?<=>)\s*,|(?<=>)\s+(?=\S)", line)
        if len(parts) == 1:  # addresses without angle brackets
            parts = re.split(r"[,\s]+", line)
            parts = parts if all("@" in part for part in parts if part) else [line]
    elif ";" in line:
        parts = line.split(";")
    else:
        parts = line.split(",")
        whole = [len(part.split()) > 1 and not any(each.isdigit() for each in part) for part in parts]
        parts = parts if len(parts) > 2 and all(whole) else [line]
    return [part for part in parts if part.strip(" ,;")] or [line]


def person(number: int, line: str, reading: Reading) -> PastedPerson:
    """An entry of what was read, with a note that says what was left out and changed."""
    name = reading.name if reading.doubt != NO_LETTERS else ""
    return PastedPerson(number, shown(line), name, shown(reading.note()), reading.doubt)


def shown(line: str) -> str:
    """A pasted line as the preview shows it, short and without what cannot be seen."""
    line = clean_label(line.replace("\0", " "))
    return line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]}…"
