"""Passwords that are kept for the log-in handout: encrypted, until the first log-in or KEPT_FOR."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from accounts.models import KeptPassword, User
from accounts.models.kept_passwords import KEPT_FOR
from tests.accounts.login import fail, log_in, new_client
from tests.factories import TrainingClassFactory, UserFactory
from tests.helpers import Queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClassFactory(name="Ohio")


def kept_in(training_class):
    """User ID and password of each."""
    return {each.user.user_id: each.password for each in KeptPassword.objects.read(training_class)}


def let_time_pass(by=KEPT_FOR):
    KeptPassword.objects.update(since=now() - by)


def test_new_passwords_are_kept(ohio):
    ((_, ann), (_, bob)) = ohio.add_trainees(["Ann Lee", "Bob Ray"])
    assert kept_in(ohio) == {"ann-lee": ann.password, "bob-ray": bob.password}


def test_database_alone_gives_no_password(ohio, settings):
    ((_, ann),) = ohio.add_trainees(["Ann Lee"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_keptpassword")
        stored = str([bytes(each) if isinstance(each, memoryview) else each for each in cursor.fetchone()])
    assert ann.password not in stored
    assert not any(word in stored for word in ann.password.split("-")[:3])
    settings.SECRET_KEY = "another secret of a server, as long as the other one"
    assert kept_in(ohio) == {}


def test_password_is_readable_with_the_old_secret(ohio, settings):
    ((_, ann),) = ohio.add_trainees(["Ann Lee"])
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of a server, as long as the other one"
    assert kept_in(ohio) == {"ann-lee": ann.password}


def test_first_login_deletes_the_password(ohio):
    ((_, ann), _) = ohio.add_trainees(["Ann Lee", "Bob Ray"])
    fail(1, "ann-lee")
    assert KeptPassword.objects.count() == 2
    assert log_in(new_client(), "ann-lee", ann.password).status_code == 302
    assert list(KeptPassword.objects.values_list("user__user_id", flat=True)) == ["bob-ray"]


def test_login_after_a_reset_deletes_the_password(ohio):
    ((ann, old),) = ohio.add_trainees(["Ann Lee"])
    log_in(new_client(), "ann-lee", old.password)
    ((_, new),) = ohio.reset_passwords([ann])
    assert kept_in(ohio) == {"ann-lee": new.password}
    log_in(new_client(), "ann-lee", old.password)
    assert kept_in(ohio) == {"ann-lee": new.password}
    log_in(new_client(), "ann-lee", new.password)
    assert not KeptPassword.objects.exists()


def test_reset_replaces_the_kept_password(ohio):
    ((ann, _), (_, bob)) = ohio.add_trainees(["Ann Lee", "Bob Ray"])
    ((_, new),) = ohio.reset_passwords([ann])
    assert kept_in(ohio) == {"ann-lee": new.password, "bob-ray": bob.password}


@pytest.mark.parametrize("by", ["read", "keep", "login"])
def test_expired_passwords_are_deleted(ohio, by):
    ohio.add_trainees(["Ann Lee"])
    let_time_pass()
    iowa = TrainingClassFactory(name="Iowa")
    if by == "read":
        KeptPassword.objects.read(iowa)
    elif by == "keep":
        iowa.add_trainees([])
    else:
        ((_, bob),) = TrainingClassFactory().add_trainees(["Bob Ray"])
        let_time_pass()
        log_in(new_client(), "bob-ray", bob.password)
    assert not KeptPassword.objects.exists()


def test_passwords_are_kept_until_their_time(ohio):
    ohio.add_trainees(["Ann Lee"])
    let_time_pass(KEPT_FOR - timedelta(minutes=1))
    assert set(kept_in(ohio)) == {"ann-lee"}


def test_expired_passwords_are_not_counted(ohio):
    ohio.add_trainees(["Ann Lee"])
    let_time_pass()
    assert KeptPassword.objects.of(ohio).count() == 0


def test_password_changed_elsewhere_is_deleted(ohio):
    ((ann, _),) = ohio.add_trainees(["Ann Lee"])
    ann.set_password("Another-Password-1")
    ann.save()
    assert kept_in(ohio) == {}
    assert not KeptPassword.objects.exists()


def test_removed_trainees_are_left_out(ohio):
    (ann, _), (bob, _) = ohio.add_trainees(["Ann Lee", "Bob Ray"])
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert set(kept_in(ohio)) == {"bob-ray"}
    ohio.remove(bob)
    assert not KeptPassword.objects.filter(user=bob.pk).exists()


def test_password_moves_with_the_trainee(ohio):
    iowa = TrainingClassFactory(name="Iowa")
    ((ann, credentials),) = ohio.add_trainees(["Ann Lee"])
    ohio.move(ann, iowa)
    assert kept_in(ohio) == {}
    assert kept_in(iowa) == {"ann-lee": credentials.password}


def test_login_without_class_needs_no_query(ohio):
    alone = UserFactory()
    with Queries() as queries:
        log_in(new_client(), alone.user_id, "Practice-Password-1")
    assert not any("keptpassword" in each for each in queries)
