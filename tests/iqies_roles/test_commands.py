"""Commands: errors about the database, and the lock for preparing it."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.conf import settings
from django.core.management import BaseCommand, get_commands, load_command_class
from django.db import IntegrityError, OperationalError, ProgrammingError, connection

from iqies_roles.database import explain_database_error
from iqies_roles.database_lock import database_lock
from tests.browser.server import free_port, running_server
from tests.iqies_roles.test_settings import SITE, python

COMMANDS = (["seed"], ["check_catalog"], ["export_catalog"], ["create_sandbox", "fresh"], ["prune"])


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


@pytest.mark.parametrize(
    ("command", "query"), [(["seed"], ""), (["prune"], ""), (["serve"], ""), (["seed"], "?bogus=1")]
)
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


# Each option of each command, and the file of the test that sees its effect.
OPTIONS = {
    "backup": {},
    "check_catalog": {"fail_level": "rolerequests/catalog/test_checks.py"},
    "create_sandbox": {"count": "rolerequests/qa/test_presets.py", "json": "rolerequests/qa/test_presets.py"},
    "export_attempts": dict.fromkeys(
        ["format", "training_class", "since", "until", "address", "output"],
        "training/practice/test_exports.py",
    ),
    "export_catalog": {"to": "rolerequests/catalog/test_export.py"},
    "export_exercises": {"to": "training/exercises/test_export.py"},
    "export_organizations": {"to": "rolerequests/organizations/test_import.py"},
    "import_organizations": dict.fromkeys(
        ["preview", "leave_out_refused"], "rolerequests/organizations/test_import.py"
    ),
    "export_error_pages": {"to": "iqies_roles/test_deploy.py"},
    "prepare": {},
    "prune": dict.fromkeys(
        ["draft_days", "days", "login_days", "log_days", "dry_run"], "iqies_roles/test_prune.py"
    ),
    "restore": {"replace": "iqies_roles/test_backup.py"},
    "seed": dict.fromkeys(["overwrite", "organizations"], "rolerequests/catalog/test_seeding.py"),
    "serve": {"prepared": "iqies_roles/test_preparation.py"},
}


def own_options(name):
    """The options of a command but those that each command of Django has."""
    of_all = {action.dest for action in BaseCommand().create_parser("manage.py", name)._actions}
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    return {each.dest for each in parser._actions if each.option_strings and each.dest not in of_all}


def test_each_option_of_a_command_has_a_test():
    ours = {"accounts", "rolerequests", "training", "iqies_roles"}
    commands = {name for name, app in get_commands().items() if app in ours}
    assert {name: own_options(name) for name in commands} == {
        name: set(each) for name, each in OPTIONS.items()
    }
    for options in OPTIONS.values():
        for option, file in options.items():
            words = (settings.BASE_DIR / "tests" / file).read_text()
            assert (
                f"{option}=" in words or f'"{option}":' in words or f"--{option.replace('_', '-')}" in words
            )
