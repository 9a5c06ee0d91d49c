"""Training classes: adding trainees, resetting passwords, closing and reopening."""

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client

from accounts.models import ClassChangedError, ClassClosedError, Sandbox, TrainingClass, User
from accounts.models.names import free_user_ids
from tests.accounts.login import WRONG, error_codes, is_logged_in, log_in, new_client
from tests.helpers import Queries, client_of, pending_of
from tests.pages import heading_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClass.objects.create(name="Ohio")


def can_log_in(credentials):
    """Whether a new client can log in with these and then open a page."""
    alice_client = Client()
    log_in(alice_client, credentials.user_id, credentials.password)
    return alice_client.get("/").status_code == 200


def is_sent_to_login(alice_client):
    return alice_client.get("/").url == "/login/?next=/"


def user_ids(added):
    return [credentials.user_id for _, credentials in added]


def test_each_name_gets_account_and_sandbox(ohio):
    added = ohio.add_trainees(["Ann Lee", "Bob Ray"])
    assert user_ids(added) == ["ann-lee", "bob-ray"]
    stored = list(ohio.trainees())
    assert [(user.name, user.user_id) for user in stored] == [("Ann Lee", "ann-lee"), ("Bob Ray", "bob-ray")]
    assert len({user.sandbox for user in stored}) == 2
    assert {user.sandbox.training_class for user in stored} == {ohio}


def test_taken_user_ids_get_a_number(ohio, alice):
    added = ohio.add_trainees(["Alice", "Ann", "ann", "Ann 2"])
    assert user_ids(added) == ["alice-2", "ann", "ann-2", "ann-2-2"]


def test_concurrently_taken_user_ids_get_a_number(ohio, monkeypatch):
    real, calls = free_user_ids, []

    def too_late(wanted):
        calls.append(1)
        return iter(["alice"]) if len(calls) == 1 else real(wanted)

    User.objects.create_user("alice")
    monkeypatch.setattr("accounts.models.classes.free_user_ids", too_late)
    assert user_ids(ohio.add_trainees(["Alice"])) == ["alice-2"]
    assert Sandbox.objects.filter(training_class=ohio).count() == 1


@pytest.mark.parametrize(
    ("name", "user_id"),
    [
        ("José Ñuñez", "jose-nunez"),
        ("Łukasz Żak", "lukasz-zak"),
        ("Øystein Å", "oystein-a"),
        ("Đorđe Weiß", "dorde-weiss"),
        ("Þóra Ægir", "thora-aegir"),
        ("Iş\N{LATIN SMALL LETTER DOTLESS I}l Œuvre", "isil-oeuvre"),
        ("\N{LATIN CAPITAL LETTER SCHWA}liyev \N{LATIN CAPITAL LETTER ENG}uni", "eliyev-nguni"),
        ("Анна Каренина", "anna-karenina"),
        ("李小龙", "lixiaolong"),
        ("\N{CANADIAN SYLLABICS HYPHEN}!", "trainee-1"),
        ("  ", "trainee-1"),
        ("x" * 100, "x" * 50),
        ("O'Neil!", "oneil"),
    ],
)
def test_any_name_gives_a_plain_user_id(ohio, name, user_id):
    ((user, _),) = ohio.add_trainees([name])
    assert user.user_id == user_id
    user.full_clean(exclude=["name"])


def test_trainees_can_log_in(ohio):
    ((user, credentials),) = ohio.add_trainees(["Ann Lee"])
    assert log_in(new_client(), credentials.user_id, credentials.password).url == "/"
    user.refresh_from_db()
    assert user.last_login_at is not None


def test_trainees_of_a_class_stay_private(ohio, sagu):
    (ann, _), (bob, _) = ohio.add_trainees(["Ann", "Bob"])
    pending = pending_of(ann, sagu, "OH")
    page = client_of(bob).get(f"/role-requests/{pending.pk}/withdraw/")
    assert (page.status_code, heading_of(page)) == (404, "Page not found")


def test_start_over_keeps_the_class(ohio):
    ((user, _),) = ohio.add_trainees(["Ann"])
    old = user.sandbox
    user.start_over()
    assert user.sandbox != old
    assert list(ohio.trainees()) == [user]
    assert Sandbox.objects.filter(training_class=ohio).count() == 2


def test_start_over_moves_all_trainees(ohio):
    users = [user for user, _ in ohio.add_trainees(["Ann", "Bob"])]
    before = {user.sandbox_id for user in users}
    ohio.start_over(ohio.trainees())
    assert not before & {user.sandbox_id for user in ohio.trainees()}


def test_reset_password_ends_sessions_of_one_trainee(ohio):
    (ann, old), (bob, _) = ohio.add_trainees(["Ann", "Bob"])
    browsers = [client_of(User.objects.get(pk=user.pk)) for user in (ann, bob)]
    ((_, new),) = ohio.reset_passwords([ann])
    assert [alice_client.get("/").status_code for alice_client in browsers] == [302, 200]
    assert log_in(new_client(), "ann", old.password).status_code == 200
    assert log_in(new_client(), "ann", new.password).url == "/"


def test_closing_ends_sessions_and_reopening_allows_login(ohio):
    ((user, credentials),) = ohio.add_trainees(["Ann"])
    alice_client = client_of(user)
    assert alice_client.get("/").status_code == 200
    ohio.close()
    assert not ohio.is_open
    assert is_sent_to_login(alice_client)
    assert log_in(new_client(), "ann", credentials.password).status_code == 200
    ohio.reopen()
    assert TrainingClass.objects.get().is_open
    assert log_in(new_client(), "ann", credentials.password).url == "/"


def test_closed_class_is_named_after_the_right_password_only(ohio):
    ((user, credentials),) = ohio.add_trainees(["Ann"])
    ohio.close()
    assert error_codes(log_in(new_client(), "ann", "wrong")) == WRONG
    client = new_client()
    assert error_codes(log_in(client, "ann", credentials.password)) == {"__all__": ["class_closed"]}
    assert not is_logged_in(client)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert error_codes(log_in(client, "ann", credentials.password)) == WRONG


def test_right_passwords_of_a_closed_class_do_not_lock(ohio):
    ((_, credentials),) = ohio.add_trainees(["Ann"])
    ohio.close()
    for _ in range(6):
        assert log_in(new_client(), "ann", credentials.password).status_code == 200
    assert not AccessAttempt.objects.exists()
    ohio.reopen()
    assert log_in(new_client(), "ann", credentials.password).url == "/"


def test_reopening_a_class_does_not_revive_old_sessions(ohio):
    ((_, credentials),) = ohio.add_trainees(["Ann"])
    log_in(idle := new_client(), "ann", credentials.password)
    ohio.close()
    ohio.reopen()
    assert is_sent_to_login(idle)
    assert can_log_in(credentials)


def test_reopening_an_open_class_ends_no_sessions(ohio):
    ohio.add_trainees(["Ann"])
    alice_client = client_of(User.objects.get(user_id="ann"))
    ohio.reopen()
    assert alice_client.get("/").status_code == 200


def test_closing_twice_keeps_the_first_time(ohio):
    ohio.close()
    before = ohio.closed_at
    TrainingClass.objects.get().close()
    assert TrainingClass.objects.get().closed_at == before


def test_reopening_does_not_activate_trainees(ohio):
    (ann, hers), (_, his) = ohio.add_trainees(["Ann", "Bob"])
    User.objects.filter(pk=ann.pk).update(is_active=False)
    ohio.close()
    ohio.reopen()
    assert not can_log_in(hers)
    assert can_log_in(his)


def test_closed_class_accepts_no_trainees(ohio):
    TrainingClass.objects.get().close()
    with pytest.raises(ClassClosedError, match="Ohio"):
        ohio.add_trainees(["Late"])
    assert not User.objects.exists()
    assert not Sandbox.objects.exists()


@pytest.mark.parametrize("state", ["closed", "changed"])
def test_refused_trainees_cost_no_password_hash(ohio, monkeypatch, state):
    hashed: list[str] = []
    monkeypatch.setattr("accounts.models.classes.hash_generated", hashed.append)
    if state == "closed":
        ohio.close()
    with pytest.raises(ClassClosedError if state == "closed" else ClassChangedError):
        ohio.add_trainees(["Late"], expected=3)
    assert not hashed


def test_trainees_of_closed_classes_cannot_log_in(ohio):
    ((_, credentials),) = ohio.add_trainees(["Late"])
    TrainingClass.objects.update(closed_at=ohio.created_at)
    assert not can_log_in(credentials)


def test_closing_ends_sessions_after_start_over(ohio):
    ((user, _),) = ohio.add_trainees(["Ann"])
    user.start_over()
    alice_client = client_of(user)
    ohio.close()
    assert is_sent_to_login(alice_client)


@pytest.mark.parametrize(
    "change",
    [
        lambda ohio, trainees: ohio.close(),
        lambda ohio, trainees: ohio.reopen(),
        lambda ohio, trainees: ohio.add_trainees(["Bob"]),
        lambda ohio, trainees: ohio.reset_passwords(trainees),
        lambda ohio, trainees: ohio.start_over(trainees),
    ],
    ids=["close", "reopen", "add", "reset", "start over"],
)
def test_changes_lock_the_class_first(ohio, change):
    """Otherwise two changes that lock the trainees in different orders would deadlock."""
    ohio.add_trainees(["Ann"])
    trainees = list(ohio.trainees())
    with Queries() as queries:
        change(ohio, trainees)
    first = next(each["sql"] for each in queries.captured_queries if " FROM " in each["sql"])
    assert first == queries.captured_queries[1]["sql"]  # after the savepoint of the change
    assert 'FROM "accounts_trainingclass"' in first
    assert first.endswith("FOR NO KEY UPDATE") == connection.features.has_select_for_no_key_update


@pytest.mark.parametrize(("address", "queries"), [("/my-profile/", 3), ("/role-requests/new/", 3)])
def test_class_adds_no_queries_to_a_page(ohio, django_assert_num_queries, address, queries):
    ohio.add_trainees(["Ann"])
    ann_client = client_of(User.objects.get(user_id="ann"))
    ann_client.get(address)  # stores that Ann is there
    with django_assert_num_queries(queries):
        ann_client.get(address)


def test_welcome_looks_up_exercises_of_the_class(ohio, django_assert_num_queries):
    ohio.add_trainees(["Ann"])
    ann_client = client_of(User.objects.get(user_id="ann"))
    ann_client.get("/")
    with django_assert_num_queries(3):
        assert heading_of(ann_client.get("/")) == "Welcome to iQIES"
