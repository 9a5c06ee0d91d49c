"""`manage.py prune_drafts`: delete old drafts."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from rolerequests.models import RoleRequest

READ_AT_A_TIME = 1000


class Command(BaseCommand):
    """Deletes drafts that were started more than N days ago, in their sandbox's time. Events stay."""

    help = "Delete drafts that were started more than N days ago. Their events stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="Age in days, 1 to 36500 (default 30).")

    @staticmethod
    def drafts_after(key: int) -> QuerySet[RoleRequest]:
        """The next drafts by primary key, each with its sandbox."""
        # No draft has such a time, and the index by status has it before the key.
        drafts = RoleRequest.objects.drafts().filter(pk__gt=key, submitted_at=None)
        return drafts.select_related("sandbox").order_by("pk")[:READ_AT_A_TIME]

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if not 1 <= days <= 36_500:
            raise CommandError("--days must be from 1 to 36500.")
        pruned, last, age = 0, 0, timedelta(days=days)
        # No iterator(): its cursor on the server does not survive a pooler in transaction mode.
        while drafts := list(self.drafts_after(last)):
            old = [each.pk for each in drafts if each.created_at < each.sandbox.now() - age]
            pruned += RoleRequest.objects.drafts().filter(pk__in=old).delete()[0]
            last = drafts[-1].pk
        self.stdout.write(f"Deleted {pruned} {'draft' if pruned == 1 else 'drafts'} older than {days} days.")
