"""Signing in and out."""

from datetime import UTC, datetime

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from tests.accounts.login import WRONG, fail, is_logged_in, sign_in
from tests.helpers import client_of
from tests.pages import alerts_of, heading_of, page_of, text_of, title_of

ALICE = ("alice", "Alice-Password-1")
FAR_TOO_LONG = "Enter a User ID of at most 60 characters."


def errors_of(response):
    """Error messages by field; each must stand in the summary and, if it has a field, beside it."""
    errors = {name: list(each) for name, each in response.context["form"].errors.items()}
    html = response.content.decode()
    for name, messages in errors.items():
        for message in messages:
            beside_the_field = 0 if name == "__all__" else 1
            assert html.count(escape(message)) == 1 + beside_the_field
    return errors


@pytest.mark.django_db
def test_the_page_says_that_it_is_a_simulator_and_asks_for_no_real_credentials(client):
    response = client.get("/login/")
    text = text_of(response)
    assert title_of(response) == "Log in"
    assert heading_of(response) == "Log in to the iQIES Role Request Simulator"
    assert "This is a training simulator, not a government website" in text
    assert "do not type your real HARP User ID or password here." in text
    assert "Never enter real HARP credentials, facilities or patient data." in text
    assert "if you have lost yours, get a new identity" in text


@pytest.mark.django_db
def test_the_fields_help_browsers_and_password_managers(client):
    inputs = {each["name"]: each for each in page_of(client.get("/login/")).all("input")}
    assert inputs["username"]["autocomplete"] == "username"
    assert inputs["username"]["autocapitalize"] == "none"
    assert inputs["password"]["autocomplete"] == "current-password"
    assert inputs["password"]["type"] == "password"
    assert "checked" not in inputs["terms"]


@pytest.mark.django_db
def test_an_empty_form_names_every_field_beside_it_and_in_the_summary(client):
    response = client.post("/login/", {})
    assert response.status_code == 200
    assert title_of(response) == "Error: Log in"
    assert errors_of(response) == {
        "username": ["Enter your User ID."],
        "password": ["Enter your password."],
        "terms": ["Accept the Terms & Conditions to log in."],
    }
    links = [each["href"] for each in page_of(response).all("a") if each["href"].startswith("#id_")]
    assert links == ["#id_username", "#id_password", "#id_terms"]


@pytest.mark.django_db
def test_what_was_typed_is_kept_except_the_password(client):
    response = client.post("/login/", {"username": "Alice", "password": "Secret-Typed-1", "next": "/help/"})
    inputs = {each["name"]: each for each in page_of(response).all("input")}
    assert inputs["username"]["value"] == "Alice"
    assert inputs["next"]["value"] == "/help/"
    assert "Secret-Typed-1" not in response.content.decode()


@pytest.mark.django_db
def test_one_message_for_unknown_user_wrong_password_and_inactive_user(alice, bob):
    User.objects.filter(pk=bob.pk).update(is_active=False)
    answers = [
        sign_in(Client(), "nobody-of-this-name", "Alice-Password-1"),
        sign_in(Client(), "alice", "wrong"),
        sign_in(Client(), "bob", "Bob-Password-1"),
    ]
    assert [errors_of(each) for each in answers] == [{"__all__": [WRONG]}] * 3
    assert [title_of(each) for each in answers] == ["Error: Log in"] * 3
    assert [each.status_code for each in answers] == [200] * 3
    assert len({text_of(each) for each in answers}) == 1


def test_missing_terms_are_no_failed_attempt_and_the_password_is_not_even_looked_at(client, alice):
    for password in ("wrong", "Alice-Password-1"):
        response = client.post("/login/", {"username": "alice", "password": password})
        assert errors_of(response) == {"terms": ["Accept the Terms & Conditions to log in."]}
    assert not is_logged_in(client)
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("typed", ["alice", "ALICE", "  Alice ", "\tALIce\n"])
def test_capitals_and_blanks_around_the_user_id_do_not_matter(client, alice, typed):
    response = sign_in(client, typed, "Alice-Password-1")
    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_capitals_of_the_password_do_matter(client, alice):
    assert errors_of(sign_in(client, "alice", "alice-password-1")) == {"__all__": [WRONG]}


def test_signing_in_opens_the_welcome_page_and_names_the_trainee(client, alice):
    sign_in(client, *ALICE)
    response = client.get("/")
    assert heading_of(response) == "Welcome to iQIES"
    assert "Logged in as alice" in text_of(response)


def test_signing_in_gives_a_new_session(client, alice):
    client.get("/practice-account/")
    client.post("/practice-account/")
    before = client.session.session_key
    sign_in(client, *ALICE)
    assert client.session.session_key != before


def test_the_last_sign_in_is_recorded(client, alice, monkeypatch):
    moment = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    fail(1, client=client)
    alice.refresh_from_db()
    assert alice.last_login_at is None
    sign_in(client, *ALICE)
    alice.refresh_from_db()
    assert alice.last_login_at == moment


def test_staff_sign_in_on_the_same_page_and_are_led_to_the_admin(client, carol):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1] == ("/login/?next=/admin/", 302)
    response = sign_in(client, "carol", "Carol-Password-1", next=page_of(response).hidden("next"))
    assert (response.status_code, response.url) == (302, "/admin/")


def test_the_page_that_was_asked_for_opens_after_signing_in(client, alice):
    response = client.get("/my-profile/?past-requests=2")
    assert response.url == "/login/?next=/my-profile/%3Fpast-requests%3D2"
    page = page_of(client.get(response.url))
    response = sign_in(client, *ALICE, next=page.hidden("next"))
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
@pytest.mark.parametrize("how", ["address", "form", "already signed in"])
def test_no_other_site_opens_after_signing_in(client, alice, elsewhere, how):
    if how == "form":
        response = sign_in(client, *ALICE, next=elsewhere)
    elif how == "address":
        fields = {"username": "alice", "password": "Alice-Password-1", "terms": "on"}
        response = client.post("/login/", fields, query_params={"next": elsewhere})
    else:
        response = client_of(alice).get("/login/", {"next": elsewhere})
    assert (response.status_code, response.url) == (302, "/")


def test_who_is_signed_in_does_not_see_the_page_again(alice):
    alice_client = client_of(alice)
    assert alice_client.get("/login/").url == "/"
    assert alice_client.get("/login/?next=/my-profile/").url == "/my-profile/"


@pytest.mark.parametrize(
    ("user_id", "password", "field", "message"),
    [
        ("alice\0", "Alice-Password-1", "username", "Null characters are not allowed."),
        ("alice", "Alice\0", "password", "Null characters are not allowed."),
        ("a" * 10_000, "x", "username", FAR_TOO_LONG),
        ("a" * 61, "x", "username", FAR_TOO_LONG),
        ("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 60, "x", "username", FAR_TOO_LONG),
        ("a" * 60, "x", "__all__", WRONG),
        ("alice", "x" * 10_000, "__all__", WRONG),
        ("ali\N{ZERO WIDTH SPACE}ce", "Alice-Password-1", "__all__", WRONG),
        ("' OR 1=1 --", "x", "__all__", WRONG),
    ],
    ids=["nul", "nul-in-password", "10000", "61", "grows", "60", "long-password", "invisible", "sql"],
)
def test_odd_input_is_an_error_and_no_fault_of_the_server(client, alice, user_id, password, field, message):
    response = sign_in(client, user_id, password)
    assert response.status_code == 200
    assert response.context["form"].errors == {field: [message]}
    assert not is_logged_in(client)


def test_an_odd_next_address_is_no_fault_of_the_server(alice):
    assert sign_in(Client(), *ALICE, next="/my-profile/\0").url == "/my-profile/%00"
    assert sign_in(Client(), *ALICE, next="/my-profile/" + "x" * 10_000).url == "/"
    assert sign_in(Client(), *ALICE, next="\0").url == "/"


def test_odd_headers_are_no_fault_of_the_server(alice):
    alice_client = Client(headers={"user-agent": "x" * 5000, "accept": "y" * 5000})
    assert errors_of(fail(1, client=alice_client)) == {"__all__": [WRONG]}


def test_typed_text_is_never_markup(client, db):
    html = sign_in(client, "<script>x", "y", next='"><script>').content.decode()
    assert "<script" not in html


def test_no_password_that_was_typed_is_kept_anywhere(client, alice):
    sign_in(client, "alice", "Almost-Alice-Password-1")
    attempt = AccessAttempt.objects.get()
    assert "Almost-Alice-Password-1" not in " ".join(str(value) for value in vars(attempt).values())


def test_signing_out_ends_the_session(alice_client):
    key = alice_client.session.session_key
    response = alice_client.post("/logout/", follow=True)
    assert response.redirect_chain == [("/login/", 302)]
    assert alerts_of(response) == ["You are signed out."]
    assert not alice_client.session.exists(key)
    assert alice_client.get("/").url == "/login/?next=/"


def test_signing_out_by_a_link_changes_nothing(alice_client):
    question = alice_client.get("/logout/")
    assert heading_of(question) == "Sign out?"
    assert heading_of(alice_client.get("/")) == "Welcome to iQIES"


def test_signing_out_twice_is_no_error(client, db):
    assert client.post("/logout/").url == "/login/"
    assert client.get("/logout/").url == "/login/"


def test_signing_in_again_never_goes_round_in_circles(alice_client):
    assert alice_client.get("/login/?next=/login/").url == "/"
    assert alice_client.get("/login/?next=/login/%3Fnext%3D/").url == "/"


def test_a_deactivated_trainee_is_out_at_the_next_click(alice, alice_client):
    assert heading_of(alice_client.get("/")) == "Welcome to iQIES"
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert alice_client.get("/").url == "/login/?next=/"


def test_a_changed_password_ends_open_sessions(alice, alice_client):
    alice.set_password("Another-Password-1")
    alice.save()
    assert alice_client.get("/").url == "/login/?next=/"


def test_a_page_needs_two_queries_to_know_the_trainee_and_the_sandbox(
    alice_client, django_assert_num_queries
):
    with django_assert_num_queries(2):
        assert heading_of(alice_client.get("/")) == "Welcome to iQIES"
