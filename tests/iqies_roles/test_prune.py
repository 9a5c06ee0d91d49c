"""`manage.py prune`: what is old enough is deleted, and nothing else."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

import iqies_roles.retention
from accounts.audit_log import Action, record
from accounts.deletion import InUseError
from accounts.models import AuditEntry, KeptPassword, Sandbox, TrainingClass, User
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.qa.sandboxes import create_qa_sandbox
from tests.factories import TrainingClassFactory, UserFactory
from tests.helpers import client_of, draft_of, pending_of
from tests.training.practice.attempts import attempt_of
from training.models import Attempt


@pytest.fixture
def prune(monkeypatch):
    """Call the command so many days later; gives its numbers that are not 0, by the words after them."""
    now = timezone.now

    def prune(days, *options):
        out = StringIO()
        with monkeypatch.context() as later:
            later.setattr(timezone, "now", lambda: now() + timedelta(days=days))
            call_command("prune", *options, stdout=out)
        lines = re.findall(r"^(?:Deleted|Would delete) (\d+) (.+)\.$", out.getvalue(), re.MULTILINE)
        return {words: int(number) for number, words in lines if number != "0"}

    return prune


def in_use(user):
    """Let this trainee log in far from now."""
    User.objects.filter(pk=user.pk).update(last_login_at=timezone.now() + timedelta(days=10_000))


@pytest.fixture(autouse=True)
def no_entries_of_seeding(db):
    AuditEntry.objects.all().delete()


@pytest.fixture
def draft_of_alice(alice, sagu):
    in_use(alice)
    return draft_of(alice, sagu)


@pytest.fixture
def closed_class(sagu):
    """A closed class: Ann submitted and started over, Bob moved to an open one."""
    iowa, ohio = TrainingClassFactory(name="Iowa"), TrainingClassFactory(name="Ohio")
    (ann, _), (bob, _) = iowa.add_trainees(["Ann Lee", "Bob Ray"])
    for each in (ann, bob):
        pending_of(each, sagu, "OH")
        each.start_over()
    iowa.move(bob, ohio)
    iowa.close()
    KeptPassword.objects.all().delete()
    return iowa


def test_old_drafts_are_deleted_and_their_events_later(draft_of_alice, prune):
    assert prune(29) == {}
    assert prune(31) == {"draft": 1}
    assert not RoleRequest.objects.exists()
    assert prune(729) == {}
    number = RequestEvent.objects.count()
    assert prune(731) == {"events of deleted drafts": number}
    assert not RequestEvent.objects.exists()


def test_requests_and_their_events_stay_with_an_account_in_use(alice, sagu, prune):
    in_use(alice)
    pending_of(alice, sagu, "OH")
    assert prune(2000) == {}
    assert RequestEvent.objects.exists()


def test_ended_sessions_are_deleted(alice, prune):
    client_of(alice)
    assert prune(1) == {"session that has ended": 1}
    assert not Session.objects.exists()


def test_accounts_that_nobody_uses_are_deleted(alice, bob, sagu, prune):
    pending_of(alice, sagu, "OH")
    alice.start_over()
    attempt_of(alice)
    in_use(bob)
    assert prune(729) == {}
    assert prune(731) == {"account that nobody uses": 1}
    assert list(User.objects.all()) == [bob]
    assert list(Sandbox.objects.all()) == [bob.sandbox]
    assert not Attempt.objects.exists()
    assert AuditEntry.objects.get(action=Action.DELETED).object_name.startswith("1 account ")


def test_closed_classes_are_deleted_with_their_trainees(closed_class, prune):
    in_use(User.objects.get(user_id="ann-lee"))
    assert prune(729) == {}
    assert prune(731)["class with its trainees"] == 1
    assert [each.name for each in TrainingClass.objects.all()] == ["Ohio"]
    assert [each.user_id for each in User.objects.all()] == ["bob-ray"]
    assert not RoleRequest.objects.exists()


def test_left_sandboxes_are_deleted(alice, sagu, prune):
    in_use(alice)
    pending_of(alice, sagu, "OH")
    alice.start_over()
    Attempt.objects.filter(pk=attempt_of(alice).pk).update(began_at=timezone.now())
    alice.start_over()
    assert prune(729) == {}
    assert prune(731) == {"sandboxes that their trainees have left": 2}
    assert list(Sandbox.objects.all()) == [alice.sandbox]
    assert not Attempt.objects.exists()


def test_left_sandbox_stays_while_its_events_are_young(alice, sagu, prune):
    in_use(alice)
    Sandbox.objects.update(created_at=timezone.now() - timedelta(days=700))
    pending_of(alice, sagu, "OH")
    alice.start_over()
    assert prune(100) == {}


def test_old_entries_of_the_audit_log_are_deleted(carol, prune):
    record(carol, carol, Action.UNLOCKED)
    assert prune(2189) == {}
    assert prune(2191) == {"entry of the audit log": 1}


def test_old_logins_are_deleted_before(carol, prune):
    record(carol, carol, Action.LOGGED_IN)
    record(carol, carol, Action.UNLOCKED)
    assert prune(364) == {}
    assert prune(366) == {"entry about a log-in": 1}


def test_sandboxes_of_the_qa_api_are_deleted(db, prune):
    create_qa_sandbox("one pending")
    create_qa_sandbox("class with trainees")
    number = Sandbox.objects.filter(made_by_qa=True).count()
    assert 0 < prune(2)["sandboxes of the QA API"] <= number
    assert not Sandbox.objects.exists()


def test_kept_passwords_are_deleted(db, prune):
    TrainingClassFactory().add_trainees(["Ann Lee"])
    assert prune(2) == {"kept password of a log-in handout": 1}
    assert not KeptPassword.objects.exists()


def test_open_classes_staff_and_demo_stay(carol, prune):
    TrainingClassFactory(trainees=["Ann Lee"])
    UserFactory(is_demo=True)
    UserFactory(preview_of=carol)
    before = User.objects.count()
    prune(10_000)
    assert User.objects.count() == before == 4


def test_dry_run_says_what_would_be_deleted(draft_of_alice, closed_class, bob, prune):
    def rows():
        return [model.objects.count() for model in (User, Sandbox, RoleRequest, TrainingClass)]

    for day in (31, 731):
        before = rows()
        would = prune(day, "--dry-run")
        assert rows() == before
        # What belongs to a class or an account is counted by itself, too.
        assert would.items() >= prune(day).items() > {}.items()
        assert rows() != before


@pytest.mark.parametrize(
    ("option", "day", "deleted"),
    [
        ("--draft-days=5", 6, {"draft": 1}),
        ("--days=10", 11, {"account that nobody uses": 1}),
        ("--login-days=20", 21, {"entry about a log-in": 1}),
        ("--log-days=20", 21, {"entries of the audit log": 2}),
    ],
)
def test_options_decide_what_is_old(draft_of_alice, bob, carol, prune, option, day, deleted):
    for action in (Action.UNLOCKED, Action.LOGGED_IN):
        record(carol, carol, action)
    assert prune(day - 2, option) == {}
    assert prune(day, option) == deleted


@pytest.mark.parametrize("days", [-1, 0, 999_999, 10**12])
@pytest.mark.parametrize("option", ["draft_days", "days", "login_days", "log_days"])
def test_invalid_ages_are_refused(draft_of_alice, option, days):
    with pytest.raises(CommandError, match="from 1 to 36500"):
        call_command("prune", **{option: days})
    assert RoleRequest.objects.exists()


def test_what_somebody_uses_now_is_told(alice, prune, monkeypatch):
    def refuse(users, **which):
        raise InUseError

    monkeypatch.setattr(iqies_roles.retention, "delete_accounts", refuse)
    with pytest.raises(CommandError, match="accounts"):
        prune(731)
    assert User.objects.count() == 1


def test_many_are_deleted_some_at_a_time(draft_of_alice, alice, sagu, prune, monkeypatch):
    monkeypatch.setattr(iqies_roles.retention, "ROWS_AT_A_TIME", 2)
    for _ in range(4):
        draft_of(alice, sagu)
    assert prune(31) == {"drafts": 5}
    assert not RoleRequest.objects.exists()


def test_prune_uses_no_cursor_of_the_server(draft_of_alice, prune, monkeypatch):
    """A pooler in transaction mode loses named cursors between the statements."""

    def refuse():
        raise AssertionError("a named cursor was opened")

    monkeypatch.setattr(connection, "chunked_cursor", refuse)
    assert prune(31) == {"draft": 1}
