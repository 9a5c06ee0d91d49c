"""`manage.py make_world CONDITION`: a sandbox in a named condition, and an identity for it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rolerequests.models import Role
from rolerequests.qa.presets import CONDITIONS
from rolerequests.qa.sandboxes import UnknownCondition, make_world


class Command(BaseCommand):
    """Makes a sandbox in a named condition and prints its identity."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Which condition, how often, and for whom to read."""
        names = "; ".join(f'"{name}": {build.__doc__}' for name, build in CONDITIONS.items())
        parser.add_argument("condition", help=f"One of these (hyphens may stand for blanks). {names}")
        parser.add_argument("--count", type=int, default=1, help="How many sandboxes to make (default 1).")
        parser.add_argument("--json", action="store_true", help="Print one JSON object a line, for scripts.")

    def handle(self, *args: Any, condition: str, count: int, **options: Any) -> None:
        """Make them, and print User ID, password and where to begin."""
        if count < 1:
            raise CommandError("--count must be at least 1.")
        for _ in range(count):
            try:
                world = make_world(condition)
            except UnknownCondition as error:
                raise CommandError(str(error)) from error
            except Role.DoesNotExist as error:
                raise CommandError(
                    "The catalogue lacks a role that this condition needs: see what `manage.py seed` says."
                ) from error
            if options["json"]:
                self.stdout.write(json.dumps(world))
            else:
                self.stdout.write(
                    f"User ID:  {world['user_id']}\nPassword: {world['password']}\nBegin at: {world['path']}"
                )
