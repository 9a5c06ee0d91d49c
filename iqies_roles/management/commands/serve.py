"""`manage.py serve`: prepare the database and start the production WSGI server (`make run` in demo mode)."""

import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from gunicorn.app.wsgiapp import WSGIApplication

from accounts import demo
from iqies_roles.database import describe_database, lacks_migrations
from iqies_roles.database_lock import database_lock
from iqies_roles.demo_mode import is_loopback
from rolerequests.catalog.seeding import is_empty, seed_catalog
from training.staff_groups import seed_staff_groups


class Gunicorn(WSGIApplication):  # type: ignore[misc] # it ships no types
    """gunicorn in this process, where Django is loaded already. Options come from gunicorn.conf.py only."""

    def load_config(self) -> None:
        self.load_config_from_file(str(settings.BASE_DIR / "gunicorn.conf.py"))
        self.app_uri = self.cfg.wsgi_app


class Command(BaseCommand):
    """Migrates, seeds an empty catalog, staff groups and demo accounts, and starts gunicorn."""

    help = "Prepare the database and start the production server. HOST, PORT and WORKERS are variables."
    requires_system_checks = ()  # for a fast start: `make test` runs them

    def handle(self, *args: Any, **options: Any) -> None:
        address = self.free_address(settings.HOST, settings.PORT)
        accounts = self.prepare_database()
        self.stdout.write(
            f"iQIES Role Request Simulator {settings.VERSION}\n"
            f"  Address:   http://{address}\n"
            f"  Database:  {describe_database()}\n{accounts}"
            "  Stop with Ctrl+C."
        )
        self.stdout.flush()
        connection.close()
        Gunicorn().run()

    def prepare_database(self) -> str:
        """Migrate and seed. Returns lines about the demo accounts, if there are any."""
        with database_lock():
            if lacks_migrations():
                call_command("migrate", verbosity=0, interactive=False)
            if is_empty():
                seed_catalog()
            seed_staff_groups()
            return self.seed_demo_accounts() if settings.DEMO else ""

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

    def seed_demo_accounts(self) -> str:
        """Seed them. Returns lines that say how to log in.

        `admin` gets a random password if other machines can reach this server.
        """
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
