"""`manage.py backup`: write the whole database to one file, while people work."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iqies_roles.backup import BackupError, back_up
from iqies_roles.database import describe_database


class Command(BaseCommand):
    """Never replaces a file. On PostgreSQL it needs the program `pg_dump`."""

    help = "Write the whole database to a new file, while people work. `manage.py restore` reads it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file to create, such as backup-2026-11-26.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            back_up(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        size = file.stat().st_size / 1024**2
        self.stdout.write(f"{describe_database()} is in {file}, {size:,.1f} MB.")
        self.stdout.write(
            "It has accounts and password hashes. Keep it, and SECRET_KEY apart from it, in a safe place."
        )
