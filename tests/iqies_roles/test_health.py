"""`/livez` and `/readyz`, for load balancers and monitoring."""

import pytest
from django.contrib.sessions.models import Session
from django.db import InternalError, OperationalError, connection

from iqies_roles import health

BOTH = ("/livez", "/readyz")


@pytest.fixture(autouse=True)
def not_asked_yet():
    health.migrated.clear()
    yield
    health.migrated.clear()


@pytest.mark.parametrize("path", BOTH)
def test_health_is_ok_as_plain_text(client, db, path):
    response = client.get(path)
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"].startswith("text/plain")
    assert "set-cookie" not in response
    assert client.head(path).content == b""


def test_server_without_its_database_lives(client, db, monkeypatch):
    def no_answer():
        raise OperationalError("connection refused to db.example.org as simulator")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", no_answer)
        ready, live = client.get("/readyz"), client.get("/livez")
    assert (ready.status_code, ready.content.decode()) == (503, health.NO_ANSWER)
    assert live.status_code == 200


def test_server_is_not_ready_before_its_migrations(client, db, monkeypatch):
    monkeypatch.setattr(health, "lacks_migrations", lambda: True)
    response = client.get("/readyz")
    assert (response.status_code, response.content.decode()) == (503, health.LACKS_MIGRATIONS)


def test_server_is_not_ready_while_nothing_can_be_written(client, db, monkeypatch):
    def read_only(**columns):
        raise InternalError("cannot execute INSERT in a read-only transaction")

    monkeypatch.setattr(Session.objects, "create", read_only)
    response = client.get("/readyz")
    assert (response.status_code, response.content.decode()) == (503, health.NOT_WRITABLE)


def test_readiness_leaves_nothing_behind(client, db):
    client.get("/readyz")
    assert not Session.objects.exists()


@pytest.mark.parametrize("path", BOTH)
def test_health_is_not_redirected_to_https(client, db, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/login/").status_code == 301
    assert client.get(path).content == b"ok\n"


@pytest.mark.parametrize("path", BOTH)
def test_health_accepts_any_host_name(client, db, path):
    assert client.get(path, headers={"host": "10.1.2.3"}).content == b"ok\n"
