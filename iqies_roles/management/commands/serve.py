"""`manage.py serve`: bring the database up to date and start the production WSGI server.

`make run` is this command in demo mode.
"""

import os
import signal
import socket
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from gunicorn.app.base import BaseApplication

from accounts import demo
from iqies_roles.database import database_in_words, lacks_migrations
from iqies_roles.database_lock import database_lock
from iqies_roles.settings import is_loopback
from rolerequests.catalog.seeding import is_empty, seed_catalog
from training.staff_groups import seed_staff_groups

STOPS = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}


class Gunicorn(BaseApplication):  # type: ignore[misc] # it ships no types
    """gunicorn, started in this process: Django is loaded already."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options as they are; no command line and no file is read."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        """What it serves; imported here, because to import it tunes the process for serving."""
        from iqies_roles.wsgi import application

        return application


class Command(BaseCommand):
    """Migrates, seeds an empty catalog, staff groups and demo identities, and serves with gunicorn."""

    help = __doc__ or ""
    requires_system_checks = ()  # for a fast start: `make test` runs them

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until stopped. HOST, PORT and WORKERS come from the environment."""
        address = self.free_address(settings.HOST, settings.PORT)
        with database_lock():
            if lacks_migrations():
                call_command("migrate", verbosity=0, interactive=False)
            if is_empty():
                seed_catalog()
            seed_staff_groups()
            identities = self.demo_accounts() if settings.DEMO else ""
        self.stdout.write(
            f"iQIES Role Request Simulator {settings.VERSION}\n"
            f"  Address:   http://{address}\n"
            f"  Database:  {database_in_words()}\n{identities}"
            "  Stop with Ctrl+C."
        )
        self.stdout.flush()
        connection.close()
        keep_stops_for_new_workers()
        Gunicorn(
            bind=address,
            workers=settings.WORKERS,
            threads=4,
            max_requests=20_000,
            max_requests_jitter=2_000,
            preload_app=True,
            control_socket_disable=True,
            pidfile=str(settings.VAR_DIR / f"server-{settings.PORT}.pid"),
            loglevel="warning",
            post_worker_init=lambda worker: deliver_stops(),
        ).run()

    def free_address(self, host: str, port: str) -> str:
        """`host:port`, if a server can listen there. Raises CommandError with what to do."""
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}: try PORT=8000.")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, int(port)))
            except OSError as error:
                raise CommandError(
                    f"Cannot listen on {host}, port {port} ({error.strerror}): stop what uses it, or choose "
                    f"another port, for example: PORT={8000 if int(port) == 65535 else int(port) + 1}"
                ) from error
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def demo_accounts(self) -> str:
        """Seed them, and say how to sign in. If others can reach this host, `admin` gets its own password."""
        demo.seed_demo_accounts()
        password = demo.DEMO_PASSWORD
        trainees = f"{demo.DEMO_TRAINEES[0]} to {demo.DEMO_TRAINEES[-1]}"
        staff = f"{demo.DEMO_STAFF}, with the password that was set for it"
        if demo.staff_has_demo_password():
            staff = f"{demo.DEMO_STAFF}, password {password}"
            if not is_loopback(settings.HOST):
                secret = demo.set_random_staff_password()
                staff = f"{demo.DEMO_STAFF}, password {secret} (new, and shown only this once)"
        return f"  Trainees:  {trainees}, password {password}\n  Staff:     {staff}\n"


def keep_stops_for_new_workers() -> None:
    """Let no worker miss that it shall stop, though it has only just been forked.

    Until a worker has handlers of its own, gunicorn's would drop the signal, and the server would wait 30 s
    for a worker that does not know.
    """
    os.register_at_fork(before=hold_stops, after_in_parent=deliver_stops)


def hold_stops() -> None:
    """Keep signals to stop waiting."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)


def deliver_stops() -> None:
    """Let signals to stop through, those that wait as well."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
