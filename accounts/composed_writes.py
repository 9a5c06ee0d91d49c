"""UPDATE and INSERT of frequent transitions, composed once, and run with other values each time."""

import threading
from collections.abc import Callable
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from django.db.models.sql import InsertQuery, Query, UpdateQuery

from accounts.composed_query import Parameter, bound, fits_everywhere

statements = threading.local()  # each thread has its own connection


def update(model: type[Model], conditions: dict[str, Any], values: dict[str, Any]) -> int:
    """Update the rows that fulfill the conditions, as a QuerySet does. Returns their number.

    The SQL is composed once for the same names. Expressions and None take the QuerySet.
    """
    named = {("where", name): key_of(value) for name, value in conditions.items()}
    named |= {("set", name): key_of(value) for name, value in values.items()}
    if not all(map(fits_everywhere, named.values())):
        return model._base_manager.filter(**conditions).update(**values)

    def query() -> UpdateQuery:
        rows = model._base_manager.filter(**{name: Parameter(("where", name)) for name in conditions})
        update = cast(UpdateQuery, rows.query.chain(UpdateQuery))
        update.add_update_values({name: Parameter(("set", name)) for name in values})
        return update

    return write(model, query, named)


def insert(model: type[Model], values: dict[str, Any]) -> None:
    """Insert a row with these columns. It calls neither `save()` nor a signal, and returns no key."""

    def query() -> InsertQuery:
        insert = InsertQuery(model)
        fields = [field for field in model._meta.concrete_fields if field.attname in values]
        insert.insert_values(fields, [model(**{name: Parameter(name) for name in values})])
        return insert

    write(model, query, values)


def key_of(value: Any) -> Any:
    """What the database stores for the value of a foreign key, or for any other."""
    return value.pk if isinstance(value, Model) else value


def write(model: type[Model], query: Callable[[], Query], values: dict[Any, Any]) -> int:
    """Run a statement, which is composed once for the names of its values. Returns the number of rows."""
    connection, key = connections[DEFAULT_DB_ALIAS], (model, *values)
    if getattr(statements, "connection", None) is not connection:
        statements.connection, statements.composed = connection, {}
    if key not in statements.composed:
        composed = query().get_compiler(connection=connection).as_sql()
        statements.composed[key] = composed[0] if isinstance(composed, list) else composed
    sql, params = statements.composed[key]
    with connection.cursor() as cursor:
        cursor.execute(sql, bound(params, values, connection))
        rows: int = cursor.rowcount
    return rows
