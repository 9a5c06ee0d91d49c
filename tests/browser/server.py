"""The real server as a process of its own, with its QA qa_api open."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVE = (str(ROOT / "manage.py"), "serve")
DATABASE = "trainer.sqlite3"
START_SECONDS = 90  # a busy machine takes long
STOP_SECONDS = 20


@dataclass(frozen=True)
class Server:
    """Where it listens, and the token of its QA qa_api."""

    address: str
    token: str


@contextmanager
def running_server(folder: Path, program: Sequence[str] = SERVE, **variables: str) -> Iterator[Server]:
    """Run `manage.py serve` in demo mode with the database of `folder`, or a new one, until the block ends.

    `variables` are more environment variables, `program` other arguments for Python.
    """
    port, token = free_port(), secrets.token_urlsafe(20)
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PRACTICE_ACCOUNTS_PER_HOUR": "10000",
        "QA_API": "1",
        "QA_API_TOKEN": token,
    }
    log = folder / f"server-{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            env=demo_environment(**settings | variables),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_healthy(port, process, log)
        yield Server(f"http://127.0.0.1:{port}", token)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Send SIGTERM. If the server does not stop, kill it and raise TimeoutExpired."""
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def demo_environment(**variables: str) -> dict[str, str]:
    """The environment of a process in demo mode with these settings; none of this process is inherited."""
    names = re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    inherited = {
        key: value for key, value in os.environ.items() if key not in {*names, "DJANGO_SETTINGS_MODULE"}
    }
    demo = {"DEMO": "1", "ENV_FILE": os.devnull, "SECRET_KEY": secrets.token_urlsafe(50)}
    return inherited | demo | variables


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


def wait_until_healthy(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when /readyz responds with 200. Raises RuntimeError with the log if it does not in time."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == HTTPStatus.OK:
                    return
            except ConnectionError:
                time.sleep(0.05)  # nothing signals that the process listens
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
