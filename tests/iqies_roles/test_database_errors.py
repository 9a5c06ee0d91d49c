"""Errors that PostgreSQL reports to commands."""

from contextlib import closing

import psycopg2
import pytest
from django.db import ProgrammingError, connection

from iqies_roles.database import explain_database_error
from tests.browser.server import free_port
from tests.iqies_roles.test_commands import refusal_of

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")


class InsufficientPrivilege(Exception):
    """What the driver raises: its own has no code until a server sent it."""

    pgcode = "42501"


@pytest.fixture
def role(empty_database):
    """A new role without rights, its URL of an empty database, and a cursor of the superuser there."""
    name = f"role_{free_port()}"
    with closing(psycopg2.connect(empty_database)) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute(f"CREATE ROLE {name} LOGIN")
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        yield name, empty_database.replace("//postgres@", f"//{name}@", 1), cursor
        cursor.execute(f"DROP OWNED BY {name}")
        cursor.execute(f"DROP ROLE {name}")


def test_command_reports_missing_rights(role):
    _, url, _ = role
    sentence = refusal_of(["serve"], url)
    assert sentence.startswith("The database reported an error (PostgreSQL, ")
    assert "permission denied for schema public" in sentence


def test_command_reports_missing_rights_on_tables(role):
    _, url, cursor = role
    cursor.execute("CREATE TABLE django_migrations (id int, app text, name text, applied date)")
    sentence = refusal_of(["seed"], url)
    assert sentence.startswith("The database reported an error (PostgreSQL, ")
    assert "permission denied for table" in sentence


@pytest.mark.django_db
def test_missing_right_on_one_table_is_reported(monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    error = ProgrammingError("permission denied for table accounts_user")
    error.__cause__ = InsufficientPrivilege()
    assert "permission denied for table" in explain_database_error(error)


def test_command_reports_a_read_only_database(role):
    name, url, cursor = role
    cursor.execute(f"GRANT CREATE ON SCHEMA public TO {name}")
    cursor.execute(f"ALTER ROLE {name} SET default_transaction_read_only = on")
    sentence = refusal_of(["serve"], url)
    assert sentence.startswith("The database reported an error (PostgreSQL, ")
    assert "read-only transaction" in sentence
