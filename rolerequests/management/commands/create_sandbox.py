"""`manage.py create_sandbox PRESET`: create a practice account whose sandbox has a preset, and print it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rolerequests.models import Role
from rolerequests.qa.presets import PRESETS
from rolerequests.qa.sandboxes import UnknownPresetError, create_sandbox


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        names = "; ".join(f'"{name}": {build.__doc__}' for name, build in PRESETS.items())
        parser.add_argument("preset", help=f"One of these (hyphens may replace blanks). {names}")
        parser.add_argument("--count", type=int, default=1, help="How many sandboxes to create (default 1).")
        parser.add_argument("--json", action="store_true", help="Print one JSON object per line.")

    def handle(self, *args: Any, preset: str, count: int, **options: Any) -> None:
        if count < 1:
            raise CommandError("--count must be at least 1.")
        for _ in range(count):
            try:
                sandbox = create_sandbox(preset)
            except UnknownPresetError as error:
                raise CommandError(str(error)) from error
            except Role.DoesNotExist as error:
                raise CommandError(
                    "The catalog lacks a role of this preset. Run `manage.py seed`, which lists what differs."
                ) from error
            if options["json"]:
                self.stdout.write(json.dumps(sandbox))
            else:
                self.stdout.write(
                    f"User ID:  {sandbox['user_id']}\n"
                    f"Password: {sandbox['password']}\n"
                    f"Start at: {sandbox['path']}"
                )
