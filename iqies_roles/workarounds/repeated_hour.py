"""Django's formats show no zone in the hour that the end of daylight saving time repeats.

Symptom: 1:30 AM on November 7, 2027 in New York has neither EDT nor EST, though just there it matters.
Django leaves out the format letters `e`, `O`, `T` and `Z` if the other `fold` has another offset, even for a
time with a zone, whose own `fold` says which of the two it is.

Upstream: not reported as far as we know; `TimeFormat.__init__` in `django.utils.dateformat` of Django 5.2.
Delete when: Django formats aware times of that hour with their zone.
"""

from datetime import datetime
from typing import Any

from django.utils.dateformat import TimeFormat
from django.utils.timezone import is_aware

original_init = TimeFormat.__init__


def init_with_zone(self: TimeFormat, obj: Any) -> None:
    """Take the zone of an aware time as it is."""
    original_init(self, obj)
    if isinstance(obj, datetime) and is_aware(obj):
        self.timezone = obj.tzinfo


def show_zone_in_repeated_hour() -> None:
    """Patch all formats of Django: those of templates, of the admin and of `date_format`."""
    TimeFormat.__init__ = init_with_zone  # type: ignore[method-assign]
