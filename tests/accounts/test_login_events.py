"""The audit log keeps who logged in and out, failed to, and was locked."""

import pytest
from django.test import Client

from accounts.audit_log import LOGIN_ACTIONS, Action, visible_entries
from accounts.models import AuditEntry, User
from iqies_roles.dashboard import changes_for
from tests.accounts.login import fail, log_in

PASSWORD = "Alice-Password-1"
ADDRESS = [{"field": "Network address", "before": "", "after": "127.0.0.1"}]


def entries():
    return AuditEntry.objects.filter(action__in=LOGIN_ACTIONS).order_by("pk")


def kept():
    """Action, account and who did it, in order."""
    return list(entries().values_list("action", "object_name", "actor_name"))


def test_login_and_logout_are_kept(client, alice):
    log_in(client, "alice", PASSWORD)
    client.post("/logout/")
    assert kept() == [(Action.LOGGED_IN, "alice", "alice"), (Action.LOGGED_OUT, "alice", "alice")]
    assert [each.changes for each in entries()] == [ADDRESS, ADDRESS]


def test_failures_and_lock_are_kept_once(client, alice):
    fail(8)
    assert [action for action, _, _ in kept()].count(Action.LOGIN_FAILED) in (4, 5)
    assert [each for each in kept() if each[0] != Action.LOGIN_FAILED] == [(Action.LOCKED, "alice", "")]


def test_failure_of_an_unknown_user_id_is_not_kept(client, db):
    log_in(client, "My-Secret-Password-1", "x")
    assert not entries().exists()


def test_new_practice_account_is_kept(client, db):
    client.post("/practice-account/")
    user_id = User.objects.get().user_id
    assert kept() == [(Action.ACCOUNT_CREATED, user_id, user_id)]


@pytest.mark.parametrize("password", [PASSWORD, "Alice-Wrong-9"])
def test_no_password_or_session_is_kept(client, alice, password):
    log_in(client, "alice", password)
    row = str(entries().values().get())
    assert password not in row
    assert not client.session.session_key or client.session.session_key not in row


def test_only_who_may_view_users_sees_logins(client, alice, carol):
    log_in(client, "alice", PASSWORD)
    staff = User.objects.create_user("dora", is_staff=True)
    (entry,) = entries()
    assert [entry in visible_entries(user) for user in (carol, staff)] == [True, False]
    assert entry not in changes_for(carol)


def test_login_without_a_client_is_not_kept(alice):
    Client().force_login(alice, backend="accounts.backends.AccountBackend")
    assert not entries().exists()


def test_unlocking_is_kept(staff_client, alice):
    data = {"action": "unlock", "confirmed": "yes", "_selected_action": [alice.pk]}
    staff_client.post("/admin/accounts/user/", data)
    entry = AuditEntry.objects.get(action=Action.UNLOCKED)
    assert (entry.object_name, entry.actor_name) == ("alice", "carol")
