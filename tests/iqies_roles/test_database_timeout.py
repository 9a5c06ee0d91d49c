"""How long a server waits for PostgreSQL."""

import socket

import psycopg2
import pytest
from psycopg2 import extensions

from iqies_roles import database_timeout


class FakeConnection:
    """A connection whose server never sends anything; `ready`: nothing has to be waited for."""

    def __init__(self, status, silent_socket, *, ready):
        self.status = status
        self.state = extensions.POLL_OK if ready else extensions.POLL_READ
        self.fileno = silent_socket.fileno

    def poll(self):
        return self.state


@pytest.fixture(autouse=True)
def short_limit(monkeypatch):
    monkeypatch.setattr(database_timeout, "paused_until", 0.0)
    with database_timeout.database_timeout(0.01):
        yield


@pytest.fixture
def wait():
    """Calls what psycopg2 calls while it executes a statement or connects."""
    ours, theirs = socket.socketpair()
    with ours, theirs:

        def call(status, *, ready=False):
            database_timeout.wait(FakeConnection(status, ours, ready=ready))

        yield call


def test_silent_statement_is_given_up(wait):
    with pytest.raises(psycopg2.OperationalError, match="within"):
        wait(extensions.STATUS_READY)


def test_new_connections_are_not_tried_after_a_timeout(wait):
    with pytest.raises(psycopg2.OperationalError):
        wait(extensions.STATUS_READY)
    with pytest.raises(psycopg2.OperationalError, match="next attempt"):
        wait(extensions.STATUS_SETUP, ready=True)


def test_statement_of_another_user_ends_the_pause(wait):
    with pytest.raises(psycopg2.OperationalError):
        wait(extensions.STATUS_READY)
    wait(extensions.STATUS_READY, ready=True)
    wait(extensions.STATUS_SETUP, ready=True)


def test_commands_have_no_limit():
    assert extensions.get_wait_callback() is None
