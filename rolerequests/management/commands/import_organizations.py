"""`manage.py import_organizations FILE`: add and change organizations from a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rolerequests.organizations.import_export import apply
from rolerequests.organizations.plan import Plan, plan_import
from rolerequests.uploads import FileError

ROWS_PER_LINE = 5_000


class Command(BaseCommand):
    """Does what the admin's page does, from a preview to the import."""

    help = "Add and change organizations from a CSV file. None is deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file, as export_organizations writes it.")
        parser.add_argument("--preview", action="store_true", help="Only say what would be changed.")
        parser.add_argument(
            "--leave-out-refused", action="store_true", help="Import the other rows if some have errors."
        )

    def handle(self, *args: Any, file: Path, preview: bool, leave_out_refused: bool, **options: Any) -> None:
        try:
            data = file.read_bytes()
            plan = plan_import(data)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except FileError as error:
            raise CommandError(str(error)) from error
        self.report(plan)
        if preview:
            return
        if plan.refused and not leave_out_refused:
            raise CommandError(
                "Nothing was changed: some rows have errors. To import the others, add --leave-out-refused."
            )
        if not plan.has_changes:
            self.stdout.write("This file changes nothing.")
            return
        for done in apply(data, plan):
            if done % ROWS_PER_LINE == 0:
                self.stdout.write(f"{done:,} of {plan.rows:,} rows")
        self.stdout.write("All rows are stored.")

    def report(self, plan: Plan) -> None:
        """Print the counts and the first errors."""
        for number, error in plan.errors:
            self.stderr.write(f"Row {number}: {error}")
        if plan.more_errors:
            self.stderr.write(f"And {plan.more_errors:,} more rows.")
        if plan.zeros_put_back:
            self.stdout.write(f"Zeros were put back in front of the CCNs of {plan.zeros_put_back:,} rows.")
        self.stdout.write(
            f"{plan.added:,} added, {plan.changed:,} changed ({plan.closed:,} of them closed), "
            f"{plan.unchanged:,} unchanged, {plan.refused:,} refused, {plan.not_in_file:,} not in the file"
        )
