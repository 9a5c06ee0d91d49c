"""`manage.py seed`: bring the repository's catalog into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from iqies_roles.database_lock import database_lock
from rolerequests.catalog.seeding import seed_catalog
from training.staff_groups import seed_staff_groups


class Command(BaseCommand):
    """Adds the categories, roles and staff groups that are missing, and lists what differs."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Where they differ, take the fixture's words and settings.",
        )

    def handle(self, *args: Any, overwrite: bool, **options: Any) -> None:
        """Seed, and say what was done."""
        try:
            with database_lock():
                outcome = seed_catalog(overwrite=overwrite)
                groups = seed_staff_groups()
        except IntegrityError as error:
            raise CommandError(
                "Nothing was changed: a category or role of the fixtures has the name of another one in the "
                "database. Give that one its slug back, or another name, in the admin."
            ) from error
        for what in [*outcome.added, *(f"group {name}" for name in groups)]:
            self.stdout.write(f"added: {what}")
        for difference in outcome.differences:
            self.stdout.write(f"{'overwritten' if overwrite else 'differs'}: {difference}")
        if outcome.differences and not overwrite:
            self.stdout.write(
                "The database was left as it is. To take the fixture's: manage.py seed --overwrite"
            )
        if not (outcome.added or outcome.differences):
            self.stdout.write("The catalog is as in the fixtures.")
