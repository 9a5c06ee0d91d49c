"""The navigation by years, months and days above a list of the admin (`date_hierarchy`).

Django's own reads the time of each row. This one looks up the next period in the index.
"""

from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

FEW = 1_000  # rows that are read at once
UNITS = ("year", "month", "day")
FORMATS = {"year": "Y", "month": "YEAR_MONTH_FORMAT", "day": "MONTH_DAY_FORMAT"}


def date_navigation(changelist: Any) -> dict[str, Any]:
    """The link back and the links to periods, as Django's template shows them.

    A level with one period only is left out, as Django does.
    """
    field = changelist.date_hierarchy
    keys = [f"{field}__{unit}" for unit in UNITS]
    chosen = [int(changelist.params[key]) for key in takewhile(changelist.params.__contains__, keys)]

    def link_to(parts: list[int]) -> str:
        return str(changelist.get_query_string(dict(zip(keys, parts, strict=False)), [f"{field}__"]))

    def name_of(parts: list[int]) -> str:
        day = date(*[*parts, 1, 1][:3])
        return capfirst(date_format(day, FORMATS[UNITS[len(parts) - 1]]))

    back = {"link": link_to(chosen[:-1]), "title": name_of(chosen[:-1]) if chosen[1:] else "All dates"}
    if len(chosen) == len(UNITS):
        return {"back": back, "choices": [{"title": name_of(chosen)}]}
    found = periods_of(changelist, len(chosen), may_go_down=not chosen)
    choices = [{"link": link_to(parts), "title": name_of(parts)} for parts in found]
    return {"back": back if chosen else None, "choices": choices}


def periods_of(changelist: Any, level: int, *, may_go_down: bool) -> list[list[int]]:
    """The periods that have rows, each as year, month and day up to the level: 0 for years, 2 for days.

    Instead of a single period, those of the next level, if that is allowed.
    """
    field, zone = changelist.date_hierarchy, timezone.get_current_timezone()
    times = changelist.queryset.order_by(field).values_list(field, flat=True)

    def day_of(at: datetime) -> tuple[int, ...]:
        return at.astimezone(zone).timetuple()[: len(UNITS)]

    days: list[tuple[int, ...]] = []
    if changelist.result_count <= FEW:
        days = sorted(set(map(day_of, times)))
    elif first := times.first():
        days = [day_of(first), day_of(times.last() or first)]
    if not days:
        return []
    while may_go_down and level < len(UNITS) - 1 and days[0][: level + 1] == days[-1][: level + 1]:
        level += 1
    if changelist.result_count <= FEW:
        return [list(each) for each in sorted({day[: level + 1] for day in days})]
    found, last = [days[0][: level + 1]], days[-1][: level + 1]
    while found[-1] < last:
        # This bound comes before others of the query: SQLite begins at the first one in the index.
        later = changelist.root_queryset.filter(**{f"{field}__gte": end_of(found[-1])})
        following = (later & changelist.queryset).order_by(field).values_list(field, flat=True).first()
        if following is None:
            break  # somebody has just deleted it
        found.append(day_of(following)[: level + 1])
    return [list(each) for each in found]


def end_of(parts: tuple[int, ...]) -> datetime:
    """The first moment after a period."""
    after = date(*[*parts, 1, 1][:3]) + timedelta(days=(366, 32, 1)[len(parts) - 1])
    after = after if len(parts) == len(UNITS) else after.replace(day=1)
    return timezone.make_aware(datetime.combine(after, time.min))
