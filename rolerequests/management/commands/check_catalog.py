"""`manage.py check_catalog`: print the findings of the catalog checks. Fails if there is an error."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import pluralize

from rolerequests.catalog.checks import Level, findings


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--fail-level",
            choices=Level.values,
            default=Level.ERROR.value,
            help="The level of findings that makes the command fail (default: error).",
        )

    def handle(self, *args: Any, fail_level: str, **options: Any) -> None:
        found = findings()
        for finding in found:
            self.stdout.write(f"{finding.level}: {finding}")
        errors = sum(finding.level == Level.ERROR for finding in found)
        warnings = len(found) - errors
        self.stdout.write(f"{errors} error{pluralize(errors)}, {warnings} warning{pluralize(warnings)}.")
        if errors or (found and fail_level == Level.WARNING):
            sys.exit(1)
