"""`manage.py serve`: bring the database up to date and start the production WSGI server.

`make run` is this command in demo mode.
"""

import os
import socket
import sys
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts import demo
from iqies_roles.settings import is_loopback
from rolerequests.catalogue import is_empty, seed_catalogue


class Command(BaseCommand):
    """Migrates, seeds an empty catalogue, seeds demo identities in demo mode, and serves with gunicorn."""

    help = __doc__ or ""
    requires_system_checks = ()  # they run with migrate, once

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        """Serve until stopped. HOST and PORT come from the environment."""
        address = self.free_address(settings.HOST, settings.PORT)
        call_command("migrate", verbosity=0, interactive=False)
        if is_empty():
            seed_catalogue()
        identities = self.demo_identities() if settings.DEMO else ""
        self.stdout.write(
            f"iQIES role-request trainer {settings.VERSION}\n"
            f"  Address:   http://{address}\n"
            f"  Database:  {database_in_words()}\n{identities}"
            "  Stop with Ctrl+C."
        )
        self.stdout.flush()
        connection.close()
        os.execv(  # noqa: S606 - our own server, no shell
            sys.executable,
            [
                *(sys.executable, "-m", "gunicorn", "iqies_roles.wsgi"),
                *("--bind", address, "--workers", "2", "--threads", "4"),
                *("--max-requests", "20000", "--max-requests-jitter", "2000", "--no-control-socket"),
                *("--pid", str(settings.VAR_DIR / f"server-{settings.PORT}.pid"), "--log-level", "warning"),
            ],
        )

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
                    f"another port, for example: make run PORT={int(port) % 65000 + 1}"
                ) from error
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def demo_identities(self) -> str:
        """Seed them, and say how to sign in. If others can reach this host, `admin` gets its own password."""
        demo.seed_demo_identities()
        password = demo.DEMO_PASSWORD
        trainees = f"{demo.DEMO_TRAINEES[0]} to {demo.DEMO_TRAINEES[-1]}"
        staff = f"{demo.DEMO_STAFF}, with the password that was set for it"
        if demo.staff_has_demo_password():
            staff = f"{demo.DEMO_STAFF}, password {password}"
            if not is_loopback(settings.HOST):
                secret = demo.give_staff_a_random_password()
                staff = f"{demo.DEMO_STAFF}, password {secret} (new, and shown only this once)"
        return f"  Trainees:  {trainees}, password {password}\n  Staff:     {staff}\n"


def database_in_words() -> str:
    """Which database this is, without its password."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"SQLite, {database['NAME']}"
    return f"PostgreSQL, {database['NAME']} at {database['HOST'] or 'the local socket'}"
