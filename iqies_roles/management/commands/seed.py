"""`manage.py seed`: add what the repository has and the database lacks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from iqies_roles.database_lock import database_lock
from rolerequests.catalog.seeding import seed_catalog
from rolerequests.organizations.practice import DEFAULT_NUMBER, MAX_NUMBER, add_practice_organizations
from training.seeding import seed_exercises
from training.staff_groups import seed_staff_groups


class Command(BaseCommand):
    """Adds what is missing: catalog, practice organizations, exercises, staff groups. Lists what differs."""

    help = (
        "Add categories, roles, practice organizations, exercises and staff groups that are missing; list "
        "what differs from the fixtures."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Where they differ, take the words and settings of the fixtures.",
        )
        parser.add_argument(
            "--organizations",
            type=int,
            default=DEFAULT_NUMBER,
            help=f"How many practice organizations there should be at least (default {DEFAULT_NUMBER:,}).",
        )

    def handle(self, *args: Any, overwrite: bool, organizations: int, **options: Any) -> None:
        if not 0 <= organizations <= MAX_NUMBER:
            raise CommandError(f"--organizations must be from 0 to {MAX_NUMBER}.")
        try:
            with database_lock():
                outcome = seed_catalog(overwrite=overwrite)
                new_organizations = add_practice_organizations(organizations) if organizations else 0
                exercises = seed_exercises(overwrite=overwrite)
                groups = seed_staff_groups()
        except IntegrityError as error:
            raise CommandError(
                "Nothing was changed: a category or role of the fixtures has the name of another one in the "
                "database. In the admin, give that one its former slug or another name."
            ) from error
        names = [f"exercise {slug}" for slug in exercises.added] + [f"group {name}" for name in groups]
        for added in [*outcome.added, *names]:
            self.stdout.write(f"added: {added}")
        if new_organizations:
            self.stdout.write(f"added: {new_organizations:,} organizations")
        for each in exercises.left_out:
            self.stdout.write(f"left out: {each}")
        differences = [*map(str, outcome.differences), *exercises.differences]
        for difference in differences:
            self.stdout.write(f"{'overwritten' if overwrite else 'differs'}: {difference}")
        if differences and not overwrite:
            self.stdout.write("The differences were kept. To take the fixtures: manage.py seed --overwrite")
        if not (outcome.added or differences):
            self.stdout.write("The catalog is the same as in the fixtures.")
