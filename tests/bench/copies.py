"""Many rows of a table as copies of one, written by the database itself: objects of Python take far longer."""

from collections.abc import Iterable
from typing import Any

# A time that many minutes ago.
EARLIER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', {time}, -({minutes}) || ' minutes')",
    "postgresql": "{time} - ({minutes}) * interval '1 minute'",
}


def copy(pattern: Any, number: int, **columns: str) -> range:
    """Insert copies of a stored object, numbered from 0. Returns their keys, if those are numbers.

    `columns` are SQL for what differs, with the number of the copy as `n` and the pattern as `p`.
    """
    from django.db import connection, models

    fields = [each for each in pattern._meta.concrete_fields if not isinstance(each, models.AutoField)]
    names = [f'"{each.column}"' for each in fields]
    values = [columns.pop(each.column, f"p.{name}") for each, name in zip(fields, names, strict=True)]
    if columns:
        raise ValueError(f"{pattern._meta.label} has no column {', '.join(columns)}.")
    table, key = pattern._meta.db_table, pattern._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE numbers(n) AS (
                SELECT 0 WHERE {number} > 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {number}
            )
            INSERT INTO {table} ({", ".join(names)})
            SELECT {", ".join(values)} FROM numbers JOIN {table} p ON p.{key} = '{pattern.pk}' ORDER BY n
            """  # noqa: S608 - names and numbers of ours
        )
        cursor.execute(f"SELECT max({key}) FROM {table}")  # noqa: S608
        ((last,),) = cursor.fetchall()
    return range(last - number + 1, last + 1) if isinstance(last, int) else range(0)


def earlier(time: str, minutes: str) -> str:
    """SQL for a time so many minutes before another."""
    from django.db import connection

    return EARLIER[connection.vendor].format(time=time, minutes=minutes)


def one_of(number: str, values: Iterable[Any]) -> str:
    """SQL for one of these texts or numbers, chosen by a number, again and again in their order."""
    literals = [str(each) if isinstance(each, int) else f"'{each}'" for each in values]
    cases = " ".join(f"WHEN {index} THEN {literal}" for index, literal in enumerate(literals))
    return f"CASE ({number}) % {len(literals)} {cases} END"


def padded(number: str, digits: int) -> str:
    """SQL for a number as a text with leading zeros."""
    return f"substr(CAST({10**digits} + {number} AS text), 2)"
