"""Which database this is, in words, and what is wrong with it."""

from pathlib import Path

from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


def database_in_words(*, briefly: bool = False) -> str:
    """Its kind, name and place, without its password; briefly, without the folder of a file."""
    database = connection.settings_dict
    name = str(database["NAME"])
    if connection.vendor == "sqlite":
        return f"SQLite, {Path(name).name if briefly else name}"
    return f"PostgreSQL, {name} at {database['HOST'] or 'the local socket'}"


def lacks_migrations() -> bool:
    """Whether it has no tables yet, or not all that this version needs."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def what_is_wrong(error: Exception) -> str:
    """Why a command failed, in a sentence for operators; '' where the database is not what is wrong."""
    fault = fault_behind(error)
    if fault is None:
        return ""
    connection.close()
    try:
        if lacks_migrations():
            return (
                f"The database lacks tables of this version ({database_in_words()}): "
                "run `manage.py migrate` or `manage.py serve`."
            )
    except DatabaseError as no_answer:
        fault = no_answer
    else:
        if not isinstance(fault, OperationalError):
            return ""
    return f"The database does not answer ({database_in_words()}): {' '.join(str(fault).split())}"


def fault_behind(error: BaseException | None) -> DatabaseError | None:
    """The database's own error behind another one, such as that of a file that is being loaded."""
    while error:
        if isinstance(error, DatabaseError):
            return error
        error = error.__cause__ or error.__context__
    return None
