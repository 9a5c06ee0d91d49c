"""Fixtures of all unit tests: the catalog, trainees with their clients, and a staff user."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from rolerequests.catalog.seeding import seed_catalog
from rolerequests.models import Role
from tests.factories import DraftFactory, PendingRequestFactory
from training.staff_groups import seed_staff_groups


class Queries(CaptureQueriesContext):
    """Counts the statements within a `with` block, without the savepoints of tests."""

    def __init__(self):
        super().__init__(connection)

    def count(self):
        """Number of statements that read or write."""
        prefixes = ("SELECT", "INSERT", "UPDATE", "DELETE")
        return sum(query["sql"].startswith(prefixes) for query in self.captured_queries)


@contextmanager
def after_statement(prefix, callback):
    """Within the block, call `callback` once, after the first statement with this prefix.

    It simulates a change by somebody else at that moment.
    """
    callbacks = [callback]

    def watch(execute, sql, *context):
        result = execute(sql, *context)
        if callbacks and sql.startswith(prefix):
            callbacks.pop()()
        return result

    with connection.execute_wrapper(watch):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Seed the catalog of fixtures/ and the staff groups once for all tests."""
    with django_db_blocker.unblock():
        seed_catalog()
        seed_staff_groups()


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


def client_of(user):
    """A test client that is logged in as this user."""
    client = Client()
    client.force_login(user, backend="accounts.backends.AccountBackend")
    return client


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


def draft_of(user, role):
    """A draft of this user that has a role."""
    return DraftFactory(requester=user, role=role)


def pending_of(user, role, state="", surveyor_response=""):
    """A pending request of this user."""
    return PendingRequestFactory(requester=user, role=role, state=state, surveyor_response=surveyor_response)


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
