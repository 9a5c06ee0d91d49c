"""What a provider, or somebody between, can send wrong. Nobody gets in, and the page says what to do."""

import time
from threading import BoundedSemaphore

import pytest
from django.test import Client

from accounts.models import User
from accounts.single_sign_on import provider as talks
from tests.accounts.login import is_logged_in
from tests.accounts.single_sign_on.conftest import BACK, message_of, query_of
from tests.agency.provider import running_provider
from tests.browser.server import free_port

LONG_AGO = 1_000_000_000


@pytest.mark.parametrize(
    "faults",
    [
        {"iss": "https://other.agency.example"},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"exp": LONG_AGO},
        {"nonce": "of-another-log-in"},
        {"nonce": None},
        {"azp": "another-client"},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"unsigned": True},
        {"left_out": True},
    ],
    ids=lambda faults: next(iter(faults)),
)
def test_wrong_token_lets_nobody_in(agency, faults):
    agency.set_account("a1", ["iqies-leads"], faults=faults)
    client, response = agency.log_in("a1")
    assert response.headers["Location"] == "/login/"
    assert not is_logged_in(client)
    assert "can't be used" in message_of(client)
    assert not User.objects.exists()


def test_who_cancels_can_try_again(agency):
    agency.set_account("a1", ["iqies-leads"])
    client = Client()
    client.get(agency.provider.cancel(agency.begin(client)))
    assert "try again" in message_of(client)
    agency.log_in("a1", client)
    assert is_logged_in(client)


def test_asked_page_stays_after_a_failure(agency):
    agency.set_account("a1", ["iqies-leads"])
    client = Client()
    response = client.get(agency.provider.cancel(agency.begin(client, "/admin/help/")))
    page = query_of(response.headers["Location"])["next"]
    _, response = agency.log_in("a1", client, page)
    assert response.headers["Location"] == "/admin/help/"


def test_one_browser_can_begin_only_a_few(agency):
    agency.set_account("a1", ["iqies-leads"])
    client = Client()
    first, *_, last = [agency.begin(client) for _ in range(12)]
    assert len(client.session.keys()) < 12
    client.get(agency.provider.log_in(first, "a1"))
    assert "Begin again" in message_of(client)
    client.get(agency.provider.log_in(last, "a1"))
    assert is_logged_in(client)


def test_old_code_says_to_begin_again(agency):
    client = Client()
    state = query_of(agency.begin(client))["state"]
    client.get("/login/agency/done/", {"code": "old", "state": state})
    assert "Begin again" in message_of(client)


@pytest.mark.parametrize("code", ["server_error", "temporarily_unavailable"])
def test_fault_of_the_provider_says_to_try_later(agency, code):
    client = Client()
    client.get("/login/agency/done/", {"error": code})
    assert "in a few minutes" in message_of(client)


def test_state_belongs_to_one_browser(agency):
    agency.set_account("a1", ["iqies-leads"])
    back = agency.provider.log_in(agency.begin(Client()), "a1")
    other = Client()
    other.get(back)
    assert not is_logged_in(other)
    assert "Begin again" in message_of(other)


def test_response_is_used_once(agency):
    agency.set_account("a1", ["iqies-leads"])
    client = Client()
    back = agency.provider.log_in(agency.begin(client), "a1")
    client.get(back)
    client.post("/logout/")
    client.get(back)
    assert not is_logged_in(client)


def test_code_needs_the_verifier_of_its_browser(agency):
    """PKCE: a code that was stolen is no use in another log-in."""
    agency.set_account("a1", ["iqies-leads"])
    stolen = query_of(agency.provider.log_in(agency.begin(Client()), "a1"))["code"]
    thief = Client()
    state = query_of(agency.begin(thief))["state"]
    thief.get("/login/agency/done/", {"code": stolen, "state": state})
    assert not is_logged_in(thief)


@pytest.mark.parametrize(
    "query", ["", "state=x", "code=x", "error=server_error", "error=%0A%00", "state=%00&code=%FF"]
)
def test_made_up_response_is_refused(agency, query):
    client = Client()
    assert client.get(f"/login/agency/done/?{query}").headers["Location"] == "/login/"
    assert message_of(client)


def test_description_of_another_issuer_is_refused(agency, caplog):
    agency.change(issuer=agency.provider.issuer.replace("localhost", "127.0.0.1"))
    client = Client()
    assert agency.begin(client) == "/login/"
    assert "can't be used" in message_of(client)
    assert "issuer" in caplog.text
    assert talks.client.cache_info().currsize == 0  # it may have been a fault of a moment


def test_new_keys_need_no_restart(agency):
    port = free_port()
    agency.change(issuer=f"http://localhost:{port}")
    for _ in range(2):  # each start has a key of its own
        with running_provider(BACK, port) as agency.provider:
            agency.provider.set_account("a1", ["iqies-leads"])
            client, _ = agency.log_in("a1")
            assert is_logged_in(client)


def test_provider_that_is_away_is_told(agency):
    agency.change(issuer=f"http://localhost:{free_port()}")
    client = Client()
    assert agency.begin(client) == "/login/"
    assert "does not respond" in message_of(client)


def test_provider_that_goes_away_meanwhile_is_told(agency):
    client = Client()
    with running_provider(BACK) as other:
        agency.change(issuer=other.issuer)
        other.set_account("a1", ["iqies-leads"])
        back = other.log_in(agency.begin(client), "a1")
    client.get(back)
    assert not is_logged_in(client)
    assert "does not respond" in message_of(client)


def test_slow_provider_keeps_threads_free(agency, monkeypatch):
    monkeypatch.setattr(talks, "waiting", BoundedSemaphore(1))
    with talks.provider():
        client = Client()
        started = time.monotonic()
        assert agency.begin(client) == "/login/"
    assert time.monotonic() - started < talks.SECONDS
    assert "does not respond" in message_of(client)
    assert agency.begin(client).startswith(agency.provider.issuer)


def test_log_has_the_reason_and_no_token(agency, caplog):
    agency.set_account("a1", ["iqies-leads"], faults={"aud": "another-client"})
    client = Client()
    back = agency.provider.log_in(agency.begin(client), "a1")
    client.get(back)
    client.get("/login/agency/done/?error=made-up")
    assert "aud" in caplog.text
    for secret in (query_of(back)["code"], query_of(back)["state"], "known-to-tests", "made-up"):
        assert secret not in caplog.text


def test_log_says_that_the_secret_is_wrong(agency, caplog):
    agency.change(client_secret="of-another-client")
    agency.set_account("a1", ["iqies-leads"])
    client, _ = agency.log_in("a1")
    assert not is_logged_in(client)
    assert "invalid_client" in caplog.text
    assert "of-another-client" not in caplog.text
