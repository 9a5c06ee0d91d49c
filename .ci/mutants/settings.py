"""The trainer's settings, and what applies the fault that the variable FAULT names."""

from iqies_roles import settings
from iqies_roles.settings import *  # noqa: F403

INSTALLED_APPS = [*settings.INSTALLED_APPS, "mutants.apps.Mutants"]
MIDDLEWARE = ["mutants.wrappers.rewrite_pages", *settings.MIDDLEWARE]
