"""Applies the fault of the variable FAULT when the application is loaded."""

from django.apps import AppConfig


class FaultsConfig(AppConfig):
    name = "tests.faults"

    def ready(self) -> None:
        from tests.faults.wrappers import FAULT, WRAPPERS

        if wrap := WRAPPERS.get(FAULT):
            wrap()
