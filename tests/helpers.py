"""What several unit tests use that is no fixture: query counts, clients, requests of a user."""

from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import DraftFactory, PendingRequestFactory


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


def client_of(user):
    """A test client that is logged in as this user."""
    client = Client()
    client.force_login(user, backend="accounts.backends.AccountBackend")
    return client


def draft_of(user, role, organizations=()):
    """A draft of this user that has a role."""
    return DraftFactory(requester=user, role=role, organizations=organizations)


def pending_of(user, role, state="", surveyor_response="", organizations=()):
    """A pending request of this user."""
    selections = {"state": state, "surveyor_response": surveyor_response, "organizations": organizations}
    return PendingRequestFactory(requester=user, role=role, **selections)
