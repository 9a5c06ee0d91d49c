"""Conditions of large lists: looked up in an index, or evaluated for each row along the order of the list."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Lookup, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

LOOKED_UP = 30_000  # rows with the values of a condition


class AnyOf(Lookup):
    """As Django's `in`, for numbers in a text such as `1,2`: Django takes long to compose thousands."""

    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        values = "SELECT value FROM json_each(%s)"
        return f"{column} IN ({values})", [*params, f"[{self.rhs}]"]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*params, f"{{{self.rhs}}}"]


def among(field: str, values: QuerySet[Any], otherwise: Q) -> Q:
    """The condition that a field has one of these values, which an index looks up.

    `otherwise` is the same condition for a scan of the list: with more than LOOKED_UP rows, it ends soon.
    """
    found = few(values)
    return otherwise if found is None else any_of(field, found)


def few(values: QuerySet[Any]) -> list[Any] | None:
    """The values, to look up something by them; None if they are more than LOOKED_UP."""
    found = list(values.order_by()[: LOOKED_UP + 1])
    return found if len(found) <= LOOKED_UP else None


def any_of(field: str, numbers: Iterable[int]) -> Q:
    """The condition that a field has one of these numbers."""
    return Q(AnyOf(F(field), ",".join(map(str, numbers))))


def has_one(related: QuerySet[Any]) -> Q:
    """The condition that there is a related object, looked up for each row of a list until it is full.

    For Exists, PostgreSQL would first read all objects that could be related, also for a page of 50 rows.
    """
    return Q(IsNull(Subquery(related.order_by().values("pk")[:1]), False))


def is_frequent(condition: Q) -> bool:
    """Whether it has a part of `has_one`, as `among` has for what more than LOOKED_UP rows have."""
    return any(isinstance(each, IsNull) for each in condition.flatten())
