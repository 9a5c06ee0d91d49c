"""What commands say when the database is not there or not ready, and how they wait for each other."""

import os
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connection

from iqies_roles.database import explain_database_error
from iqies_roles.database_lock import database_lock
from tests.browser.server import free_port, running_server
from tests.iqies_roles.test_settings import SITE, python
from tests.postgresql import temporary_database

COMMANDS = (["seed"], ["check_catalog"], ["export_catalog"], ["create_sandbox", "fresh"], ["prune_drafts"])


@pytest.fixture
def fresh(tmp_path):
    """The address of a database without tables, of the kind that these tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    else:
        with temporary_database(os.environ["TEST_DATABASE_URL"], f"fresh_{free_port()}") as url:
            yield url


def refusal_of(command, url):
    """The one sentence with which a command stops."""
    done = python("manage.py", *command, **SITE | {"DATABASE_URL": url, "PORT": str(free_port())})
    assert (done.returncode, done.stdout) == (1, "")
    (sentence,) = done.stderr.splitlines()
    return sentence


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_that_the_database_has_no_tables_yet(fresh, command):
    sentence = refusal_of(command, fresh)
    assert sentence.startswith("The database lacks tables of this version (")
    assert sentence.endswith("): run `manage.py migrate` or `manage.py serve`.")


@pytest.mark.parametrize("command", [["seed"], ["prune_drafts"], ["serve"]])
@pytest.mark.parametrize("query", ["", "?bogus=1"])
def test_a_command_says_that_the_database_does_not_answer(command, query):
    url = f"postgres://trainer:never-printed@127.0.0.1:{free_port()}/training{query}"
    sentence = refusal_of(command, url)
    assert sentence.startswith("The database does not answer (PostgreSQL, training at 127.0.0.1): ")
    assert "never-printed" not in sentence


@pytest.mark.parametrize("command", [["seed"], ["serve"]])
def test_a_command_says_that_the_folder_of_the_database_is_not_there(tmp_path, command):
    file = tmp_path / "nowhere" / "trainer.sqlite3"
    assert refusal_of(command, f"sqlite:///{file}") == (
        f"The database does not answer (SQLite, {file}): unable to open database file"
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OperationalError("it is locked"), True),
        (ProgrammingError(), False),
        (IntegrityError(), False),
        (KeyError(), False),
    ],
)
def test_a_fault_of_the_program_is_not_put_on_a_database_that_is_ready(db, monkeypatch, error, told):
    monkeypatch.setattr(connection, "close", lambda: None)  # else the test's own transaction would end
    assert bool(explain_database_error(error)) is told


def test_who_prepares_the_database_is_alone_with_it(db, tmp_path, monkeypatch):
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "trainer.sqlite3"))
    order = []

    def come_second():
        with database_lock():
            order.append("second")

    with ThreadPoolExecutor() as pool:
        with database_lock():
            second = pool.submit(come_second)
            wait([second], timeout=0.5)  # it would come in now, if it could
            order.append("first")
        second.result()
    assert order == ["first", "second"]


def test_two_servers_can_be_started_at_once_on_a_fresh_database(fresh, tmp_path, monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS")

    def start(_):
        with running_server(tmp_path, DATABASE_URL=fresh):
            return "it answers"

    with ThreadPoolExecutor() as pool:
        assert list(pool.map(start, range(2))) == ["it answers"] * 2
