"""nginx of the distribution, with the installed configuration."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cluster.installation import Installation

START_SECONDS = 20


def require_nginx() -> str:
    """The path of nginx. Exits with what to do if it is missing."""
    path = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if not path or not Path("/etc/nginx/nginx.conf").exists():
        sys.exit("nginx is missing: install it, on Debian and Ubuntu with `apt-get install nginx-light`.")
    return path


@contextmanager
def running_nginx(installation: Installation) -> Iterator[None]:
    """Run it until the block ends."""
    early_log = installation.folder / "var/log/nginx/start.log"
    command: list[str | Path] = [
        require_nginx(),
        "-c",
        installation.folder / "etc/nginx/nginx.conf",
        "-e",
        early_log,
    ]
    subprocess.run([*command, "-t", "-q"], check=True)
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    deadline = time.monotonic() + START_SECONDS
    while not (installation.folder / "run/nginx.pid").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"nginx did not start:\n{early_log.read_text()}")
        time.sleep(0.05)
    try:
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def entries(installation: Installation) -> list[dict[str, Any]]:
    """The lines of nginx's log."""
    return [json.loads(line) for line in (installation.logs / "access.log").read_text().splitlines()]
