"""Anybody gets a practice identity, with a private sandbox, and types it in."""

import re
from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Sandbox, TooManyAccountsError, User
from accounts.passwords import USER_ID_CHARACTERS, WORDS, new_password, new_user_id
from tests.accounts.login import is_logged_in, new_browser, sign_in
from tests.helpers import client_of
from tests.pages import alerts_of, heading_of, text_of, title_of

MAX_SHOWN = re.compile(r"Your practice identity User ID (\S+) Password (\S+) Write both down")


def get_identity(client):
    return client.post("/practice-account/", follow=True)


def shown_identity(response):
    """User ID and password as the page shows them, or None."""
    found = MAX_SHOWN.search(text_of(response))
    return found.groups() if found else None


def rows():
    return User.objects.count(), Sandbox.objects.count()


@pytest.mark.django_db
def test_pressing_the_button_makes_one_identity_in_a_sandbox_of_its_own(client):
    response = get_identity(client)
    assert response.redirect_chain == [("/login/", 302)]
    user = User.objects.get()
    assert user.sandbox == Sandbox.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_demo, user.is_active) == (False, False, False, True)
    assert shown_identity(response)[0] == user.user_id
    assert not is_logged_in(client)


@pytest.mark.django_db
def test_the_identity_is_still_there_after_a_reload_and_makes_no_other(client):
    identity = shown_identity(get_identity(client))
    assert shown_identity(client.get("/login/")) == identity
    assert shown_identity(client.get("/login/?next=/my-profile/")) == identity
    assert rows() == (1, 1)


@pytest.mark.django_db
def test_a_mistyped_password_does_not_lose_the_identity(client):
    identity = shown_identity(get_identity(client))
    assert shown_identity(sign_in(client, identity[0], "mistyped")) == identity


@pytest.mark.django_db
def test_the_identity_is_not_typed_into_the_form_for_the_trainee(client):
    form = get_identity(client).context["form"]
    assert form["username"].value() is None
    assert form["password"].value() is None


@pytest.mark.django_db
def test_typed_in_it_signs_in_and_is_not_shown_again(client):
    user_id, password = shown_identity(get_identity(client))
    assert sign_in(client, user_id, password).url == "/"
    assert f"Logged in as {user_id}" in text_of(client.get("/"))
    session = dict(client.session.items())
    assert password not in str(session)
    client.post("/logout/")
    assert shown_identity(client.get("/login/")) is None


@pytest.mark.django_db
def test_it_works_in_another_browser_but_is_shown_in_this_one_only(client):
    user_id, password = shown_identity(get_identity(client))
    other = new_browser()
    assert shown_identity(other.get("/login/")) is None
    assert sign_in(other, user_id, password).url == "/"


@pytest.mark.django_db
def test_it_is_shown_for_half_an_hour(client, monkeypatch):
    identity = shown_identity(get_identity(client))
    now = timezone.now()

    def at(**later):
        moment = now + timedelta(**later)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return client.get("/login/")

    assert shown_identity(at(minutes=29)) == identity
    late = at(minutes=30, seconds=1)
    assert shown_identity(late) is None
    assert "No practice identity yet?" in text_of(late)


@pytest.mark.django_db
def test_a_new_identity_takes_the_place_of_a_lost_one(client):
    first = shown_identity(get_identity(client))
    response = get_identity(client)
    assert shown_identity(response) != first
    assert "If you lose the password, get a new identity." in text_of(response)
    assert "Get a new practice identity" in text_of(response)
    assert rows() == (2, 2)


@pytest.mark.django_db
def test_opening_the_address_makes_nothing(client):
    for method in (client.get, client.head):
        assert method("/practice-account/").url == "/login/"
    assert rows() == (0, 0)


def test_who_is_signed_in_is_told_so_and_gets_nothing(alice_client):
    before = rows()
    for response in (get_identity(alice_client), alice_client.get("/practice-account/", follow=True)):
        assert heading_of(response) == "Welcome to iQIES"
        assert alerts_of(response) == [
            "You are signed in already. Sign out first to get another practice identity."
        ]
    assert rows() == before


@pytest.mark.django_db
def test_one_address_gets_so_many_in_an_hour_and_no_more(settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 2
    home = "192.0.2.1"
    assert [new_browser(home).post("/practice-account/").url for _ in range(2)] == ["/login/"] * 2

    refused = new_browser(home)
    response = refused.post("/practice-account/")
    assert response.status_code == 429
    assert title_of(response) == heading_of(response) == "No more practice identities for now"
    assert "try again within the hour" in text_of(response)
    assert shown_identity(refused.get("/login/")) is None
    assert rows() == (2, 2)

    assert new_browser("192.0.2.2").post("/practice-account/").url == "/login/"

    Sandbox.objects.update(created_at=F("created_at") - timedelta(minutes=59))
    assert new_browser(home).post("/practice-account/").status_code == 429
    Sandbox.objects.update(created_at=F("created_at") - timedelta(minutes=1))
    assert new_browser(home).post("/practice-account/").url == "/login/"
    assert rows() == (4, 4)


@pytest.mark.django_db
def test_a_refusal_costs_nothing_of_the_next_hour(settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    alice_client = new_browser()
    alice_client.post("/practice-account/")
    Sandbox.objects.update(created_at=F("created_at") - timedelta(minutes=58))
    for _ in range(5):
        assert alice_client.post("/practice-account/").status_code == 429
    Sandbox.objects.update(created_at=F("created_at") - timedelta(minutes=2))
    assert alice_client.post("/practice-account/").url == "/login/"


@pytest.mark.django_db
def test_a_refusal_does_not_lose_the_identity_that_is_still_shown(client, settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    identity = shown_identity(get_identity(client))
    assert get_identity(client).status_code == 429
    assert shown_identity(client.get("/login/")) == identity


@pytest.mark.django_db
def test_identities_that_no_address_asked_for_are_not_limited(settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    for _ in range(3):
        User.objects.create_practice_account()
    assert rows() == (3, 3)
    User.objects.create_practice_account("192.0.2.1")
    with pytest.raises(TooManyAccountsError):
        User.objects.create_practice_account("192.0.2.1")
    assert rows() == (4, 4)


def test_starting_over_uses_nothing_of_an_address_s_share(alice, settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    alice_client = client_of(alice)
    for _ in range(3):
        alice_client.post("/start-over/")
    assert new_browser().post("/practice-account/").url == "/login/"


@pytest.mark.django_db
def test_a_user_id_that_is_taken_is_not_given_twice(monkeypatch):
    User.objects.create_user("practice-aaaaaa")
    drawn = iter("aaaaaa" + "aaaaaa" + "bbbbbb")
    monkeypatch.setattr("secrets.choice", lambda choices: next(drawn, choices[0]))
    assert User.objects.create_practice_account()[0].user_id == "practice-bbbbbb"


@pytest.mark.django_db
def test_the_password_is_stored_as_a_hash_only(client):
    _, password = shown_identity(get_identity(client))
    user = User.objects.get()
    assert password not in " ".join(str(value) for value in vars(user).values())
    assert user.check_password(password)


@pytest.mark.django_db
def test_the_sandbox_knows_when_it_was_made_and_for_which_address():
    before = timezone.now()
    new_browser("192.0.2.1").post("/practice-account/")
    sandbox = Sandbox.objects.get()
    assert sandbox.address == "192.0.2.1"
    assert before <= sandbox.created_at <= timezone.now()
    assert isinstance(sandbox.now(), datetime)
    assert sandbox.now().tzinfo is not None


def test_user_ids_are_of_letters_and_digits_that_cannot_be_mistaken():
    assert set("l1o0").isdisjoint(USER_ID_CHARACTERS)
    assert USER_ID_CHARACTERS.lower() == USER_ID_CHARACTERS
    ids = {new_user_id() for _ in range(300)}
    assert len(ids) == 300
    assert all(re.fullmatch(rf"practice-[{USER_ID_CHARACTERS}]{{6}}", each) for each in ids)


def test_passwords_are_three_words_and_a_number():
    assert len(WORDS) >= 100
    assert sorted(WORDS) == sorted(set(WORDS))
    for password in {new_password() for _ in range(300)}:
        *words, number = password.split("-")
        assert len(words) == 3
        assert set(words) <= set(WORDS)
        assert 1000 <= int(number) <= 9999


def test_a_new_identity_begins_at_welcome_because_nothing_else_is_its_own(client, db):
    client.get("/login/?next=/role-requests/1/role/")
    assert client.post("/practice-account/").url == "/login/"
