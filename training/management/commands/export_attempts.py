"""`manage.py export_attempts`: write attempts as CSV or as xAPI statements."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import TrainingClass
from training.exports.attempts import FORMATS, ExportForm, export


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--class", dest="training_class", metavar="NAME", help="Only this class.")
        parser.add_argument("--since", metavar="DATE", help="The first day, such as 2026-11-25.")
        parser.add_argument("--until", metavar="DATE", help="The last day.")
        parser.add_argument(
            "--address",
            metavar="URL",
            help="The address that trainees open, such as https://practice.example.gov/ (for xapi).",
        )
        parser.add_argument("--output", metavar="FILE", help="The file to write (default: standard output).")

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"] or ""
        if options["format"] == "xapi" and not address.startswith(("http://", "https://")):
            raise CommandError("xAPI statements name the site: add --address https://...")
        form, which = self.form_of(options), FORMATS[options["format"]]
        address = address.rstrip("/") + "/"
        pieces = export(form.attempts(), which, address, actor=None, selection=form.in_words())
        if options["output"]:
            write(options["output"], pieces)
        else:
            self.stdout.writelines(pieces)

    def form_of(self, options: dict[str, Any]) -> ExportForm:
        """The valid form with these options. Raises CommandError."""
        data = {name: options[name] for name in ("since", "until")}
        if name := options["training_class"]:
            try:
                data["training_class"] = TrainingClass.objects.get(name=name).pk
            except TrainingClass.DoesNotExist:
                raise CommandError(f"There is no class {name}.") from None
        form = ExportForm(data)
        if not form.is_valid():
            field, errors = next(iter(form.errors.items()))
            raise CommandError(f"--{field}: {errors[0]}")
        return form


def write(file: str, pieces: Iterable[str]) -> None:
    """Write a file in UTF-8. Raises CommandError."""
    try:
        with open(file, "w", encoding="utf-8", newline="") as opened:
            opened.writelines(pieces)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
