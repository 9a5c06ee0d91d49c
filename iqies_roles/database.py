"""Which database this is, in words."""

from pathlib import Path

from django.db import connection


def database_in_words(*, briefly: bool = False) -> str:
    """Its kind, name and place, without its password; briefly, without the folder of a file."""
    database = connection.settings_dict
    name = str(database["NAME"])
    if connection.vendor == "sqlite":
        return f"SQLite, {Path(name).name if briefly else name}"
    return f"PostgreSQL, {name} at {database['HOST'] or 'the local socket'}"
