"""`manage.py prune_drafts` behind a pooler."""

from datetime import timedelta

from django.core.management import call_command
from django.db import connection

from rolerequests.models import RoleRequest


def test_prune_drafts_uses_no_cursor_of_the_server(draft, monkeypatch):
    """A pooler in transaction mode loses named cursors between the statements."""

    def refuse():
        raise AssertionError("a named cursor was opened")

    monkeypatch.setattr(connection, "chunked_cursor", refuse)
    RoleRequest.objects.update(created_at=draft.created_at - timedelta(days=31))
    call_command("prune_drafts", verbosity=0)
    assert RoleRequest.objects.count() == 0
