"""Breaks the application once it is loaded."""

from django.apps import AppConfig


class Mutants(AppConfig):
    """Applies the fault of the settings."""

    name = "mutants"

    def ready(self) -> None:
        """Wrap what the fault breaks."""
        from mutants.wrappers import FAULT, WRAPPERS

        if wrap := WRAPPERS.get(FAULT):
            wrap()
