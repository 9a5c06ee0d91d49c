"""Five failures lock a User ID at one address for fifteen minutes, and nobody else."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.db.models import F

from accounts.models import User
from tests.accounts.login import WRONG, fail, is_logged_in, new_browser, sign_in
from tests.helpers import client_of
from tests.pages import alerts_of, title_of

ALICE = ("alice", "Alice-Password-1")
HOME, OFFICE = "192.0.2.1", "198.51.100.7"


def locked(minutes):
    return (
        "There is a problem There were too many failed attempts with this User ID. "
        f"Try again in {minutes}, ask your training lead to unlock it, or get a new practice identity."
    )


NOT_LOCKED = [f"There is a problem {WRONG}"]


def minutes_pass(minutes):
    """As if everything had happened earlier."""
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))


def test_the_fifth_failure_locks_and_says_for_how_long(client, alice):
    answers = [fail(1, client=client) for _ in range(5)]
    assert [alerts_of(each) for each in answers] == [NOT_LOCKED] * 4 + [[locked("15 minutes")]]
    assert [each.status_code for each in answers] == [200] * 5
    assert title_of(answers[4]) == "Error: Log in"


def test_the_right_password_is_refused_while_locked(client, alice):
    fail(5)
    assert alerts_of(sign_in(client, *ALICE)) == [locked("15 minutes")]
    assert not is_logged_in(client)


def test_the_message_counts_down_in_whole_minutes(client, alice):
    fail(5)
    minutes_pass(4)
    assert alerts_of(sign_in(client, *ALICE)) == [locked("11 minutes")]
    minutes_pass(10)
    assert alerts_of(sign_in(client, *ALICE)) == [locked("1 minute")]


def test_after_fifteen_minutes_the_right_password_works_again(client, alice):
    fail(5)
    minutes_pass(15)
    assert sign_in(client, *ALICE).url == "/"


def test_a_failure_while_locked_does_not_prolong_it(client, alice):
    fail(5)
    minutes_pass(10)
    assert alerts_of(fail(3)) == [locked("5 minutes")]
    minutes_pass(5)
    assert sign_in(client, *ALICE).url == "/"


def test_after_fifteen_minutes_the_count_begins_again(alice):
    fail(5)
    minutes_pass(15)
    assert alerts_of(fail(4)) == NOT_LOCKED
    assert alerts_of(fail(1)) == [locked("15 minutes")]


def test_a_success_clears_the_count(client, alice):
    fail(4)
    sign_in(client, *ALICE)
    assert not AccessAttempt.objects.exists()
    assert alerts_of(fail(4)) == NOT_LOCKED


def test_another_user_at_the_same_address_is_not_locked(client, alice, bob):
    fail(5)
    assert sign_in(client, "bob", "Bob-Password-1").url == "/"


def test_a_class_that_types_wrong_once_each_locks_nobody(db):
    users = [User.objects.create_user(f"learner{number}", "Learner-Password-1") for number in range(30)]
    assert [alerts_of(fail(1, user.user_id)) for user in users] == [NOT_LOCKED] * 30
    for user in users[::10]:
        assert sign_in(new_browser(), user.user_id, "Learner-Password-1").url == "/"


def test_the_same_user_at_another_address_is_not_locked(alice):
    fail(5, client=new_browser(HOME))
    assert alerts_of(sign_in(new_browser(HOME), *ALICE)) == [locked("15 minutes")]
    assert sign_in(new_browser(OFFICE), *ALICE).url == "/"


def test_a_success_elsewhere_unlocks_nothing_here(alice):
    fail(5, client=new_browser(HOME))
    sign_in(new_browser(OFFICE), *ALICE)
    assert alerts_of(sign_in(new_browser(HOME), *ALICE)) == [locked("15 minutes")]


def test_failures_of_several_browsers_are_counted_together(alice):
    answers = [fail(1, client=new_browser(user_agent=f"Browser {n}")) for n in range(5)]
    assert [alerts_of(each) for each in answers] == [NOT_LOCKED] * 4 + [[locked("15 minutes")]]


def test_capitals_of_the_user_id_give_no_further_guesses(alice):
    answers = [fail(1, user_id) for user_id in ("alice", "Alice", "ALICE", " alice", "aLiCe ")]
    assert alerts_of(answers[-1]) == [locked("15 minutes")]


def test_a_user_id_that_does_not_exist_locks_in_the_same_words(db):
    assert alerts_of(fail(5, "nobody-of-this-name")) == [locked("15 minutes")]


def test_a_client_without_an_address_can_be_locked_too(alice):
    """Behind a Unix socket without a proxy there is none."""
    alice_client = new_browser("")
    assert alerts_of(fail(5, client=alice_client)) == [locked("15 minutes")]
    assert alerts_of(sign_in(alice_client, *ALICE)) == [locked("15 minutes")]


def test_a_locked_user_who_is_signed_in_elsewhere_goes_on(alice, alice_client):
    fail(5)
    assert alice_client.get("/").status_code == 200


def test_staff_unlock_one_user_and_no_other(alice, bob, carol):
    fail(5)
    fail(5, "bob")
    data = {"action": "unlock", "_selected_action": [alice.pk]}
    client_of(carol).post("/admin/accounts/user/", data)
    assert alerts_of(fail(1, "bob")) == [locked("15 minutes")]
    assert sign_in(new_browser(), *ALICE).url == "/"


def test_a_spoofed_header_does_not_get_round_the_lock_without_a_proxy(alice):
    for number in range(5):
        fail(1, client=new_browser(x_forwarded_for=f"192.0.2.{number}"))
    assert alerts_of(sign_in(new_browser(), *ALICE)) == [locked("15 minutes")]


def test_a_spoofed_header_does_not_get_round_the_lock_behind_a_proxy(alice, settings):
    settings.PROXY_COUNT = 1
    for number in range(5):
        fail(1, client=new_browser(x_forwarded_for=f"192.0.2.{number}, {OFFICE}"))
    assert alerts_of(sign_in(new_browser(x_forwarded_for=OFFICE), *ALICE)) == [locked("15 minutes")]
    assert sign_in(new_browser(x_forwarded_for=HOME), *ALICE).url == "/"
