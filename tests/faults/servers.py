"""The two servers of the simulator on one database, each of which can be killed and started again."""

import subprocess
import sys
from pathlib import Path

import psutil

from tests.browser.server import ROOT, SERVE, demo_environment, free_port, stop, wait_until_healthy


class Server:
    """`manage.py serve` at an address that it keeps when it is started again."""

    def __init__(self, folder: Path, secret: str, database_url: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"server-{self.port}.log"
        self.clock = folder / f"clock-{self.port}"
        self.clock.write_text("0")
        self.environment = demo_environment(
            CLOCK_FILE=str(self.clock),
            DATABASE_URL=database_url,
            DJANGO_SETTINGS_MODULE="tests.faults.settings",
            HOST="127.0.0.1",
            PORT=str(self.port),
            SECRET_KEY=secret,
            WORKERS="2",
        )
        self.start()

    def start(self) -> None:
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, *SERVE], cwd=ROOT, env=self.environment, stdout=output, stderr=output
            )
        wait_until_healthy(self.port, self.process, self.log)

    def workers(self) -> list[psutil.Process]:
        children: list[psutil.Process] = psutil.Process(self.process.pid).children()
        return children

    def kill(self) -> None:
        """Kill all its processes at once."""
        for each in [psutil.Process(self.process.pid), *self.workers()]:
            each.kill()
        self.process.wait()

    def kill_workers(self) -> None:
        for each in self.workers():
            each.kill()

    def restart(self) -> None:
        """As an operator does: stop, then start."""
        stop(self.process)
        self.start()

    def set_clock(self, seconds: float) -> None:
        """Set the clock of this server so many seconds ahead of the real time, or behind it."""
        self.clock.write_text(str(seconds))
