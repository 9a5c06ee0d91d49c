"""What all unit tests share: the catalog, three trainees with a browser each, and a member of staff."""

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
    """Counts what is asked of the database within a `with` block, without the savepoints of tests."""

    def __init__(self):
        super().__init__(connection)

    def count(self):
        """How many statements read or write."""
        verbs = ("SELECT", "INSERT", "UPDATE", "DELETE")
        return sum(query["sql"].startswith(verbs) for query in self.captured_queries)


@contextmanager
def once_done(start, act):
    """Within the block: when the first statement that starts like this is done, `act` happens, once.

    As if somebody else had been at it meanwhile.
    """
    acts = [act]

    def watch(execute, sql, *context):
        result = execute(sql, *context)
        if acts and sql.startswith(start):
            acts.pop()()
        return result

    with connection.execute_wrapper(watch):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The catalog of fixtures/ and the groups of staff, once for all tests."""
    with django_db_blocker.unblock():
        seed_catalog()
        seed_staff_groups()


@pytest.fixture
def alice(db):
    """A trainee."""
    return User.objects.create_user("alice", "Alice-Password-1")


@pytest.fixture
def bob(db):
    """Another trainee, who must never see anything of Alice's."""
    return User.objects.create_user("bob", "Bob-Password-1")


@pytest.fixture
def carol(db):
    """A member of staff."""
    return User.objects.create_superuser("carol", "Carol-Password-1")


def client_of(user):
    """A test client signed in as this user."""
    client = Client()
    client.force_login(user, backend="accounts.backends.AccountBackend")
    return client


@pytest.fixture
def alice_client(alice):
    """Alice's browser."""
    return client_of(alice)


@pytest.fixture
def sagu(db):
    """State Agency S&C General User: asks for a state and the surveyor question."""
    return Role.objects.get_by_natural_key("state-agency", "general-user")


@pytest.fixture
def cms_general(db):
    """CMS General User: asks the surveyor question only."""
    return Role.objects.get_by_natural_key("cms", "general-user")


@pytest.fixture
def view_only(db):
    """CMS View Only User: page 3 asks nothing."""
    return Role.objects.get_by_natural_key("cms", "view-only-user")


def draft_of(user, role):
    """A draft of this user for a role, page 3 next."""
    return DraftFactory(requester=user, role=role)


def pending_of(user, role, state="", surveyor_response=""):
    """A pending request of this user."""
    return PendingRequestFactory(requester=user, role=role, state=state, surveyor_response=surveyor_response)


@pytest.fixture
def staff_client(carol):
    """The browser of Carol, who is staff."""
    return client_of(carol)


@pytest.fixture
def pending(alice, sagu):
    """A pending request of Alice's for Ohio."""
    return pending_of(alice, sagu, "OH", "yes")


@pytest.fixture
def draft(alice, cms_general):
    """A draft of Alice's."""
    return draft_of(alice, cms_general)
