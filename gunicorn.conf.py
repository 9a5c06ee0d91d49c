"""gunicorn's configuration, for `manage.py serve` and for `gunicorn` in this folder."""

import os
import signal
from typing import Any

from iqies_roles.settings_module import use_own_settings

use_own_settings()

from django.conf import settings  # noqa: E402 - needs the variable

from iqies_roles.pid_file import write_pid_file  # noqa: E402
from iqies_roles.workarounds.fork_signals import (  # noqa: E402
    deliver_stop_signals,
    hold_stop_signals_over_fork,
)

wsgi_app = "iqies_roles.wsgi:application"
bind = f"[{settings.HOST}]:{settings.PORT}" if ":" in settings.HOST else f"{settings.HOST}:{settings.PORT}"
worker_class = "iqies_roles.workarounds.listeners_at_stop.Worker"
workers = settings.WORKERS
threads = settings.THREADS
worker_connections = 500  # idle ones too; well below the usual limit of 1,024 open files
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
keepalive = 75  # seconds; load balancers close idle connections after 60 at most
forwarder_headers = ""  # clients cannot set SCRIPT_NAME and PATH_INFO
control_socket_disable = True  # else a second server of the same user fails
loglevel = "warning"
logconfig_dict = settings.LOGGING  # else gunicorn's lines have another form

pid_file = settings.STATE_DIR / f"server-{settings.PORT}.pid"
locked_files: list[Any] = []


def on_starting(server: Any) -> None:
    hold_stop_signals_over_fork()
    locked_files.append(write_pid_file(pid_file, os.getpid()))


def when_ready(server: Any) -> None:
    """Stop when the terminal is closed, unless started with `nohup`. gunicorn would reload."""
    if hangup_was_ignored:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGHUP, lambda *args: server.SIG_QUEUE.put_nowait(signal.SIGTERM))


def post_worker_init(worker: Any) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the arbiter stops its workers
    deliver_stop_signals()


def child_exit(server: Any, worker: Any) -> None:
    if settings.METRICS_TOKEN:
        from iqies_roles import metrics

        metrics.forget_process(worker.pid)


def on_exit(server: Any) -> None:
    if settings.METRICS_TOKEN:
        from iqies_roles import metrics

        metrics.remove_folder()
    if any(locked_files):
        pid_file.unlink(missing_ok=True)


hangup_was_ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
