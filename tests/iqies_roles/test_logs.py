"""The log: the id of each request, JSON, UTC, and no secret."""

import io
import json
import logging
from logging.config import dictConfig

import pytest
from django.conf import settings
from django.test import Client

from iqies_roles.logs import HEADER
from rolerequests.wizard import views
from tests.accounts.login import log_in


@pytest.fixture
def log():
    """What is written to the log as JSON: a function that gives the objects."""
    output = io.StringIO()
    handler = settings.LOGGING["handlers"]["stderr"] | {"stream": output, "formatter": "json"}
    dictConfig(settings.LOGGING | {"handlers": {"stderr": handler}})
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    dictConfig(settings.LOGGING)


@pytest.fixture
def broken(monkeypatch):
    """My Profile has a fault."""

    def fail(*args):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(views, "Profile", fail)


def test_fault_has_the_id_that_its_page_shows(alice_client, broken, log):
    alice_client.raise_request_exception = False
    response = alice_client.get("/my-profile/?token=of-the-address")
    (line,) = log()
    assert line["request_id"] == response[HEADER]
    assert response[HEADER] in response.content.decode()
    assert "a fault of ours" in line["exc_info"]
    assert line["status_code"] == 500
    assert line["time"].endswith("Z")
    assert "of-the-address" not in json.dumps(line)


def test_each_request_has_its_own_id(client, db):
    assert client.get("/login/")[HEADER] != client.get("/login/")[HEADER]


@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [
        (1, "0123456789abcdef", True),
        (0, "0123456789abcdef", False),
        (1, "short", False),
        (1, "two lines\nof a log", False),
        (1, "a" * 65, False),
    ],
)
def test_only_a_proxy_gives_the_id(client, db, settings, proxies, given, taken):
    settings.PROXY_COUNT = proxies
    response = client.get("/login/", headers={HEADER: given, "X-Forwarded-Proto": "http"})
    assert (response[HEADER] == given) == taken


def test_no_password_or_cookie_is_logged(alice, alice_client, broken, log):
    alice_client.raise_request_exception = False
    log_in(Client(), "alice", "A-Wrong-Password-9")
    alice_client.post(
        "/login/", {"username": "alice", "password": "A-Wrong-Password-9"}, headers={"origin": "https://evil"}
    )
    alice_client.get("/my-profile/", headers={"authorization": "Bearer the-secret-token"})
    written = json.dumps(log())
    logging.getLogger("django.request").error("to see that something is written")
    assert len(log()) >= 2
    for secret in ("A-Wrong-Password-9", "the-secret-token", alice_client.session.session_key):
        assert secret not in written
