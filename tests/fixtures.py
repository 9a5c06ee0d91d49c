"""The fixtures of all unit tests: the catalog, trainees with a client each, and a staff member."""

import os
from contextlib import contextmanager

import pytest
from django.db import connection

from accounts.models import User
from rolerequests.catalog.seeding import seed_catalog
from rolerequests.models import Organization, Role
from rolerequests.models.organization_kinds import OrganizationKind
from tests.browser.server import free_port
from tests.helpers import client_of, draft_of, pending_of
from tests.postgresql import temporary_database
from training.staff_groups import seed_staff_groups

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "empty_database"}


def pytest_collection_modifyitems(config, items):
    """With --database-only, deselect the tests that meet no database.

    pytest-django refuses its database to tests without the fixtures or the marker.
    """
    if config.option.database_only:
        selected = [item for item in items if meets_the_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(selected)])
        items[:] = selected


def meets_the_database(item):
    """Whether a test has a fixture or the marker for the database, or is in a class, such as Django's TestCase."""
    marked = item.get_closest_marker("django_db") or item.cls
    return bool(marked or DATABASE_FIXTURES & set(item.fixturenames))


@contextmanager
def new_database(folder, name):
    """The URL of an empty database of its own, on the same system as these tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / f'{name}.sqlite3'}"
    else:
        with temporary_database(os.environ["TEST_DATABASE_URL"], f"{name}_{free_port()}") as url:
            yield url


@pytest.fixture
def empty_database(tmp_path):
    """The URL of an empty database."""
    with new_database(tmp_path, "empty") as url:
        yield url


@pytest.fixture
def other_database(tmp_path):
    """The URL of a second empty database."""
    with new_database(tmp_path, "other") as url:
        yield url


# Each group has one; the presets need eight home health agencies in Ohio. Ohio's second code, 72, keeps them
# apart from those of the tests.
PRACTICE_ORGANIZATIONS = {
    "AO99": OrganizationKind.ACCREDITING_ORGANIZATION,
    "MAC99": OrganizationKind.CONTRACTOR,
    **{f"72{number}": OrganizationKind.HOME_HEALTH_AGENCY for number in range(7491, 7499)},
}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Seed the catalog of fixtures/, some organizations and the staff groups once for all tests."""
    with django_db_blocker.unblock():
        seed_catalog()
        seed_staff_groups()
        Organization.objects.bulk_create(
            Organization(code=code, name=f"Training {code}", kind=kind, state="OH", city="Demo Center")
            for code, kind in PRACTICE_ORGANIZATIONS.items()
        )


@pytest.fixture
def alice(db):
    """A trainee."""
    return User.objects.create_user("alice", "Alice-Password-1")


@pytest.fixture
def bob(db):
    """Another trainee, in another sandbox."""
    return User.objects.create_user("bob", "Bob-Password-1")


@pytest.fixture
def carol(db):
    """A superuser."""
    return User.objects.create_superuser("carol", "Carol-Password-1")


@pytest.fixture
def alice_client(alice):
    """The test client of Alice."""
    return client_of(alice)


@pytest.fixture
def sagu(db):
    """State Agency S&C General User: page 3 asks for the state and the survey question."""
    return Role.objects.get_by_natural_key("state-agency", "general-user")


@pytest.fixture
def cms_general(db):
    """CMS General User: page 3 asks the survey question only."""
    return Role.objects.get_by_natural_key("cms", "general-user")


@pytest.fixture
def view_only(db):
    """CMS View Only User: page 3 asks nothing."""
    return Role.objects.get_by_natural_key("cms", "view-only-user")


@pytest.fixture
def staff_client(carol):
    """The test client of Carol."""
    return client_of(carol)


@pytest.fixture
def pending(alice, sagu):
    """A pending request of Alice for Ohio."""
    return pending_of(alice, sagu, "OH", "yes")


@pytest.fixture
def draft(alice, cms_general):
    """A draft of Alice."""
    return draft_of(alice, cms_general)
