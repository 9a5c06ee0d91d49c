"""The navigation by years, months and days above a list of the admin (`date_hierarchy`).

Django's own reads the time of each row. This one looks up in the index which periods have rows.
"""

from datetime import date, datetime, time, timedelta
from itertools import chain, takewhile
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
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
    periods = [days[0][: level + 1]]
    while periods[-1] < days[-1][: level + 1]:
        periods.append(day_of(end_of(periods[-1]))[: level + 1])
    return [list(each) for each in periods_with_rows(changelist, periods)]


def periods_with_rows(changelist: Any, periods: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Those of the periods that have rows: one statement, which looks up each in the index."""
    field = changelist.date_hierarchy
    # These bounds come before others of the query: SQLite begins at the first one in the index.
    bounds = {f"{field}__gte": RawSQL("periods.first", ()), f"{field}__lt": RawSQL("periods.after", ())}
    rows = changelist.root_queryset.filter(**bounds) & changelist.queryset
    sql, params = rows.order_by(field).values("pk")[:1].query.sql_with_params()
    time_of = connection.ops.adapt_datetimefield_value
    values = [(n, time_of(start_of(each)), time_of(end_of(each))) for n, each in enumerate(periods)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH periods(number, first, after) AS (VALUES {", ".join(["(%s, %s, %s)"] * len(values))})
            SELECT number FROM periods WHERE ({sql}) IS NOT NULL ORDER BY number
            """,  # noqa: S608 - composed by Django
            [*chain.from_iterable(values), *params],
        )
        return [periods[number] for (number,) in cursor.fetchall()]


def start_of(parts: tuple[int, ...]) -> datetime:
    """The first moment of a period."""
    return timezone.make_aware(datetime.combine(date(*[*parts, 1, 1][: len(UNITS)]), time.min))


def end_of(parts: tuple[int, ...]) -> datetime:
    """The first moment after a period."""
    after = date(*[*parts, 1, 1][: len(UNITS)]) + timedelta(days=(366, 32, 1)[len(parts) - 1])
    return start_of((after.year, after.month, after.day)[: len(parts)])
