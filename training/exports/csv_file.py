"""Attempts as CSV: one row for each, for a spreadsheet."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.timezone import localtime

from rolerequests.models.us_states import State
from rolerequests.organizations.csv_file import lines_of
from training.models import Attempt, Field

COLUMNS = (
    *("User ID", "Name", "Class", "Exercise", "Title", "Version", "Level", "State", "Began", "Ended"),
    *("Outcome", "Was helped", "Request", "Job aid version"),
    *(f"{field.label}: {what}" for field in Field for what in ("selected", "needed", "result")),
)


def csv_of(lists: Iterable[list[Attempt]], address: str) -> Iterator[str]:
    """The file, line by line. The address of the site is not in it."""
    return lines_of(COLUMNS, (row_of(attempt) for attempts in lists for attempt in attempts))


def row_of(attempt: Attempt) -> list[str]:
    """The cells of an attempt, as in COLUMNS."""
    results = {each["field"]: each for each in attempt.results}
    compared: list[str] = []
    for field in Field:
        result = results.get(field)
        compared += result_cells(result["selected"], result["needed"], result["fits"]) if result else [""] * 3
    return [
        attempt.trainee.user_id,
        attempt.trainee.name,
        str(attempt.sandbox.training_class or ""),
        attempt.exercise.slug,
        attempt.title,
        str(attempt.version),
        attempt.get_level_display(),
        State(attempt.state).label if attempt.state else "",
        in_words(attempt.began_at),
        in_words(attempt.ended_at),
        attempt.get_outcome_display(),
        "Yes" if attempt.was_helped else "No",
        attempt.request.reference if attempt.request else "",
        attempt.job_aid_version,
        *compared,
    ]


def result_cells(selected: str, needed: str, fits: bool) -> list[str]:
    """The three cells of a compared field."""
    return [selected, needed, "Fits" if fits else "Differs"]


def in_words(at: datetime | None) -> str:
    """A time as ISO 8601, in the zone of this installation; '' for none."""
    return localtime(at).isoformat(timespec="seconds") if at else ""
