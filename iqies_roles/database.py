"""Describes the database, and what is wrong with it."""

from pathlib import Path

from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


def describe_database(*, short: bool = False) -> str:
    """Vendor, name and host of the database, without its password; `short`: without the folder of a file."""
    database = connection.settings_dict
    name = str(database["NAME"])
    if connection.vendor == "sqlite":
        return f"SQLite, {Path(name).name if short else name}"
    return f"PostgreSQL, {name} at {database['HOST'] or 'the local socket'}"


def lacks_migrations() -> bool:
    """Whether there are migrations of this version to apply."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def explain_database_error(error: Exception) -> str:
    """One sentence for operators; empty if the database is not what is wrong."""
    fault = find_database_error(error)
    if fault is None:
        return ""
    connection.close()
    try:
        if lacks_migrations():
            return (
                f"The database lacks tables of this version ({describe_database()}): "
                "run `manage.py migrate` or `manage.py serve`."
            )
    except DatabaseError as connection_error:
        fault = connection_error
    else:
        if not isinstance(fault, OperationalError):
            return ""
    return f"The database does not answer ({describe_database()}): {' '.join(str(fault).split())}"


def find_database_error(error: BaseException | None) -> DatabaseError | None:
    """The database error in a chain of exceptions, such as the error of a fixture that is being loaded."""
    while error:
        if isinstance(error, DatabaseError):
            return error
        error = error.__cause__ or error.__context__
    return None
