"""`manage.py restore`: replace the database by a backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iqies_roles.backup import BackupError, counts, restore
from iqies_roles.database import describe_database, lacks_migrations


class Command(BaseCommand):
    """Replaces all or nothing. On PostgreSQL it needs the programs `pg_restore` and `psql`."""

    help = "Put back what `manage.py backup` wrote, instead of all that is in the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A file that `manage.py backup` wrote.")
        parser.add_argument(
            "--replace", action="store_true", help="Needed when the database has users: all in it is lost."
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        before = counts()
        if before.get("users") and not replace:
            raise CommandError(
                f"The database has {in_words(before)} ({describe_database()}). Back it up, then add "
                "--replace to lose all that is in it."
            )
        try:
            restore(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{describe_database()} has {in_words(counts())} now.")
        if before:
            self.stdout.write(f"Before: {in_words(before)}.")
        if lacks_migrations():
            self.stdout.write("The backup is of an older version: run `manage.py migrate`.")
        self.stdout.write("Restart the servers of this database.")


def in_words(numbers: dict[str, int]) -> str:
    """`28 users, 40 requests, 120 events`."""
    return ", ".join(f"{number:,} {name}" for name, number in numbers.items())
