"""What a class takes home: its results as rows for a page, a spreadsheet, and certificates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO

import xlsxwriter
from django.utils.text import slugify
from django.utils.timezone import localdate, localtime

from accounts.models import TrainingClass, User
from rolerequests.organizations.csv_file import lines_of
from training.live.progress import attempts_by_trainee, exercises_of
from training.models import Attempt, Exercise
from training.practice.rows import Row, rows_of

FIRST_COLUMNS = ("Name", "User ID", "Logged in", "Passed", "Attempts")
WIDTHS = (28, 28, 14, 10, 10)  # of these columns in a spreadsheet, in characters
WIDTH = 22  # of the others
NAME_OF_SHEET = "Results"


@dataclass(frozen=True)
class Result:
    """The results of a trainee, with a row for each exercise of the class."""

    trainee: User
    rows: list[Row]
    attempts: int

    @cached_property
    def passes(self) -> list[Attempt]:
        """The attempt with which each exercise was passed without help, in the order of the exercises."""
        return [row.best for row in self.rows if row.best and row.best.is_pass]

    @property
    def statuses(self) -> list[str]:
        """The status of each exercise of the class in words."""
        return [row.status for row in self.rows]

    @property
    def has_passed(self) -> bool:
        """Whether all exercises of the class are passed."""
        return bool(self.rows) and len(self.passes) == len(self.rows)

    @property
    def passed_at(self) -> datetime | None:
        """When the last exercise of the class was passed; None before that."""
        times = [each.ended_at for each in self.passes if each.ended_at]
        return max(times) if self.has_passed and times else None


@dataclass(frozen=True)
class ClassResults:
    """The results of all trainees of a class by name, and its exercises."""

    training_class: TrainingClass
    exercises: Sequence[Exercise]
    results: list[Result]

    @property
    def passed(self) -> list[Result]:
        """Those who passed all exercises of the class."""
        return [each for each in self.results if each.has_passed]

    @cached_property
    def titles(self) -> list[str]:
        """The titles of the exercises, for the cells of a row."""
        return [str(each) for each in self.exercises]

    @property
    def columns(self) -> list[str]:
        """The headings of a spreadsheet."""
        return [*FIRST_COLUMNS, *(words for each in self.titles for words in (each, f"{each}: date"))]

    def lines(self) -> Iterator[list[str]]:
        """The rows of a spreadsheet."""
        for each in self.results:
            cells = [(row.status, day(row.best.ended_at if row.best else None)) for row in each.rows]
            yield [
                each.trainee.name,
                each.trainee.user_id,
                day(each.trainee.last_login_at),
                "Yes" if each.has_passed else "No",
                str(each.attempts),
                *(cell for pair in cells for cell in pair),
            ]


def results_of(training_class: TrainingClass) -> ClassResults:
    """The results of a class. Three queries for any number of trainees."""
    active = training_class.active_trainees().select_related(None)
    trainees = training_class.in_natural_order(active)
    attempts = attempts_by_trainee(trainees)
    exercises = exercises_of(training_class, attempts)
    results = []
    for user in trainees:
        own = attempts[user.pk]
        results.append(Result(user, rows_of(exercises, own), len(own)))
    return ClassResults(training_class, exercises, results)


def as_csv(results: ClassResults) -> Iterator[str]:
    """The results as CSV for a spreadsheet, line by line."""
    return lines_of(results.columns, results.lines())


def as_xlsx(results: ClassResults) -> bytes:
    """The results as a workbook of Excel. No cell is a formula."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(NAME_OF_SHEET)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for column, words in enumerate(results.columns):
            sheet.write_string(0, column, words, bold)
            sheet.set_column(column, column, WIDTHS[column] if column < len(WIDTHS) else WIDTH)
        for number, line in enumerate(results.lines(), start=1):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)
        sheet.freeze_panes(1, 1)
    return file.getvalue()


def day(at: datetime | None) -> str:
    """The day of a time as 2026-12-31, in the zone of this installation; '' for none."""
    return f"{localtime(at):%Y-%m-%d}" if at else ""


def file_name(what: str, training_class: TrainingClass, extension: str) -> str:
    """The name of a file about a class, such as `results-ohio-2026-12-31.csv`."""
    return f"{slugify(f'{what} {training_class}')}-{localdate():%Y-%m-%d}.{extension}"
