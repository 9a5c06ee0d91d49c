"""`manage.py export_organizations`: write all organizations as a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rolerequests.organizations.import_export import exported_lines


class Command(BaseCommand):
    help = "Write all organizations as a CSV file, to the terminal or with --to to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="The file to write.")

    def handle(self, *args: Any, to: Path | None, **options: Any) -> None:
        if to is None:
            self.stdout.writelines(exported_lines())
            return
        try:
            with to.open("w", encoding="utf-8", newline="") as file:
                file.writelines(exported_lines())
        except OSError as error:
            raise CommandError(f"{to} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{to.name}: written")
