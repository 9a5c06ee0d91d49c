"""`manage.py prune_passwords`: delete passwords of log-in handouts whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import KeptPassword


class Command(BaseCommand):
    """Deletes them also on a server where nobody logs in or opens a handout."""

    help = "Delete the passwords of log-in handouts that were kept for 24 hours."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = KeptPassword.objects.delete_expired()
        self.stdout.write(f"Deleted {deleted} kept {'password' if deleted == 1 else 'passwords'}.")
