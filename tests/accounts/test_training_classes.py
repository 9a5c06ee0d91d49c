"""Classes: a label on sandboxes, identities for many at once, and the end of their sign-ins."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, check_password
from django.db import connection
from django.test import Client

from accounts.models import ClassClosedError, Sandbox, TrainingClass, User
from tests.accounts.login import new_browser, sign_in
from tests.helpers import Queries, client_of, pending_of
from tests.pages import heading_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClass.objects.create(name="Ohio")


def is_signed_in_with(credentials):
    """Whether a new browser gets past the sign-in page with these, and stays signed in."""
    alice_client = Client()
    sign_in(alice_client, credentials.user_id, credentials.password)
    return alice_client.get("/").status_code == 200


def is_sent_to_sign_in(alice_client):
    return alice_client.get("/").url == "/login/?next=/"


def user_ids(added):
    return [credentials.user_id for _, credentials in added]


def test_each_name_becomes_an_identity_in_a_sandbox_of_its_own(ohio):
    added = ohio.add_trainees(["Ann Lee", "Bob Ray"])
    assert user_ids(added) == ["ann-lee", "bob-ray"]
    stored = list(ohio.trainees())
    assert [(user.name, user.user_id) for user in stored] == [("Ann Lee", "ann-lee"), ("Bob Ray", "bob-ray")]
    assert len({user.sandbox for user in stored}) == 2
    assert {user.sandbox.training_class for user in stored} == {ohio}


def test_a_user_id_that_is_taken_gets_a_number(ohio, alice):
    added = ohio.add_trainees(["Alice", "Ann", "ann", "Ann 2"])
    assert user_ids(added) == ["alice-2", "ann", "ann-2", "ann-2-2"]


def test_a_user_id_that_somebody_else_gets_meanwhile_is_left_to_them(ohio, monkeypatch):
    from accounts.models import classes

    real, calls = classes.free_user_ids, []

    def too_late(wanted):
        calls.append(1)
        return iter(["alice"]) if len(calls) == 1 else real(wanted)

    User.objects.create_user("alice")
    monkeypatch.setattr(classes, "free_user_ids", too_late)
    assert user_ids(ohio.add_trainees(["Alice"])) == ["alice-2"]
    assert Sandbox.objects.filter(training_class=ohio).count() == 1


@pytest.mark.parametrize(
    ("name", "user_id"),
    [
        ("José Ñuñez", "jose-nunez"),
        ("李", "trainee"),
        ("  ", "trainee"),
        ("x" * 100, "x" * 50),
        ("O'Neil!", "oneil"),
    ],
)
def test_any_name_gives_a_user_id_that_can_be_typed(ohio, name, user_id):
    ((user, _),) = ohio.add_trainees([name])
    assert user.user_id == user_id
    user.full_clean(exclude=["name"])


def test_its_trainees_sign_in_with_what_they_were_given(ohio):
    ((user, credentials),) = ohio.add_trainees(["Ann Lee"])
    assert sign_in(new_browser(), credentials.user_id, credentials.password).url == "/"
    user.refresh_from_db()
    assert user.last_login_at is not None
    assert not user.password.startswith("pbkdf2_sha256$50000$")  # hashed anew, as all others are
    assert check_password(credentials.password, user.password)


def test_a_class_is_a_label_only_its_trainees_see_nothing_of_each_other(ohio, sagu):
    (ann, _), (bob, _) = ohio.add_trainees(["Ann", "Bob"])
    pending = pending_of(ann, sagu, "OH")
    page = client_of(bob).get(f"/role-requests/{pending.pk}/withdraw/")
    assert (page.status_code, heading_of(page)) == (404, "Page not found")


def test_the_label_stays_when_a_trainee_starts_over(ohio):
    ((user, _),) = ohio.add_trainees(["Ann"])
    old = user.sandbox
    user.start_over()
    assert user.sandbox != old
    assert list(ohio.trainees()) == [user]
    assert Sandbox.objects.filter(training_class=ohio).count() == 2


def test_all_start_over_at_once(ohio):
    users = [user for user, _ in ohio.add_trainees(["Ann", "Bob"])]
    before = {user.sandbox_id for user in users}
    ohio.start_over(ohio.trainees())
    assert not before & {user.sandbox_id for user in ohio.trainees()}


def test_a_new_password_ends_the_sign_in_of_that_trainee_alone(ohio):
    (ann, old), (bob, _) = ohio.add_trainees(["Ann", "Bob"])
    browsers = [client_of(User.objects.get(pk=user.pk)) for user in (ann, bob)]
    ((_, new),) = ohio.reset_passwords([ann])
    assert [alice_client.get("/").status_code for alice_client in browsers] == [302, 200]
    assert sign_in(new_browser(), "ann", old.password).status_code == 200
    assert sign_in(new_browser(), "ann", new.password).url == "/"


def test_closing_ends_all_sign_ins_and_reopening_allows_them_again(ohio):
    ((user, credentials),) = ohio.add_trainees(["Ann"])
    alice_client = client_of(user)
    assert alice_client.get("/").status_code == 200
    ohio.close()
    assert not ohio.is_open
    assert is_sent_to_sign_in(alice_client)
    assert sign_in(new_browser(), "ann", credentials.password).status_code == 200
    ohio.reopen()
    assert TrainingClass.objects.get().is_open
    assert sign_in(new_browser(), "ann", credentials.password).url == "/"


def test_who_was_signed_in_before_a_class_was_closed_signs_in_anew_once_it_is_open_again(ohio):
    ((_, credentials),) = ohio.add_trainees(["Ann"])
    sign_in(idle := new_browser(), "ann", credentials.password)
    ohio.close()
    ohio.reopen()
    assert is_sent_to_sign_in(idle)
    assert is_signed_in_with(credentials)


def test_reopening_an_open_class_ends_no_sign_ins(ohio):
    ohio.add_trainees(["Ann"])
    alice_client = client_of(User.objects.get(user_id="ann"))
    ohio.reopen()
    assert alice_client.get("/").status_code == 200


def test_closing_a_closed_class_leaves_the_time_at_which_it_was_closed(ohio):
    ohio.close()
    before = ohio.closed_at
    TrainingClass.objects.get().close()
    assert TrainingClass.objects.get().closed_at == before


def test_reopening_leaves_out_who_was_deactivated(ohio):
    (ann, hers), (_, his) = ohio.add_trainees(["Ann", "Bob"])
    User.objects.filter(pk=ann.pk).update(is_active=False)
    ohio.close()
    ohio.reopen()
    assert not is_signed_in_with(hers)
    assert is_signed_in_with(his)


def test_nobody_comes_into_a_class_that_was_closed_meanwhile(ohio):
    TrainingClass.objects.get().close()
    with pytest.raises(ClassClosedError, match=r"^Ohio is closed\. Reopen it first\.$"):
        ohio.add_trainees(["Late"])
    assert not User.objects.exists()
    assert not Sandbox.objects.exists()


def test_who_is_in_a_closed_class_by_whatever_way_cannot_sign_in(ohio):
    ((_, credentials),) = ohio.add_trainees(["Late"])
    TrainingClass.objects.update(closed_at=ohio.created_at)
    assert not is_signed_in_with(credentials)


def test_closing_ends_the_sign_ins_of_those_who_started_over_too(ohio):
    ((user, _),) = ohio.add_trainees(["Ann"])
    user.start_over()
    alice_client = client_of(user)
    ohio.close()
    assert is_sent_to_sign_in(alice_client)


@pytest.mark.parametrize(
    "verb",
    [
        lambda ohio, trainees: ohio.close(),
        lambda ohio, trainees: ohio.reopen(),
        lambda ohio, trainees: ohio.add_trainees(["Bob"]),
        lambda ohio, trainees: ohio.reset_passwords(trainees),
        lambda ohio, trainees: ohio.start_over(trainees),
    ],
    ids=["close", "reopen", "add", "reset", "start over"],
)
def test_what_is_done_to_a_class_waits_for_what_is_being_done_to_it(ohio, verb):
    """Two that took the trainees one by one, in different orders, would wait for each other for ever."""
    ohio.add_trainees(["Ann"])
    trainees = list(ohio.trainees())
    with Queries() as queries:
        verb(ohio, trainees)
    first = next(each["sql"] for each in queries.captured_queries if " FROM " in each["sql"])
    assert first == queries.captured_queries[1]["sql"]  # after the savepoint of the verb
    assert 'FROM "accounts_trainingclass"' in first
    assert first.endswith("FOR NO KEY UPDATE") == connection.features.has_select_for_no_key_update


def test_a_page_asks_no_more_of_the_database_for_a_trainee_of_a_class(ohio, django_assert_num_queries):
    ohio.add_trainees(["Ann"])
    alice_client = client_of(User.objects.get(user_id="ann"))
    with django_assert_num_queries(2):
        assert heading_of(alice_client.get("/")) == "Welcome to iQIES"


def at_the_next_hashing(monkeypatch, act):
    """Have this done while the first sign-in hashes the password anew."""
    real = MD5PasswordHasher.encode  # what the settings of the tests have for full strength

    def meanwhile(*args):
        monkeypatch.setattr(MD5PasswordHasher, "encode", real)
        act()
        return real(*args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", meanwhile)


def test_a_password_that_is_reset_during_the_first_sign_in_is_the_one_that_counts(ohio, monkeypatch):
    ((user, old),) = ohio.add_trainees(["Ann"])
    new = []
    at_the_next_hashing(monkeypatch, lambda: new.extend(ohio.reset_passwords([user])))
    assert not is_signed_in_with(old)
    assert not is_signed_in_with(old)
    assert is_signed_in_with(new[0][1])


def test_who_presses_log_in_twice_at_the_first_sign_in_is_signed_in(ohio, monkeypatch):
    ((_, credentials),) = ohio.add_trainees(["Ann"])
    at_the_next_hashing(monkeypatch, lambda: sign_in(Client(), "ann", credentials.password))
    assert is_signed_in_with(credentials)
