"""The settings of the simulator with the fault that the variable FAULT names."""

from iqies_roles import settings
from iqies_roles.settings import *  # noqa: F403

INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.faults.apps.FaultsConfig"]
MIDDLEWARE = ["tests.faults.wrappers.rewrite_pages", *settings.MIDDLEWARE]
