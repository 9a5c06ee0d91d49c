"""Applies the mutant of the variable MUTANT when the application is loaded."""

from django.apps import AppConfig


class MutantsConfig(AppConfig):
    name = "tests.mutants"

    def ready(self) -> None:
        from tests.mutants.wrappers import MUTANT, WRAPPERS

        if wrap := WRAPPERS.get(MUTANT):
            wrap()
