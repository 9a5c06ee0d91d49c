"""`manage.py create_sandbox CONDITION`: a sandbox in a named preset, and an identity for it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rolerequests.models import Role
from rolerequests.qa.presets import PRESETS
from rolerequests.qa.sandboxes import UnknownPresetError, create_sandbox


class Command(BaseCommand):
    """Makes a sandbox in a named preset and prints its identity."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Which preset, how often, and for whom to read."""
        names = "; ".join(f'"{name}": {build.__doc__}' for name, build in PRESETS.items())
        parser.add_argument("preset", help=f"One of these (hyphens may stand for blanks). {names}")
        parser.add_argument("--count", type=int, default=1, help="How many sandboxes to make (default 1).")
        parser.add_argument("--json", action="store_true", help="Print one JSON object a line, for scripts.")

    def handle(self, *args: Any, preset: str, count: int, **options: Any) -> None:
        """Make them, and print User ID, password and where to begin."""
        if count < 1:
            raise CommandError("--count must be at least 1.")
        for _ in range(count):
            try:
                sandbox = create_sandbox(preset)
            except UnknownPresetError as error:
                raise CommandError(str(error)) from error
            except Role.DoesNotExist as error:
                raise CommandError(
                    "The catalog lacks a role that this preset needs: see what `manage.py seed` says."
                ) from error
            if options["json"]:
                self.stdout.write(json.dumps(sandbox))
            else:
                self.stdout.write(
                    f"User ID:  {sandbox['user_id']}\n"
                    f"Password: {sandbox['password']}\n"
                    f"Begin at: {sandbox['path']}"
                )
