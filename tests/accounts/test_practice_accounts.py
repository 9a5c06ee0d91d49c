"""Practice accounts: anyone can create one on the login page."""

import re
from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Sandbox, TooManyAccountsError, User
from accounts.passwords import USER_ID_CHARACTERS, WORDS, new_password, new_user_id
from tests.accounts.login import is_logged_in, log_in, new_client
from tests.admin import levels_of
from tests.helpers import client_of
from tests.pages import buttons_of, heading_of, text_of, title_of


def create_account(client):
    return client.post("/practice-account/", follow=True)


def shown_account(response):
    """User ID and password as the page shows them, or None."""
    found = re.findall(r"<dd>(\S+)</dd>", response.content.decode())
    assert len(found) in (0, 2)
    return tuple(found) or None


def rows():
    return User.objects.count(), Sandbox.objects.count()


@pytest.mark.django_db
def test_button_creates_an_account_with_a_sandbox(client):
    response = create_account(client)
    assert response.redirect_chain == [("/login/", 302)]
    user = User.objects.get()
    assert user.sandbox == Sandbox.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_demo, user.is_active) == (False, False, False, True)
    assert shown_account(response)[0] == user.user_id
    assert not is_logged_in(client)


@pytest.mark.django_db
def test_new_account_survives_a_reload(client):
    account = shown_account(create_account(client))
    assert shown_account(client.get("/login/")) == account
    assert shown_account(client.get("/login/?next=/my-profile/")) == account
    assert rows() == (1, 1)


@pytest.mark.django_db
def test_new_account_survives_a_mistyped_password(client):
    account = shown_account(create_account(client))
    assert shown_account(log_in(client, account[0], "mistyped")) == account


@pytest.mark.django_db
def test_login_form_is_not_prefilled(client):
    form = create_account(client).context["form"]
    assert form["username"].value() is None
    assert form["password"].value() is None


@pytest.mark.django_db
def test_new_account_is_hidden_after_login(client):
    user_id, password = shown_account(create_account(client))
    assert log_in(client, user_id, password).url == "/"
    assert f"Logged in as {user_id}" in text_of(client.get("/"))
    session = dict(client.session.items())
    assert password not in str(session)
    client.post("/logout/")
    assert shown_account(client.get("/login/")) is None


@pytest.mark.django_db
def test_new_account_is_shown_in_one_browser_only(client):
    user_id, password = shown_account(create_account(client))
    other = new_client()
    assert shown_account(other.get("/login/")) is None
    assert log_in(other, user_id, password).url == "/"


@pytest.mark.django_db
def test_new_account_is_shown_for_30_minutes(client, monkeypatch):
    account = shown_account(create_account(client))
    now = timezone.now()

    def at(**later):
        moment = now + timedelta(**later)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return client.get("/login/")

    assert shown_account(at(minutes=29)) == account
    late = at(minutes=30, seconds=1)
    assert shown_account(late) is None
    assert "Create a practice account" in buttons_of(late)


@pytest.mark.django_db
def test_second_account_replaces_the_first(client):
    first = shown_account(create_account(client))
    response = create_account(client)
    assert shown_account(response) != first
    assert "Create a new practice account" in buttons_of(response)
    assert rows() == (2, 2)


@pytest.mark.django_db
def test_get_creates_no_account(client):
    for method in (client.get, client.head):
        assert method("/practice-account/").url == "/login/"
    assert rows() == (0, 0)


def test_logged_in_trainees_cannot_create_accounts(alice_client):
    before = rows()
    for response in (create_account(alice_client), alice_client.get("/practice-account/", follow=True)):
        assert heading_of(response) == "Welcome to iQIES"
        assert levels_of(response) == ["warning"]
    assert rows() == before


@pytest.mark.django_db
def test_hourly_limit_applies_per_address(settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 2
    home = "192.0.2.1"
    assert [new_client(home).post("/practice-account/").url for _ in range(2)] == ["/login/"] * 2

    refused = new_client(home)
    response = refused.post("/practice-account/")
    assert response.status_code == 429
    assert title_of(response) == heading_of(response) == "Too many practice accounts"
    assert shown_account(refused.get("/login/")) is None
    assert rows() == (2, 2)

    assert new_client("192.0.2.2").post("/practice-account/").url == "/login/"

    Sandbox.objects.update(created_at=F("created_at") - timedelta(minutes=59))
    assert new_client(home).post("/practice-account/").status_code == 429
    Sandbox.objects.update(created_at=F("created_at") - timedelta(minutes=1))
    assert new_client(home).post("/practice-account/").url == "/login/"
    assert rows() == (4, 4)


@pytest.mark.django_db
def test_refusal_hashes_no_password(settings, monkeypatch):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    User.objects.create_practice_account("192.0.2.1")
    hashed: list[str] = []
    monkeypatch.setattr("accounts.models.user_manager.hash_generated", hashed.append)
    assert new_client("192.0.2.1").post("/practice-account/").status_code == 429
    assert not hashed


@pytest.mark.django_db
def test_limit_holds_for_simultaneous_requests(settings, monkeypatch):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1

    def meanwhile(password):
        Sandbox.objects.create(address="192.0.2.1")
        return "!"

    monkeypatch.setattr("accounts.models.user_manager.hash_generated", meanwhile)
    with pytest.raises(TooManyAccountsError):
        User.objects.create_practice_account("192.0.2.1")
    assert rows() == (0, 1)


@pytest.mark.django_db
def test_refused_attempts_do_not_count(settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    alice_client = new_client()
    alice_client.post("/practice-account/")
    Sandbox.objects.update(created_at=F("created_at") - timedelta(minutes=58))
    for _ in range(5):
        assert alice_client.post("/practice-account/").status_code == 429
    Sandbox.objects.update(created_at=F("created_at") - timedelta(minutes=2))
    assert alice_client.post("/practice-account/").url == "/login/"


@pytest.mark.django_db
def test_refusal_keeps_the_shown_account(client, settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    account = shown_account(create_account(client))
    assert create_account(client).status_code == 429
    assert shown_account(client.get("/login/")) == account


@pytest.mark.django_db
def test_accounts_without_address_are_not_limited(settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    for _ in range(3):
        User.objects.create_practice_account()
    assert rows() == (3, 3)
    User.objects.create_practice_account("192.0.2.1")
    with pytest.raises(TooManyAccountsError):
        User.objects.create_practice_account("192.0.2.1")
    assert rows() == (4, 4)


def test_start_over_does_not_count_toward_the_limit(alice, settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    alice_client = client_of(alice)
    for _ in range(3):
        alice_client.post("/start-over/")
    assert new_client().post("/practice-account/").url == "/login/"


@pytest.mark.django_db
def test_taken_user_ids_are_skipped(monkeypatch):
    User.objects.create_user("practice-aaaaaa")
    drawn = iter("aaaaaa" + "aaaaaa" + "bbbbbb")
    monkeypatch.setattr("secrets.choice", lambda choices: next(drawn, choices[0]))
    assert User.objects.create_practice_account()[0].user_id == "practice-bbbbbb"


@pytest.mark.django_db
def test_password_is_stored_as_a_hash(client):
    _, password = shown_account(create_account(client))
    user = User.objects.get()
    assert password not in " ".join(str(value) for value in vars(user).values())
    assert user.check_password(password)


@pytest.mark.django_db
def test_sandbox_stores_time_and_address():
    before = timezone.now()
    new_client("192.0.2.1").post("/practice-account/")
    sandbox = Sandbox.objects.get()
    assert sandbox.address == "192.0.2.1"
    assert before <= sandbox.created_at <= timezone.now()
    assert isinstance(sandbox.now(), datetime)
    assert sandbox.now().tzinfo is not None


def test_user_ids_avoid_similar_characters():
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


def test_new_accounts_start_at_welcome(client, db):
    client.get("/login/?next=/role-requests/1/role/")
    assert client.post("/practice-account/").url == "/login/"


# Log in as practice-...


@pytest.fixture
def account(client, db):
    """User ID and password of the account that the login page shows."""
    return shown_account(create_account(client))


def test_button_logs_in_with_the_new_account(client, account):
    assert f"Log in as {account[0]}" in buttons_of(client.get("/login/"))
    assert client.post("/login/", {"new_account": "yes"}).url == "/"
    assert client.get("/").context["user"].user_id == account[0]
    assert account[1] not in str(dict(client.session.items()))


def test_button_ignores_what_is_typed(client, account, alice):
    client.post("/login/", {"new_account": "yes", "username": "alice", "password": "Alice-Password-1"})
    assert client.get("/").context["user"].user_id == account[0]


def test_button_opens_the_requested_page(client, account):
    assert client.post("/login/", {"new_account": "yes", "next": "/my-profile/"}).url == "/my-profile/"


def test_button_of_a_hidden_account_shows_the_login_page(client, account):
    client.cookies.clear()
    assert client.post("/login/", {"new_account": "yes"}).url == "/login/"
    assert not is_logged_in(client)


def test_button_contains_no_password(client, account):
    html = client.get("/login/").content.decode()
    assert f'value="{account[1]}"' not in html


@pytest.mark.parametrize("has_account", [False, True])
def test_box_of_the_account_stands_before_the_form(client, db, has_account):
    response = create_account(client) if has_account else client.get("/login/")
    html = response.content.decode()
    assert html.index('id="account"') < html.index('id="id_username"')
