"""Commands: errors about the database, and the lock for preparing it."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connection

from iqies_roles.database import explain_database_error
from iqies_roles.database_lock import database_lock
from tests.browser.server import free_port, running_server
from tests.iqies_roles.test_settings import SITE, python

COMMANDS = (["seed"], ["check_catalog"], ["export_catalog"], ["create_sandbox", "fresh"], ["prune_drafts"])


def test_server_refuses_a_database_in_memory():
    assert "DATABASE_URL must " in refusal_of(["serve"], "sqlite://:memory:")


def refusal_of(command, url):
    """The only line of output of a command, an error."""
    done = python("manage.py", *command, **SITE | {"DATABASE_URL": url, "PORT": str(free_port())})
    assert (done.returncode, done.stdout) == (1, "")
    (sentence,) = done.stderr.splitlines()
    return sentence


@pytest.mark.parametrize("command", COMMANDS)
def test_command_reports_missing_tables(empty_database, command):
    sentence = refusal_of(command, empty_database)
    assert sentence.startswith("The database lacks tables of this version (")
    assert sentence.endswith("): run `manage.py migrate` or `manage.py serve`.")


@pytest.mark.parametrize("command", [["seed"], ["prune_drafts"], ["serve"]])
@pytest.mark.parametrize("query", ["", "?bogus=1"])
def test_command_reports_a_database_without_answer(command, query):
    url = f"postgres://simulator:never-printed@127.0.0.1:{free_port()}/training{query}"
    sentence = refusal_of(command, url)
    assert sentence.startswith("The database does not answer (PostgreSQL, training at 127.0.0.1): ")
    assert "never-printed" not in sentence


@pytest.mark.parametrize("command", [["seed"], ["serve"]])
def test_command_reports_a_missing_database_folder(tmp_path, command):
    file = tmp_path / "nowhere" / "trainer.sqlite3"
    assert refusal_of(command, f"sqlite:///{file}") == (
        f"The database does not answer (SQLite, {file}): unable to open database file"
    )


@pytest.mark.parametrize(
    ("error", "blamed"),
    [
        (OperationalError("it is locked"), True),
        (ProgrammingError(), False),
        (IntegrityError(), False),
        (KeyError(), False),
    ],
)
def test_only_operational_errors_blame_the_database(db, monkeypatch, error, blamed):
    monkeypatch.setattr(connection, "close", lambda: None)  # else the test's own transaction would end
    assert bool(explain_database_error(error)) is blamed


def test_database_lock_is_exclusive(db, tmp_path, monkeypatch):
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "trainer.sqlite3"))
    order = []

    def enter_second():
        with database_lock():
            order.append("second")

    with ThreadPoolExecutor() as pool:
        with database_lock():
            second = pool.submit(enter_second)
            wait([second], timeout=0.5)  # without the lock it would enter now
            order.append("first")
        second.result()
    assert order == ["first", "second"]


def test_two_servers_start_together_on_an_empty_database(empty_database, tmp_path, monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS")

    def start(_):
        with running_server(tmp_path, DATABASE_URL=empty_database):
            return "it answers"

    with ThreadPoolExecutor() as pool:
        assert list(pool.map(start, range(2))) == ["it answers"] * 2
