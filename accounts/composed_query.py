"""SQL that nearly every page needs. Composing it takes Django longer than running it."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, Value
from django.db.models.query import ModelIterable

Row = TypeVar("Row", bound=Model)


class ComposedQuery(Generic[Row]):
    """A query whose SQL is composed once, and run with other values each time. No result is kept.

    `build` takes the values by name and returns the plain QuerySet, which may filter, order, and join with
    `select_related`. It must depend on these values only, not on a setting: it is rarely called again.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self.build = build
        self.of_thread = threading.local()  # each thread has its own connection

    def all(self, **values: Any) -> list[Row]:
        """The same objects as those of `build(**values)`."""
        if not all(map(fits_everywhere, values.values())):
            return list(self.build(**values))
        connection = connections[DEFAULT_DB_ALIAS]
        if getattr(self.of_thread, "connection", None) is not connection:
            self.compose(values, connection)
        self.of_thread.compiler.values = values
        return list(self.of_thread.rows)

    def compose(self, names: Iterable[str], connection: Any) -> None:
        """Compose the SQL for this connection, and let the rows of the QuerySet come from it."""
        queryset = self.build(**{name: Parameter(name) for name in names})
        compiler = ComposedCompiler(queryset.query.get_compiler(connection=connection))
        queryset.query.get_compiler = lambda **options: compiler  # type: ignore[method-assign]
        self.of_thread.compiler, self.of_thread.rows = compiler, ModelIterable(queryset)
        self.of_thread.connection = connection

    def first(self, **values: Any) -> Row | None:
        """The first object, or None."""
        return next(iter(self.all(**values)), None)


def fits_everywhere(value: Any) -> bool:
    """Whether all databases compare the value as it is. None needs other SQL, a very large number none."""
    return isinstance(value, str | datetime) or (isinstance(value, int) and abs(value) < 2**63)


class Parameter(Value):
    """Marks the place of a value among the parameters while SQL is composed."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class ComposedCompiler:
    """Does what `ModelIterable` asks of the compiler of a query, without composing the SQL again."""

    def __init__(self, compiler: Any) -> None:
        self.connection = compiler.connection
        self.sql, self.params = compiler.as_sql()
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        self.results_iter = partial(compiler.apply_converters, converters=converters)
        self.values: dict[str, Any] = {}

    def execute_sql(self, **options: Any) -> list[Any]:
        """The rows as the database returns them."""
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, bound(self.params, self.values, self.connection))
            rows: list[Any] = cursor.fetchall()
        return rows


def bound(params: Iterable[Any], values: dict[Any, Any], connection: Any) -> list[Any]:
    """The parameters of a statement, with these values in their places."""
    adapt = connection.ops.adapt_unknown_value
    return [adapt(values[each.value]) if isinstance(each, Parameter) else each for each in params]
