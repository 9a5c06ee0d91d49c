"""`manage.py prune_drafts`: its option, and behind a pooler."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from rolerequests.models import RoleRequest
from tests.helpers import draft_of


@pytest.mark.parametrize(
    ("days", "kept"), [(6, [1]), (7, [1, 6]), (None, [1, 6, 7, 29]), (31, [1, 6, 7, 29, 30])]
)
def test_days_decide_which_drafts_are_deleted(alice, sagu, days, kept):
    for age in (1, 6, 7, 29, 30, 31):
        draft = draft_of(alice, sagu)
        started = draft.created_at - timedelta(days=age)
        RoleRequest.objects.filter(pk=draft.pk).update(created_at=started)
    call_command("prune_drafts", verbosity=0, **({} if days is None else {"days": days}))
    now = alice.sandbox.now()
    assert sorted((now - draft.created_at).days for draft in RoleRequest.objects.all()) == kept


def test_prune_drafts_uses_no_cursor_of_the_server(draft, monkeypatch):
    """A pooler in transaction mode loses named cursors between the statements."""

    def refuse():
        raise AssertionError("a named cursor was opened")

    monkeypatch.setattr(connection, "chunked_cursor", refuse)
    RoleRequest.objects.update(created_at=draft.created_at - timedelta(days=31))
    call_command("prune_drafts", verbosity=0)
    assert RoleRequest.objects.count() == 0
