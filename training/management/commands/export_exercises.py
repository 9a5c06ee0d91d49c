"""`manage.py export_exercises`: write the exercises to the fixture file exercises.json."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from training.exercises.import_export import file_content


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to",
            type=Path,
            default=settings.FIXTURE_DIRS[0],
            help="The folder to write to (default: fixtures/ of the repository).",
        )

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        file = to / "exercises.json"
        try:
            file.write_bytes(file_content().encode())
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{file.name}: written")
