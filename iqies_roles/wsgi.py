"""What the WSGI server starts."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqies_roles.settings")
django.setup(set_prefix=False)

from iqies_roles.handler import SimulatorHandler  # noqa: E402 - reads the settings

application = SimulatorHandler()

# What start-up made stays for good, and a page makes few cycles: the collector need not look so often.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
