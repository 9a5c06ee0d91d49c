"""The WSGI application, as gunicorn loads it."""

import django

from iqies_roles.settings_module import use_own_settings

use_own_settings()
django.setup(set_prefix=False)

from iqies_roles.database_timeout import limit_waiting  # noqa: E402
from iqies_roles.handler import SimulatorHandler  # noqa: E402 - reads the settings
from iqies_roles.workarounds.garbage_collector import tune_garbage_collector  # noqa: E402

application = SimulatorHandler()
tune_garbage_collector()
limit_waiting()
