"""Errors that PostgreSQL reports to commands."""

import os
from contextlib import contextmanager

import psycopg2
import pytest
from django.db import ProgrammingError, connection

from iqies_roles.database import explain_database_error
from tests.browser.server import free_port
from tests.iqies_roles.test_commands import refusal_of
from tests.postgresql import temporary_database

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")


class InsufficientPrivilege(Exception):
    """What the driver raises: its own has no code until a server sent it."""

    pgcode = "42501"


@contextmanager
def role_with(*rights):
    """The URL of an empty database for a new role that has these rights."""
    name = f"role_{free_port()}"
    with temporary_database(os.environ["TEST_DATABASE_URL"], name) as url:
        admin = psycopg2.connect(url)
        admin.autocommit = True
        with admin.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {name} LOGIN")
            cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            for right in rights:
                cursor.execute(right.format(name=name))
            try:
                yield with_user(url, name)
            finally:
                cursor.execute(f"DROP OWNED BY {name}")
                cursor.execute(f"DROP ROLE {name}")
        admin.close()


def with_user(url, name):
    return url.replace("//postgres@", f"//{name}@", 1)


def test_command_reports_missing_rights():
    with role_with() as url:
        sentence = refusal_of(["serve"], url)
    assert sentence.startswith("The database reported an error (PostgreSQL, ")
    assert "permission denied for schema public" in sentence


def test_command_reports_missing_rights_on_tables():
    with role_with("CREATE TABLE django_migrations (id int, app text, name text, applied date)") as url:
        sentence = refusal_of(["seed"], url)
    assert sentence.startswith("The database reported an error (PostgreSQL, ")
    assert "permission denied for table" in sentence


@pytest.mark.django_db
def test_missing_right_on_one_table_is_reported(monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    error = ProgrammingError("permission denied for table accounts_user")
    error.__cause__ = InsufficientPrivilege()
    assert "permission denied for table" in explain_database_error(error)


def test_command_reports_a_read_only_database():
    rights = [
        "GRANT CREATE ON SCHEMA public TO {name}",
        "ALTER ROLE {name} SET default_transaction_read_only = on",
    ]
    with role_with(*rights) as url:
        sentence = refusal_of(["serve"], url)
    assert sentence.startswith("The database reported an error (PostgreSQL, ")
    assert "read-only transaction" in sentence
