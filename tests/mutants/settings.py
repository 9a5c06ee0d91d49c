"""The settings of the simulator with the mutant that the variable MUTANT names."""

from iqies_roles import settings
from iqies_roles.settings import *  # noqa: F403

INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.mutants.apps.MutantsConfig"]
MIDDLEWARE = ["tests.mutants.wrappers.rewrite_pages", *settings.MIDDLEWARE]
