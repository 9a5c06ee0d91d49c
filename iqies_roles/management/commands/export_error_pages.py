"""`manage.py export_error_pages`: the pages of nginx, in the look of the simulator."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iqies_roles.error_pages import write_error_pages


class Command(BaseCommand):
    """Writes the error pages of nginx to a folder."""

    help = "Write the error pages that nginx shows when no server responds. deploy/install.sh does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", type=Path, required=True, help="Where to write them.")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        try:
            write_error_pages(to)
        except OSError as error:
            raise CommandError(f"{to} cannot be written: {error.strerror}.") from error
