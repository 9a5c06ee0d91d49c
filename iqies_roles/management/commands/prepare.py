"""`manage.py prepare`: the release step, apart from serving."""

from typing import Any

from django.core.management.base import BaseCommand

from iqies_roles.database import describe_database
from iqies_roles.preparation import prepare_database


class Command(BaseCommand):
    """Migrates the database and adds what an empty one lacks. Several can run at once."""

    help = "Migrate the database, and add the catalog, organizations, exercises and staff groups it lacks."
    requires_system_checks = ()  # `serve` does the same without them

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_database()
        self.stdout.write(f"The database is ready for this version ({describe_database()}).")
