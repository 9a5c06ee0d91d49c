"""The release step: brings a database to this version. Servers need it before they get new code."""

from django.conf import settings
from django.core.management import call_command

from accounts import demo
from iqies_roles.database import lacks_migrations
from iqies_roles.database_lock import database_lock
from rolerequests.catalog.seeding import is_empty, seed_catalog
from rolerequests.models import Organization
from rolerequests.organizations.practice import add_practice_organizations
from training.models import Exercise
from training.seeding import seed_exercises
from training.staff_groups import seed_staff_groups


def prepare_database() -> None:
    """Migrate, and seed what is empty. Several programs can call it at once: they take turns."""
    with database_lock():
        if lacks_migrations():
            call_command("migrate", verbosity=0, interactive=False)
        if is_empty():
            seed_catalog()
        if not Organization.objects.exists():
            add_practice_organizations()
        if not Exercise.objects.exists():
            seed_exercises()
        seed_staff_groups()
        if settings.DEMO:
            demo.seed_demo_accounts()
