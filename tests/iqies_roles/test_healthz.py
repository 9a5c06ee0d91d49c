"""The health check, for load balancers."""

from django.db import OperationalError, connection


def test_healthz_is_ok_while_the_database_answers(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"].startswith("text/plain")
    assert "set-cookie" not in response


def test_healthz_is_503_without_the_database(client, db, monkeypatch):
    def no_answer():
        raise OperationalError("connection refused to db.example.org as simulator")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", no_answer)
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")
    assert response["Content-Type"].startswith("text/plain")


def test_healthz_is_not_redirected_to_https(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/login/").status_code == 301
    assert client.get("/healthz").content == b"ok\n"


def test_healthz_needs_no_session(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/healthz")


def test_healthz_accepts_any_host_name(client, db):
    assert client.get("/healthz", headers={"host": "10.1.2.3"}).content == b"ok\n"
