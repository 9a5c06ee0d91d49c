"""Requests while the database cannot be written or read."""

import logging
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client

from accounts import session_limits
from iqies_roles.database import is_database_fault
from iqies_roles.logs import DatabaseFaultFilter
from rolerequests.models import RoleRequest
from rolerequests.wizard import views as wizard
from tests.helpers import client_of, draft_of
from tests.iqies_roles.test_every_page import check_headers
from tests.training.adding import rows


@contextmanager
def read_only_database():
    """Let the database refuse all changes: a real fault, as on a full disk or a standby server."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT writable")
        cursor.execute("PRAGMA query_only = ON" if sqlite else "SET LOCAL transaction_read_only = on")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if sqlite:
                cursor.execute("PRAGMA query_only = OFF")
            cursor.execute("ROLLBACK TO SAVEPOINT writable")  # PostgreSQL restores the setting


@contextmanager
def unreachable_database():
    """Let the database be at an address that does not exist."""
    name = {"sqlite": settings.VAR_DIR / "no-folder" / "file", "postgresql": "no-database"}[connection.vendor]
    other = connection.copy()
    other.settings_dict["NAME"] = str(name)
    with pytest.raises(OperationalError) as error:
        other.ensure_connection()
    yield error.value


@pytest.fixture
def error_client(alice):
    client = client_of(alice)
    client.raise_request_exception = False
    return client


def check_database_fault(response):
    assert (response.status_code, "503.html" in [each.name for each in response.templates]) == (503, True)
    check_headers(response)
    assert int(response["Retry-After"]) > 0


def test_failed_session_save_is_503_and_loses_nothing(error_client):
    session = dict(error_client.session)
    with read_only_database():
        check_database_fault(error_client.get("/session/"))
    assert dict(error_client.session) == session
    assert error_client.get("/session/").status_code == 200


def test_failed_change_is_503_and_can_be_repeated(error_client, alice, cms_general):
    draft = draft_of(alice, cms_general)
    page = f"/role-requests/{draft.pk}/organizations/"
    with read_only_database():
        check_database_fault(error_client.post(page, {"role": cms_general.pk, "surveyor": "yes"}))
        assert RoleRequest.objects.get(pk=draft.pk).is_draft
    assert error_client.post(page, {"role": cms_general.pk, "surveyor": "yes"}).status_code == 302
    assert RoleRequest.objects.get(pk=draft.pk).is_pending


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("/login/", {"username": "alice", "password": "Alice-Password-1", "terms": "on"}),
        ("/login/", {"username": "alice", "password": "wrong", "terms": "on"}),
        ("/practice-account/", {}),
    ],
)
def test_failed_login_is_503(alice, url, data):
    client = Client(raise_request_exception=False)
    with read_only_database():
        check_database_fault(client.post(url, data))


def test_fault_is_one_line_of_the_log(error_client, caplog):
    with read_only_database():
        error_client.get("/session/")
    (record,) = caplog.records
    DatabaseFaultFilter().filter(record)
    line = logging.Formatter().format(record)
    assert "/session/" in line
    assert "\n" not in line


def test_session_that_ended_meanwhile_leads_to_the_login(error_client, monkeypatch):
    """As by Log out in another tab while this page is made."""
    monkeypatch.setattr(wizard, "Profile", lambda *args: Session.objects.all().delete())
    session = error_client.session
    session[session_limits.RENEWED] -= 180
    session.save()
    assert error_client.get("/my-profile/").headers.get("Location") == "/login/"


def test_failed_change_in_admin_is_503(carol):
    client = client_of(carol)
    client.raise_request_exception = False
    with read_only_database():
        check_database_fault(client.post("/admin/accounts/trainingclass/add/", rows("Ann", name="Ohio")))


def test_unreachable_database_is_a_fault(db):
    with unreachable_database() as error:
        assert is_database_fault(error)


def test_closed_connection_is_a_fault(db):
    other = connection.copy()
    other.ensure_connection()
    cursor = other.cursor()
    other.connection.close()
    with pytest.raises((DatabaseError, InterfaceError)) as error:
        cursor.execute("SELECT 1")
    assert connection.vendor == "sqlite" or is_database_fault(error.value)


def test_errors_of_the_program_are_no_fault(db, sagu):
    with pytest.raises(DatabaseError) as error, connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    assert connection.vendor == "sqlite" or not is_database_fault(error.value)
    assert not is_database_fault(DatabaseError("Forced update did not affect any rows."))
    assert not is_database_fault(ValueError())
