"""Describes the database, and what is wrong with it."""

from pathlib import Path

from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor

PROGRAM_ERRORS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
REFUSALS = {"25006": "read-only transaction", "42501": "insufficient privilege"}


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
        lacks_tables = lacks_migrations()
    except (DatabaseError, InterfaceError) as second_fault:
        if sqlstate_of(second_fault):  # of a server that answers
            return reported_error(second_fault)
        return f"The database does not answer ({describe_database()}): {one_line(second_fault)}"
    reported = isinstance(fault, OperationalError | MigrationSchemaMissing) or sqlstate_of(fault) in REFUSALS
    if reported and not is_missing_table(fault):
        return reported_error(fault)
    if lacks_tables:
        return (
            f"The database lacks tables of this version ({describe_database()}): "
            "run `manage.py migrate` or `manage.py serve`."
        )
    return ""


def reported_error(error: Exception) -> str:
    """The sentence for an error of a database that answers."""
    return f"The database reported an error ({describe_database()}): {one_line(error)}"


def is_missing_table(fault: Exception) -> bool:
    """Whether SQLite says so; PostgreSQL has a ProgrammingError for it."""
    return connection.vendor == "sqlite" and str(fault).startswith(("no such table", "no such column"))


def sqlstate_of(fault: Exception) -> str | None:
    """PostgreSQL's code of an error."""
    return getattr(fault.__cause__, "pgcode", None)


def one_line(error: Exception) -> str:
    """Its message in one line."""
    return " ".join(str(error).split())


def is_database_fault(error: BaseException | None) -> bool:
    """Whether the database could not be read or written, so that the same request can work later.

    False for errors that the program makes: invalid SQL or values, broken constraints.
    """
    fault = find_database_error(error)
    # Django's own errors, such as that of a row that is gone, have no error of the driver as their cause.
    return fault is not None and fault.__cause__ is not None and not isinstance(fault, PROGRAM_ERRORS)


def find_database_error(error: BaseException | None) -> DatabaseError | InterfaceError | None:
    """The database error in a chain of exceptions, such as the error of a fixture that is being loaded."""
    while error:
        if isinstance(error, (DatabaseError, InterfaceError)):
            return error
        error = error.__cause__ or error.__context__
    return None
