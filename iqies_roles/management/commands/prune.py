"""`manage.py prune`: delete what nobody needs any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.deletion import InUseError
from iqies_roles.retention import kinds

AGES = {
    "draft_days": (30, "drafts that were started more than so many days ago"),
    "days": (730, "classes closed, accounts and left sandboxes not used, for so many days"),
    "login_days": (365, "entries of the audit log about log-ins that are older than so many days"),
    "log_days": (2190, "entries of the audit log that are older than so many days"),
}
COUNTED_ALONE = (
    "Each kind is counted alone: what would be deleted with a class or an account is counted by itself, too."
)
LEAST, MOST = 1, 36_500  # days


class Command(BaseCommand):
    """Deletes some rows at a time. What people use now is never old enough."""

    help = "Delete what nobody needs any more. docs/operations.md has the table."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, (default, words) in AGES.items():
            parser.add_argument(
                f"--{name.replace('_', '-')}",
                type=int,
                default=default,
                metavar="N",
                help=f"{words} ({LEAST} to {MOST}, default {default})",
            )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be deleted, delete nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        ages = {name: options[name] for name in AGES}
        for name, number in ages.items():
            if not LEAST <= number <= MOST:
                raise CommandError(f"--{name.replace('_', '-')} must be from {LEAST} to {MOST}.")
        for kind in kinds(**ages):
            try:
                number = kind.old.count() if dry_run else kind.prune()
            except InUseError:
                raise CommandError(f"Somebody uses one of the {kind.words[1]} now: try again.") from None
            self.stdout.write(f"{'Would delete' if dry_run else 'Deleted'} {kind.in_words(number)}.")
        if dry_run:
            self.stdout.write(COUNTED_ALONE)
