"""Logging in and out."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from tests.accounts.login import WRONG, error_codes, fail, is_logged_in, log_in
from tests.admin import levels_of
from tests.helpers import client_of
from tests.pages import heading_of, page_of, text_of, title_of

ALICE = ("alice", "Alice-Password-1")


def errors_of(response):
    """Error codes by field. Each message must be in the summary and, if it has a field, beside it."""
    errors = {name: list(each) for name, each in response.context["form"].errors.items()}
    html = response.content.decode()
    for name, messages in errors.items():
        for message in messages:
            beside_the_field = 0 if name == "__all__" else 1
            assert html.count(escape(message)) == 1 + beside_the_field
    return error_codes(response)


@pytest.mark.django_db
def test_login_page_title_and_heading(client):
    response = client.get("/login/")
    assert title_of(response) == "Log in"
    assert heading_of(response) == "Log in to the iQIES Role Request Simulator"


@pytest.mark.django_db
def test_login_fields_support_password_managers(client):
    inputs = {each["name"]: each for each in page_of(client.get("/login/")).all("input")}
    assert inputs["username"]["autocomplete"] == "username"
    assert inputs["username"]["autocapitalize"] == "none"
    assert inputs["password"]["autocomplete"] == "current-password"
    assert inputs["password"]["type"] == "password"
    assert "checked" not in inputs["terms"]


@pytest.mark.django_db
def test_empty_login_form_reports_every_field(client):
    response = client.post("/login/", {})
    assert response.status_code == 200
    assert title_of(response) == "Error: Log in"
    assert errors_of(response) == {
        "username": ["required"],
        "password": ["required"],
        "terms": ["required"],
    }
    links = [each["href"] for each in page_of(response).all("a") if each["href"].startswith("#id_")]
    assert links == ["#id_username", "#id_password", "#id_terms"]


@pytest.mark.django_db
def test_login_form_keeps_input_except_the_password(client):
    response = client.post("/login/", {"username": "Alice", "password": "Secret-Typed-1", "next": "/help/"})
    inputs = {each["name"]: each for each in page_of(response).all("input")}
    assert inputs["username"]["value"] == "Alice"
    assert inputs["next"]["value"] == "/help/"
    assert "Secret-Typed-1" not in response.content.decode()


@pytest.mark.django_db
def test_login_error_does_not_reveal_its_cause(alice, bob):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    responses = [
        log_in(Client(), "unknown", "Alice-Password-1"),
        log_in(Client(), "alice", "wrong"),
        log_in(Client(), "bob", "Bob-Password-1"),
    ]
    assert [errors_of(each) for each in responses] == [WRONG] * 3
    assert [title_of(each) for each in responses] == ["Error: Log in"] * 3
    assert [each.status_code for each in responses] == [200] * 3
    assert len({text_of(each) for each in responses}) == 1


def test_missing_terms_are_no_failed_attempt(client, alice):
    for password in ("wrong", "Alice-Password-1"):
        response = client.post("/login/", {"username": "alice", "password": password})
        assert errors_of(response) == {"terms": ["required"]}
    assert not is_logged_in(client)
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("typed", ["alice", "ALICE", "  Alice ", "\tALIce\n"])
def test_user_id_ignores_case_and_surrounding_blanks(client, alice, typed):
    response = log_in(client, typed, "Alice-Password-1")
    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize("typed", [" {} ", "\t{}", "{}\r\n", "\N{NO-BREAK SPACE}{}"])
def test_password_ignores_surrounding_blanks(client, alice, typed):
    assert log_in(client, "alice", typed.format("Alice-Password-1")).url == "/"


def test_password_of_blanks_is_required(client, alice):
    assert errors_of(log_in(client, "alice", "   ")) == {"password": ["required"]}


def test_password_is_case_sensitive(client, alice):
    assert errors_of(log_in(client, "alice", "alice-password-1")) == WRONG


def test_login_opens_welcome_with_the_user_id(client, alice):
    log_in(client, *ALICE)
    response = client.get("/")
    assert heading_of(response) == "Welcome to iQIES"
    assert "Logged in as alice" in text_of(response)


def test_login_changes_the_session_key(client, alice):
    client.get("/practice-account/")
    client.post("/practice-account/")
    before = client.session.session_key
    log_in(client, *ALICE)
    assert client.session.session_key != before


def test_successful_login_is_recorded(client, alice, monkeypatch):
    moment = alice.sandbox.created_at + timedelta(minutes=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    fail(1, client=client)
    alice.refresh_from_db()
    assert alice.last_login_at is None
    log_in(client, *ALICE)
    alice.refresh_from_db()
    assert alice.last_login_at == moment


def test_staff_login_leads_to_the_admin(client, carol):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1] == ("/login/?next=/admin/", 302)
    response = log_in(client, "carol", "Carol-Password-1", next=page_of(response).hidden("next"))
    assert (response.status_code, response.url) == (302, "/admin/")


def test_login_opens_the_requested_page(client, alice):
    response = client.get("/my-profile/?past-requests=2")
    assert response.url == "/login/?next=/my-profile/%3Fpast-requests%3D2"
    page = page_of(client.get(response.url))
    response = log_in(client, *ALICE, next=page.hidden("next"))
    assert response.url == "/my-profile/?past-requests=2"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "http://evil.example",
        "//evil.example/",
        "///evil.example/",
        r"\\evil.example",
        r"/\evil.example",
        r"\/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " //evil.example",
        "\x08//evil.example",
        "http:evil.example",
        "https:///evil.example",
    ],
)
@pytest.mark.parametrize("how", ["address", "form", "already logged in"])
def test_login_never_redirects_to_other_sites(client, alice, elsewhere, how):
    if how == "form":
        response = log_in(client, *ALICE, next=elsewhere)
    elif how == "address":
        fields = {"username": "alice", "password": "Alice-Password-1", "terms": "on"}
        response = client.post("/login/", fields, query_params={"next": elsewhere})
    else:
        response = client_of(alice).get("/login/", {"next": elsewhere})
    assert (response.status_code, response.url) == (302, "/")


def test_login_page_redirects_authenticated_users(alice):
    alice_client = client_of(alice)
    assert alice_client.get("/login/").url == "/"
    assert alice_client.get("/login/?next=/my-profile/").url == "/my-profile/"


@pytest.mark.parametrize(
    ("user_id", "password", "field", "code"),
    [
        ("alice\0", "Alice-Password-1", "username", "null_characters_not_allowed"),
        ("alice", "Alice\0", "password", "null_characters_not_allowed"),
        ("a" * 10_000, "x", "username", "max_length"),
        ("a" * 61, "x", "username", "max_length"),
        ("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 60, "x", "username", "max_length"),
        ("a" * 60, "x", "__all__", "invalid_login"),
        ("alice", "x" * 10_000, "__all__", "invalid_login"),
        ("ali\N{ZERO WIDTH SPACE}ce", "Alice-Password-1", "__all__", "invalid_login"),
        ("' OR 1=1 --", "x", "__all__", "invalid_login"),
    ],
    ids=["nul", "nul-in-password", "10000", "61", "grows", "60", "long-password", "invisible", "sql"],
)
def test_odd_input_is_a_form_error(client, alice, user_id, password, field, code):
    response = log_in(client, user_id, password)
    assert response.status_code == 200
    assert error_codes(response) == {field: [code]}
    assert not is_logged_in(client)


def test_odd_next_addresses_do_not_fail(alice):
    assert log_in(Client(), *ALICE, next="/my-profile/\0").url == "/my-profile/%00"
    assert log_in(Client(), *ALICE, next="/my-profile/" + "x" * 10_000).url == "/"
    assert log_in(Client(), *ALICE, next="\0").url == "/"


def test_long_headers_do_not_fail(alice):
    alice_client = Client(headers={"user-agent": "x" * 5000, "accept": "y" * 5000})
    assert errors_of(fail(1, client=alice_client)) == WRONG


def test_login_input_is_escaped(client, db):
    html = log_in(client, "<script>x", "y", next='"><script>').content.decode()
    assert "<script" not in html


def test_failed_attempts_store_no_password(client, alice):
    log_in(client, "alice", "Almost-Alice-Password-1")
    attempt = AccessAttempt.objects.get()
    assert "Almost-Alice-Password-1" not in " ".join(str(value) for value in vars(attempt).values())


def test_logout_ends_the_session(alice_client):
    key = alice_client.session.session_key
    response = alice_client.post("/logout/", follow=True)
    assert response.redirect_chain == [("/login/", 302)]
    assert levels_of(response) == ["success"]
    assert not alice_client.session.exists(key)
    assert alice_client.get("/").url == "/login/?next=/"


def test_logout_by_get_only_asks(alice_client):
    question = alice_client.get("/logout/")
    assert question.status_code == 200
    assert is_logged_in(alice_client)
    assert heading_of(alice_client.get("/")) == "Welcome to iQIES"


def test_logout_twice_redirects_to_login(client, db):
    assert client.post("/logout/").url == "/login/"
    assert client.get("/logout/").url == "/login/"


def test_login_never_redirects_to_itself(alice_client):
    assert alice_client.get("/login/?next=/login/").url == "/"
    assert alice_client.get("/login/?next=/login/%3Fnext%3D/").url == "/"


def test_deactivating_ends_open_sessions(alice, alice_client):
    assert heading_of(alice_client.get("/")) == "Welcome to iQIES"
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert alice_client.get("/").url == "/login/?next=/"


def test_changing_the_password_ends_open_sessions(alice, alice_client):
    alice.set_password("Another-Password-1")
    alice.save()
    assert alice_client.get("/").url == "/login/?next=/"


def test_pages_load_session_and_user_in_two_queries(alice_client, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert heading_of(alice_client.get("/")) == "Welcome to iQIES"
