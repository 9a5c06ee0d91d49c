"""Chooses the settings module, before Django is loaded."""

import os


def use_own_settings() -> None:
    """Set DJANGO_SETTINGS_MODULE, unless it is a module of this project: a shell may have that of another."""
    if not os.environ.get("DJANGO_SETTINGS_MODULE", "").startswith(("iqies_roles.", "tests.")):
        os.environ["DJANGO_SETTINGS_MODULE"] = "iqies_roles.settings"
