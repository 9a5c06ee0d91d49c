"""Which attempts an export has, and its formats."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.text import slugify
from django.utils.timezone import localdate, make_aware

from accounts.audit_log import Action, Change, record_batch
from accounts.models import TrainingClass, User
from training.exports.csv_file import csv_of
from training.exports.xapi import statements_of
from training.models import Attempt

ROWS_AT_ONCE = 500
# Others are typing errors, and no time zone can write the last days of the year 9999.
YEARS = "Enter a day from 2000 to 2099."
VALIDATORS = (MinValueValidator(date(2000, 1, 1), YEARS), MaxValueValidator(date(2099, 12, 31), YEARS))


@dataclass(frozen=True)
class Format:
    """A format: its name for people, and the pieces of a file from attempts and the address of the site."""

    label: str
    extension: str
    content_type: str
    pieces: Callable[[Iterator[list[Attempt]], str], Iterator[str]]


FORMATS = {
    "csv": Format("CSV", "csv", "text/csv", csv_of),
    "xapi": Format("xAPI statements", "json", "application/json", statements_of),
}


class DayField(forms.DateField):
    """A day, or nothing."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    default_validators = list(VALIDATORS)

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class ExportForm(forms.Form):
    """A class, a period, both, or neither for all attempts. Both days are included."""

    training_class = forms.ModelChoiceField(
        TrainingClass.objects.order_by("name"), required=False, label="Class", empty_label="All trainees"
    )
    since = DayField(label="Began on or after")
    until = DayField(label="Began on or before")

    def clean(self) -> None:
        super().clean()
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError("This day is before the first one.", code="order"))

    def attempts(self) -> QuerySet[Attempt]:
        """The attempts of the class that began in the period."""
        attempts = Attempt.objects.all()
        if training_class := self.cleaned_data["training_class"]:
            attempts = attempts.filter(sandbox__training_class=training_class)
        if since := self.cleaned_data["since"]:
            attempts = attempts.filter(began_at__gte=make_aware(datetime.combine(since, time.min)))
        if until := self.cleaned_data["until"]:
            attempts = attempts.filter(began_at__lte=make_aware(datetime.combine(until, time.max)))
        return attempts

    def in_words(self) -> list[tuple[str, str]]:
        """Label and value of each field that limits the attempts."""
        fields = ((self.fields[name].label, value) for name, value in self.cleaned_data.items() if value)
        return [(str(label), str(value)) for label, value in fields]

    def file_name(self) -> str:
        """The beginning of a file name, such as `attempts-ohio`."""
        return slugify(f"attempts {self.cleaned_data['training_class'] or ''}")


def export(
    attempts: QuerySet[Attempt],
    which: Format,
    address: str,
    *,
    actor: User | None,
    selection: Iterable[tuple[str, str]],
) -> Iterator[str]:
    """The file, piece by piece, without attempts of the QA API. Writes to the audit log who exports what.

    `selection` says in words which attempts these are: labels and values; nothing for all.
    """
    said = [("format", which.label), *selection]
    changes = [Change(label, "", value) for label, value in said]
    record_batch(actor, "attempts", Action.EXPORTED, Attempt, changes)
    return which.pieces(by_time(attempts.filter(sandbox__made_by_qa=False)), address)


def by_time(attempts: QuerySet[Attempt]) -> Iterator[list[Attempt]]:
    """The attempts in lists of ROWS_AT_ONCE. One query each: nothing stays open during a slow download."""
    related = ("trainee", "exercise", "sandbox__training_class", "request")
    ordered = attempts.select_related(*related).order_by("began_at", "pk")
    rows = list(ordered[:ROWS_AT_ONCE])
    while rows:
        yield rows
        last = rows[-1]
        later = ordered.filter(began_at__gte=last.began_at).exclude(began_at=last.began_at, pk__lte=last.pk)
        rows = list(later[:ROWS_AT_ONCE])


def download(pieces: Iterator[str], name: str, which: Format) -> StreamingHttpResponse:
    """The response that streams the file. Compression would collect it in memory."""
    content_type = f"{which.content_type}; charset=utf-8"
    response = StreamingHttpResponse(pieces, content_type=content_type)
    file = f"{name}-{localdate():%Y-%m-%d}.{which.extension}"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["Cache-Control"] = "no-transform"
    return response
