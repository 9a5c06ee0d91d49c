"""gunicorn's configuration, for `manage.py serve` and for `gunicorn` in this folder."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqies_roles.settings")

from django.conf import settings

from iqies_roles.workarounds.fork_signals import (
    deliver_stop_signals,
    hold_stop_signals_over_fork,
)
from iqies_roles.workarounds.silent_connections import hand_silent_connections_to_poller

wsgi_app = "iqies_roles.wsgi:application"
bind = f"[{settings.HOST}]:{settings.PORT}" if ":" in settings.HOST else f"{settings.HOST}:{settings.PORT}"
workers = settings.WORKERS
threads = 4
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True  # else a second server of the same user fails
pidfile = str(settings.VAR_DIR / f"server-{settings.PORT}.pid")
loglevel = "warning"


def on_starting(server: Any) -> None:
    hold_stop_signals_over_fork()
    hand_silent_connections_to_poller()


def post_worker_init(worker: Any) -> None:
    deliver_stop_signals()
