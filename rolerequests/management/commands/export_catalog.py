"""`manage.py export_catalog`: write the catalog to the fixture files categories.json and roles.json."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rolerequests.catalog.import_export import FILES, file_content


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
        for name in FILES:
            file, content = to / f"{name}.json", file_content(name)
            try:
                same = file.exists() and file.read_bytes() == content.encode()
                if not same:
                    file.write_bytes(content.encode())
            except OSError as error:
                raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
            self.stdout.write(f"{file.name}: {'unchanged' if same else 'written'}")
