"""Upgrade from a dump of an earlier commit: nothing is lost, and people go on where they were.

The dumps in old_databases/ are of commit aa6a85b (November 25, 2026), from before the words of the glossary. They have a
member of staff, an open and a closed class with three trainees, a draft, pending, withdrawn and left requests, and
entries of the audit log of that time. The passwords are those of this test.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.bench.journey import Trainee
from tests.browser.server import running_server

DUMPS = Path(__file__).parent / "old_databases"
# After the upgrade, and one request of Ann: a query and its rows.
KEPT = {
    "SELECT user_id, name FROM accounts_user WHERE NOT is_demo ORDER BY user_id": [
        ("ann-lee", "Ann Lee"),
        ("bob-ray", "Bob Ray"),
        ("cay-day", "Cay Day"),
        ("lead-admin", ""),
        ("lena-lead", ""),
    ],
    "SELECT status, COUNT(*) FROM rolerequests_rolerequest GROUP BY status ORDER BY status": [
        ("draft", 1),
        ("pending", 5),
        ("withdrawn", 1),
    ],
    "SELECT transition, COUNT(*) FROM rolerequests_requestevent WHERE role_request_id <= 6 "
    "GROUP BY transition ORDER BY transition": [
        ("category_chosen", 6),
        ("role_chosen", 6),
        ("submitted", 5),
        ("withdrawn", 1),
    ],
    "SELECT name, closed_at IS NULL FROM accounts_trainingclass ORDER BY name": [
        ("Iowa, April", False),
        ("Ohio, May", True),
    ],
    "SELECT COUNT(*) FROM accounts_sandbox WHERE is_archived AND training_class_id IS NOT NULL": [(1,)],
    "SELECT object_name, action FROM accounts_auditentry WHERE actor_name = 'lena-lead'": [
        ("State Agency S&C General User", "changed")
    ],
    "SELECT COUNT(*) FROM rolerequests_role WHERE description = 'The words of a training lead.'": [(1,)],
    "SELECT name FROM auth_group ORDER BY name": [("Catalog editor",), ("Training lead",)],
}


def connect(url):
    """A connection to the database at `url`."""
    if url.startswith("sqlite"):
        return sqlite3.connect(urlsplit(url).path.removeprefix("/"))
    return psycopg2.connect(url)


@pytest.fixture
def old_database(empty_database):
    """The URL of a database as it was."""
    is_sqlite = empty_database.startswith("sqlite")
    dump = (DUMPS / f"{'sqlite' if is_sqlite else 'postgresql'}.sql").read_text()
    with closing(connect(empty_database)) as database:
        if is_sqlite:
            database.executescript(dump)
        else:
            database.cursor().execute(dump)
        database.commit()
    return empty_database


def rows(url, query):
    """The rows that a query finds."""
    with closing(connect(url)) as database:
        cursor = database.cursor()
        cursor.execute(query)
        return cursor.fetchall()


def test_old_database_is_upgraded_without_loss(old_database, tmp_path):
    with running_server(tmp_path, DATABASE_URL=old_database) as server:
        ann, cay = (Trainee(server.address, name, "Old-Password-1") for name in ("ann-lee", "cay-day"))
        list(ann.log_in())
        assert {"RR-00001", "RR-00002"} <= set(re.findall(r"RR-\d{5}", ann.open("/my-profile/").html))
        list(ann.journey(0))
        with pytest.raises(RuntimeError, match="did not accept"):  # the class is closed
            list(cay.log_in())
    assert {query: rows(old_database, query) for query in KEPT} == KEPT
