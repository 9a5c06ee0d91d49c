"""`manage.py serve`: prepare the database and start the production WSGI server (`make run` in demo mode)."""

import errno
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from accounts import demo
from iqies_roles.database import describe_database
from iqies_roles.gunicorn_app import Gunicorn
from iqies_roles.pid_file import running_server
from iqies_roles.preparation import prepare_database


class Command(BaseCommand):
    """Migrates, seeds an empty catalog, organizations, staff groups, demo accounts, and starts gunicorn."""

    help = "Prepare the database and start the production server. HOST, PORT and WORKERS are variables."
    requires_system_checks = ()  # for a fast start: `make test` runs them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--prepared", action="store_true", help="Leave the database as `manage.py prepare` has left it."
        )

    def handle(self, *args: Any, prepared: bool, **options: Any) -> None:
        if settings.DATABASES["default"]["NAME"] == ":memory:":
            raise CommandError(
                "DATABASE_URL must name a file: each process would have its own database in memory."
            )
        address = self.free_address(settings.HOST, settings.PORT)
        accounts = ""
        if not prepared:
            prepare_database()
            accounts = self.describe_demo_accounts() if settings.DEMO else ""
        self.stdout.write(
            f"iQIES Role Request Simulator {settings.VERSION}\n"
            f"  Address:   http://{address}\n"
            f"  Database:  {describe_database()}\n{accounts}"
            "  Stop with Ctrl+C."
        )
        self.stdout.flush()
        connection.close()
        Gunicorn().run()

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
                raise CommandError(self.why_not(host, port, error)) from error
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    def why_not(self, host: str, port: str, error: OSError) -> str:
        """Why a server cannot listen there, and what to do."""
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            return (
                f"HOST must be an address of this machine, such as 127.0.0.1, not {host} ({error.strerror})."
            )
        process = running_server(settings.STATE_DIR / f"server-{port}.pid")
        user = f"this simulator (process {process})" if process else "the program that uses it"
        other = 8000 if int(port) < 1024 or int(port) == 65535 else int(port) + 1
        advice = "choose" if error.errno == errno.EACCES else f"stop {user}, or choose"
        return (
            f"Cannot listen on {host}, port {port} ({error.strerror}): {advice} another port, "
            f"for example: PORT={other}"
        )

    def describe_demo_accounts(self) -> str:
        """Lines that say how to log in."""
        password = demo.DEMO_PASSWORD
        trainees = f"{demo.DEMO_TRAINEES[0]} to {demo.DEMO_TRAINEES[-1]}"
        is_known = demo.staff_has_demo_password()
        staff = f"password {password}" if is_known else "with the password that was set for it"
        return f"  Trainees:  {trainees}, password {password}\n  Staff:     {demo.DEMO_STAFF}, {staff}\n"
