"""`manage.py prune_drafts`: delete old drafts."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Sandbox
from rolerequests.models import RoleRequest
from rolerequests.models.choices import Status


class Command(BaseCommand):
    """Deletes drafts that were started more than N days ago, in their sandbox's time. Events stay."""

    help = "Delete drafts that were started more than N days ago. Their events stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="Age in days, 1 to 36500 (default 30).")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if not 1 <= days <= 36_500:
            raise CommandError("--days must be from 1 to 36500.")
        pruned = 0
        # No iterator(): its cursor on the server does not survive a pooler in transaction mode.
        for sandbox in Sandbox.objects.filter(role_requests__status=Status.DRAFT).distinct():
            old = RoleRequest.objects.drafts().filter(
                sandbox=sandbox, created_at__lt=sandbox.now() - timedelta(days=days)
            )
            pruned += old.delete()[0]
        self.stdout.write(f"Deleted {pruned} {'draft' if pruned == 1 else 'drafts'} older than {days} days.")
