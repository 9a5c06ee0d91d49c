"""The real server as a process of its own, and identities for it: all that the browser tests know of it."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30


@dataclass(frozen=True)
class World:
    """A sandbox in some condition: who owns it, and where to begin."""

    user_id: str
    password: str
    path: str


DEMO_TRAINEES = tuple(World(f"trainee{number:02}", "Practice-2026", "/") for number in range(1, 41))


@dataclass(frozen=True)
class Server:
    """Where it listens, how a management command reaches its database, and who has been seeded there."""

    address: str
    environment: dict[str, str]
    trainees: tuple[World, ...] = ()


@contextmanager
def running_server(folder: Path, **variables: str) -> Iterator[Server]:
    """`manage.py serve` in demo mode, with a database in `folder`, until the block ends."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    environment |= {
        "DEMO": "1",
        "ENV_FILE": os.devnull,
        "DATABASE_URL": f"sqlite:///{folder / 'trainer.sqlite3'}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PRACTICE_IDENTITIES_PER_HOUR": "10000",
        **variables,
    }
    log = folder / f"server-{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            manage("serve"), cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_until_healthy(port, process, log)
        yield Server(f"http://127.0.0.1:{port}", environment, DEMO_TRAINEES)
    finally:
        process.terminate()
        process.wait(timeout=20)


def manage(*words: str) -> list[str]:
    """The command line of a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *words]


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


def wait_until_healthy(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return as soon as /healthz answers; say what the server said if it never does."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == HTTPStatus.OK:
                    return
            except ConnectionError:
                time.sleep(0.05)  # the only way to wait for a process that does not listen yet
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")


class Worlds:
    """Gives worlds, each to one test: a seeded trainee's if it is to be fresh, else one made to order.

    Those wanted often are made several at a time, beside the tests.
    """

    AT_A_TIME = {"one pending": 4, "identical pending": 4}

    def __init__(self, server: Server) -> None:
        self.environment = server.environment
        self.fresh = iter(server.trainees)
        self.makers: dict[str, subprocess.Popen[str]] = {}

    def start(self, condition: str) -> None:
        """Begin to make some, one after the other."""
        count = str(self.AT_A_TIME.get(condition, 1))
        self.makers[condition] = subprocess.Popen(
            manage("make_world", condition, "--json", "--count", count),
            cwd=ROOT,
            env=self.environment | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )

    def take(self, condition: str) -> World:
        """A world that nobody else has."""
        if condition == "fresh" and (seeded := next(self.fresh, None)):
            return seeded
        if condition not in self.makers:
            self.start(condition)
        maker = self.makers[condition]
        assert maker.stdout
        line = maker.stdout.readline()
        if not line:
            self.close(condition)
            if maker.returncode:
                raise RuntimeError(f'make_world "{condition}" failed, and says above why.')
            return self.take(condition)
        return World(**json.loads(line))

    def close(self, condition: str) -> None:
        """Wait for the maker of this condition to end."""
        maker = self.makers.pop(condition)
        assert maker.stdout
        maker.stdout.close()
        maker.wait(timeout=20)

    def close_all(self) -> None:
        """End whatever is still at work."""
        for condition in list(self.makers):
            self.makers[condition].terminate()
            self.close(condition)
