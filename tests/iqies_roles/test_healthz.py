"""The health check, for load balancers."""

from django.db import OperationalError, connection


def test_it_says_ok_to_anybody_while_the_database_answers(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"].startswith("text/plain")
    assert "set-cookie" not in response


def test_it_says_so_when_the_database_does_not_answer(client, db, monkeypatch):
    def no_answer():
        raise OperationalError("connection refused to db.example.org as trainer")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", no_answer)
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")
    assert response["Content-Type"].startswith("text/plain")


def test_it_is_never_redirected_to_https(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/login/").status_code == 301
    assert client.get("/healthz").content == b"ok\n"


def test_it_needs_no_session(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/healthz")


def test_it_answers_whatever_name_it_is_asked_by(client, db):
    assert client.get("/healthz", headers={"host": "10.1.2.3"}).content == b"ok\n"
