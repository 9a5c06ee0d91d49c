"""Files of organizations: CSV as spreadsheets write and read it, row by row, however long the file is."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import chain

from rolerequests.uploads import FileError

COLUMNS = ("ccn", "name", "kind", "state", "city", "open", "replaced_by")
ERROR_COLUMN = "error"  # of a file with refused rows; an import does not read it
MAX_BYTES = 10 * 1024**2  # some 125,000 rows
MAX_ROWS = 200_000
MAX_HEADINGS = 10_000  # characters
DELIMITERS = ",;\t"
# A spreadsheet would run a cell that begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TEXT_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
SAVE_AS_CSV = "In the spreadsheet, save it as “CSV UTF-8”, and choose that file."
BINARY = {b"PK\x03\x04": "a workbook or another ZIP file", b"\xd0\xcf\x11\xe0": "an old workbook (.xls)"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its number in a spreadsheet, and its cells by column, '' where it has none."""

    number: int
    cells: dict[str, str]
    extra: int = 0  # how many cells have no heading


def rows_of(data: bytes) -> Iterator[Row]:
    """The rows that are not blank. Raises FileError, also later: the file is read bit by bit."""
    if len(data) > MAX_BYTES:
        raise FileError(f"The file is too large. Files can be up to {MAX_BYTES // 1024**2} MB.")
    text = TextIOWrapper(BytesIO(data), encoding=encoding_of(data), newline="")
    number = 1
    try:
        first = text.readline(MAX_HEADINGS)
        table = csv.reader(chain([first], text), delimiter=max(DELIMITERS, key=first.count))
        headings = headings_of(next(table, []))
        is_empty = True
        for number, cells in enumerate(table, start=2):
            if number > MAX_ROWS + 1:
                raise FileError(f"The file has more than {MAX_ROWS:,} rows: import it in parts.")
            if any(map(str.strip, cells)):
                is_empty = False
                yield row_of(number, headings, cells)
    except UnicodeError:
        raise FileError(f"The file is not text in UTF-8. {SAVE_AS_CSV}") from None
    except csv.Error:
        raise FileError(
            f"The file cannot be read after row {number}: a cell there is far too long, "
            "perhaps because a quotation mark is missing."
        ) from None
    if is_empty:
        raise FileError("The file has headings only: add a row for each organization.")


def row_of(number: int, headings: list[str], cells: list[str]) -> Row:
    """A row by its headings. Cells under blank headings are not read."""
    named = dict.fromkeys(COLUMNS, "") | dict(zip(headings, map(cell_text, cells), strict=False))
    extra = sum(bool(each.strip()) for each in cells[len(headings) :])
    return Row(number, named, extra)


def encoding_of(data: bytes) -> str:
    """UTF-8 or, with its mark, UTF-16. Raises FileError for what is no text."""
    if not data.strip():
        raise FileError("The file is empty.")
    for beginning, what in BINARY.items():
        if data.startswith(beginning):
            raise FileError(f"The file is {what}. {SAVE_AS_CSV}")
    return "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def headings_of(cells: list[str]) -> list[str]:
    """The columns of a file in their order, '' for a blank heading. Raises FileError."""
    names = ["_".join(cell_text(each).casefold().split()) for each in cells]
    columns = f"The columns are {', '.join(COLUMNS)}."
    if not set(names) & set(COLUMNS):
        raise FileError(f"The file has no headings in its first row. {columns}")
    if unknown := [name for name in names if name not in ("", ERROR_COLUMN, *COLUMNS)]:
        raise FileError(f"The file has unknown columns: {', '.join(unknown)[:200]}. {columns}")
    if missing := [name for name in COLUMNS if name not in names]:
        raise FileError(f"The file lacks columns: {', '.join(missing)}. {columns}")
    if len(set(filter(None, names))) < len(list(filter(None, names))):
        raise FileError(f"The file has a column twice. {columns}")
    return names


def cell_text(cell: str) -> str:
    """What a cell says, without what protects it from a spreadsheet: `="036849"`, `'=text`."""
    text = cell.strip(" ")
    if quoted := TEXT_FORMULA.fullmatch(text):
        return quoted[1].strip()
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA, "'")) else text.strip()


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula. `cell_text` gives the text back."""
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


class Line:
    """A file that keeps the last line."""

    def write(self, text: str) -> None:
        self.text = text


def lines_of(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A file as text, line by line. Its mark tells spreadsheets that it is UTF-8."""
    line = Line()
    writer = csv.writer(line)
    writer.writerow(columns)
    yield f"\ufeff{line.text}"
    for row in rows:
        writer.writerow(map(safe_cell, row))
        yield line.text
