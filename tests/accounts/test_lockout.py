"""The lockout: five failures lock a User ID at one address for 15 minutes, fifty at all new addresses."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.db.models import F

from accounts.lockout import (
    FAILURES,
    FAILURES_EVERYWHERE,
    codes_are_locked,
    count_wrong_code,
    unlock,
    with_locks,
)
from accounts.models import User
from tests.accounts.login import WRONG, error_codes, fail, is_logged_in, log_in, minutes_locked, new_client
from tests.factories import TrainingClassFactory
from tests.helpers import client_of
from tests.pages import title_of

ALICE = ("alice", "Alice-Password-1")
HOME, OFFICE = "192.0.2.1", "198.51.100.7"


def minutes_pass(minutes):
    """Move all failed attempts into the past."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))


def test_fifth_failure_locks_for_15_minutes(client, alice):
    responses = [fail(1, client=client) for _ in range(5)]
    assert [error_codes(each) for each in responses[:4]] == [WRONG] * 4
    assert minutes_locked(responses[4]) == 15
    assert [each.status_code for each in responses] == [200] * 5
    assert title_of(responses[4]) == "Error: Log in"


def test_right_password_is_refused_while_locked(client, alice):
    fail(5)
    assert minutes_locked(log_in(client, *ALICE)) == 15
    assert not is_logged_in(client)


def test_lock_message_counts_down_in_minutes(client, alice):
    fail(5)
    minutes_pass(4)
    assert minutes_locked(log_in(client, *ALICE)) == 11
    minutes_pass(10)
    assert minutes_locked(log_in(client, *ALICE)) == 1


def test_lock_ends_after_15_minutes(client, alice):
    fail(5)
    minutes_pass(15)
    assert log_in(client, *ALICE).url == "/"


def test_failures_while_locked_do_not_prolong_the_lock(client, alice):
    fail(5)
    minutes_pass(10)
    assert minutes_locked(fail(3)) == 5
    minutes_pass(5)
    assert log_in(client, *ALICE).url == "/"


def test_failures_are_counted_anew_after_a_lock(alice):
    fail(5)
    minutes_pass(15)
    assert error_codes(fail(4)) == WRONG
    assert minutes_locked(fail(1)) == 15


def test_successful_login_clears_the_failures(client, alice):
    fail(4)
    log_in(client, *ALICE)
    assert not AccessAttempt.objects.exists()
    assert error_codes(fail(4)) == WRONG


def test_other_users_at_the_address_are_not_locked(client, alice, bob):
    fail(5)
    assert log_in(client, "bob", "Bob-Password-1").url == "/"


def test_single_failures_of_many_users_lock_nobody(db):
    users = [User.objects.create_user(f"trainee{number}", "Trainee-Password-1") for number in range(30)]
    assert [error_codes(fail(1, user.user_id)) for user in users] == [WRONG] * 30
    for user in users[::10]:
        assert log_in(new_client(), user.user_id, "Trainee-Password-1").url == "/"


def test_user_is_not_locked_at_other_addresses(alice):
    fail(5, client=new_client(HOME))
    assert minutes_locked(log_in(new_client(HOME), *ALICE)) == 15
    assert log_in(new_client(OFFICE), *ALICE).url == "/"


def fail_everywhere(user_id="alice"):
    """Lock a User ID at all addresses: ten addresses fail as often as they can."""
    for number in range(FAILURES_EVERYWHERE // FAILURES):
        fail(FAILURES, user_id, new_client(f"203.0.113.{number}"))


def test_two_hundred_posts_from_outside_lock_no_class(db):
    trainees = TrainingClassFactory().add_trainees([f"Trainee {number}" for number in range(4)])
    outside = new_client(HOME)
    for user, _ in trainees:
        fail(50, user.user_id, outside)
    for user, credentials in trainees:
        assert log_in(new_client(OFFICE), user.user_id, credentials.password).url == "/"


def test_failures_everywhere_lock_at_new_addresses(alice):
    fail_everywhere()
    assert minutes_locked(log_in(new_client(OFFICE), *ALICE)) == 15
    fail_everywhere("unknown")  # the message reveals no User ID
    assert minutes_locked(fail(1, "unknown", new_client(OFFICE))) == 15
    assert User.objects.filter(pk=alice.pk, last_login_address=None).exists()


def test_failures_everywhere_do_not_lock_where_the_person_logged_in(alice):
    log_in(new_client(OFFICE), *ALICE)
    fail_everywhere()
    assert log_in(new_client(OFFICE), *ALICE).url == "/"
    assert minutes_locked(log_in(new_client(HOME), *ALICE)) == 15
    assert minutes_locked(fail(FAILURES, client=new_client(OFFICE))) == 15


def test_failures_everywhere_do_not_lock_where_the_account_was_created(db):
    user, credentials = User.objects.create_practice_account(OFFICE)
    fail_everywhere(user.user_id)
    assert log_in(new_client(OFFICE), user.user_id, credentials.password).url == "/"


def test_wrong_class_codes_elsewhere_lock_no_address(client, rf, db):
    for number in range(FAILURES_EVERYWHERE):
        count_wrong_code(rf.get("/", REMOTE_ADDR=f"203.0.113.{number}"))
    assert not codes_are_locked(rf.get("/", REMOTE_ADDR=OFFICE))


def test_few_failures_at_many_addresses_show_as_locked(alice):
    for number in range(FAILURES_EVERYWHERE):
        fail(1, client=new_client(f"203.0.113.{number}"))
    locked = with_locks(User.objects.all()).get(pk=alice.pk)
    assert locked.login_locked  # type: ignore[attr-defined] # with_locks adds it
    unlock([alice])
    assert log_in(new_client(OFFICE), *ALICE).url == "/"


def test_login_elsewhere_does_not_unlock(alice):
    fail(5, client=new_client(HOME))
    log_in(new_client(OFFICE), *ALICE)
    assert minutes_locked(log_in(new_client(HOME), *ALICE)) == 15


def test_failures_of_several_browsers_add_up(alice):
    responses = [fail(1, client=new_client(user_agent=f"Browser {n}")) for n in range(5)]
    assert [error_codes(each) for each in responses[:4]] == [WRONG] * 4
    assert minutes_locked(responses[4]) == 15


def test_spellings_of_a_user_id_add_up(alice):
    responses = [fail(1, user_id) for user_id in ("alice", "Alice", "ALICE", " alice", "aLiCe ")]
    assert minutes_locked(responses[-1]) == 15


def test_unknown_user_ids_lock_with_the_same_message(db):
    assert minutes_locked(fail(5, "unknown")) == 15


def test_clients_without_address_can_be_locked(alice):
    """As behind a Unix socket without a proxy."""
    alice_client = new_client("")
    assert minutes_locked(fail(5, client=alice_client)) == 15
    assert minutes_locked(log_in(alice_client, *ALICE)) == 15


def test_lock_does_not_end_open_sessions(alice, alice_client):
    fail(5)
    assert alice_client.get("/").status_code == 200


def test_unlock_action_unlocks_selected_users_only(alice, bob, carol):
    fail(5)
    fail(5, "bob")
    data = {"action": "unlock", "confirmed": "yes", "_selected_action": [alice.pk]}
    client_of(carol).post("/admin/accounts/user/", data)
    assert minutes_locked(fail(1, "bob")) == 15
    assert log_in(new_client(), *ALICE).url == "/"


def test_spoofed_header_does_not_bypass_the_lock(alice):
    for number in range(5):
        fail(1, client=new_client(x_forwarded_for=f"192.0.2.{number}"))
    assert minutes_locked(log_in(new_client(), *ALICE)) == 15


def test_spoofed_header_behind_a_proxy_does_not_bypass(alice, settings):
    settings.PROXY_COUNT = 1
    for number in range(5):
        fail(1, client=new_client(x_forwarded_for=f"192.0.2.{number}, {OFFICE}"))
    assert minutes_locked(log_in(new_client(x_forwarded_for=OFFICE), *ALICE)) == 15
    assert log_in(new_client(x_forwarded_for=HOME), *ALICE).url == "/"
