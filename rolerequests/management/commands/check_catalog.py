"""`manage.py check_catalog`: what may be wrong with the catalog; fails if there is an error, for CI."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import pluralize

from rolerequests.catalog.checks import Level, findings


class Command(BaseCommand):
    """Prints what the admin's doctor finds, a line each."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """From which level on it fails."""
        parser.add_argument(
            "--fail-level",
            choices=Level.values,
            default=Level.ERROR.value,
            help="What makes it fail: an error (the default), or a warning as well.",
        )

    def handle(self, *args: Any, fail_level: str, **options: Any) -> None:
        """Print, and exit with 1 if something is as bad as that."""
        found = findings()
        for finding in found:
            self.stdout.write(f"{finding.level}: {finding}")
        errors = sum(finding.level == Level.ERROR for finding in found)
        warnings = len(found) - errors
        self.stdout.write(f"{errors} error{pluralize(errors)}, {warnings} warning{pluralize(warnings)}.")
        if errors or (found and fail_level == Level.WARNING):
            sys.exit(1)
