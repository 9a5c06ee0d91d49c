"""How passwords are hashed: generated ones quickly, others slowly, but never by all threads."""

from contextlib import ExitStack
from importlib import import_module
from unittest.mock import Mock

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, identify_hasher, make_password
from django.test import Client, override_settings

from accounts.models import User
from accounts.passwords import (
    GeneratedPasswordHasher,
    HashingBusyError,
    PasswordHasher,
    hash_generated,
    is_generated,
)
from iqies_roles.settings import PASSWORD_HASHERS
from tests.accounts.login import WRONG, error_codes, log_in
from tests.helpers import client_of

OWN = "My-Own-Password-1"


@pytest.fixture
def hashers(monkeypatch):
    """The hashers of the product, but fast."""
    monkeypatch.setattr(PasswordHasher, "iterations", 2)
    with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):
        yield


@pytest.fixture
def busy(hashers):
    """All threads that may hash are hashing."""
    with ExitStack() as held:
        while PasswordHasher.free.acquire(blocking=False):
            held.callback(PasswordHasher.free.release)
        yield


@pytest.fixture
def practice_account(db, hashers):
    """User ID and generated password."""
    _, credentials = User.objects.create_practice_account()
    return credentials.user_id, credentials.password


@pytest.fixture
def dave(db, hashers):
    """Staff with a password of their own."""
    return User.objects.create_superuser("dave", OWN)


def algorithm_of(user_id):
    return identify_hasher(User.objects.get(user_id=user_id).password).algorithm


def test_generated_password_is_cheap_for_good(practice_account):
    user_id, password = practice_account
    before = User.objects.get(user_id=user_id).password
    assert is_generated(before)
    assert GeneratedPasswordHasher.iterations * 100 <= PBKDF2PasswordHasher.iterations
    assert log_in(Client(), user_id, password).url == "/"
    assert User.objects.get(user_id=user_id).password == before


def test_own_password_has_full_strength(dave):
    assert log_in(Client(), "dave", OWN).url == "/admin/"
    assert algorithm_of("dave") == PBKDF2PasswordHasher.algorithm
    assert not is_generated(User.objects.get(user_id="dave").password)


def test_password_set_by_staff_has_full_strength(practice_account):
    user = User.objects.get(user_id=practice_account[0])
    user.set_password(OWN)
    user.save()
    assert log_in(Client(), user.user_id, OWN).url == "/"
    assert algorithm_of(user.user_id) == PBKDF2PasswordHasher.algorithm


@pytest.mark.usefixtures("dave")
def test_wrong_passwords_cost_the_same(practice_account, monkeypatch):
    """Else the time of the response would tell which User IDs exist."""
    hash_slowly = Mock(side_effect=PBKDF2PasswordHasher().encode)
    monkeypatch.setattr(PasswordHasher, "encode", hash_slowly)
    for number, user_id in enumerate((practice_account[0], "dave", "nobody"), start=1):
        assert error_codes(log_in(Client(), user_id, "wrong")) == WRONG
        assert hash_slowly.call_count == number


def test_one_thread_is_free_of_hashing(hashers):
    with ExitStack() as held:
        for _ in range(settings.THREADS - 1):
            held.enter_context(PasswordHasher.free)
        with pytest.raises(HashingBusyError):
            make_password(OWN)
    assert check_password(OWN, make_password(OWN))


def test_busy_server_lets_generated_passwords_log_in(practice_account, busy):
    assert log_in(Client(), *practice_account).url == "/"


@pytest.mark.parametrize("password", [OWN, "wrong"])
def test_busy_login_is_no_failed_attempt(dave, busy, password):
    response = log_in(Client(), "dave", password)
    assert error_codes(response) == {"__all__": ["busy"]}
    assert response.context["form"]["username"].value() == "dave"
    assert not AccessAttempt.objects.exists()


def test_busy_server_refuses_a_new_password_with_503(dave, busy, client):
    client = client_of(dave)
    client.raise_request_exception = False
    url = f"/admin/accounts/user/{dave.pk}/password/"
    data = {"password1": "Another-Password-1", "password2": "Another-Password-1"}
    response = client.post(url, data)
    assert (response.status_code, int(response["Retry-After"]) > 0) == (503, True)
    assert User.objects.get(pk=dave.pk).password == dave.password


def test_hash_of_former_classes_is_kept(practice_account):
    user = User.objects.get(user_id=practice_account[0])
    hasher = PBKDF2PasswordHasher()
    old = hasher.encode(practice_account[1], hasher.salt(), 50_000)
    User.objects.filter(pk=user.pk).update(password=old)
    own = make_password(OWN)
    dave = User.objects.create(user_id="dave", is_staff=True, password=own)
    import_module("accounts.migrations.0009_generated_passwords").rename(apps, None)
    assert log_in(Client(), *practice_account).url == "/"
    renamed = User.objects.get(pk=user.pk).password
    assert is_generated(renamed)
    assert renamed.split("$")[1:] == old.split("$")[1:]
    assert User.objects.get(pk=dave.pk).password == own


def test_hash_of_a_generated_password_verifies():
    encoded = hash_generated("Maple-Otter-Creek-4821")
    user = User(password=encoded)
    assert user.check_password("Maple-Otter-Creek-4821")
    assert not user.check_password("Maple-Otter-Creek-4822")
