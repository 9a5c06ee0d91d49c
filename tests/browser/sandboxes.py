"""Accounts for the tests. The QA API creates a sandbox for each test, with a session that is logged in."""

import json
import ssl
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import StorageState

TIMEOUT = 30  # seconds


@dataclass(frozen=True)
class Account:
    """An account to use in a browser.

    An account of the QA API has a start path and a browser state that is logged in; no password works for it.
    Other accounts have a password and no state.
    """

    user_id: str
    path: str = "/"
    state: StorageState = field(default_factory=lambda: StorageState(cookies=[], origins=[]))
    password: str = ""


@dataclass(frozen=True)
class QaApi:
    """The QA API of a server.

    Requests go without Playwright, which would write the token into the trace of the test.
    """

    address: str
    token: str
    ignore_https_errors: bool = False

    def create_sandbox(self, preset: str) -> Account:
        """Create a sandbox with this preset. Raises RuntimeError with the error of the QA API."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(self._connection()) as connection:
            connection.request("POST", "/qa/sandboxes/", urlencode({"preset": preset}), headers)
            response = connection.getresponse()
            body = response.read().decode()
        if response.status != HTTPStatus.CREATED:
            raise RuntimeError(f"The QA API responded with {response.status}: {body[:500]}")
        created = json.loads(body)
        return Account(created["user_id"], created["path"], created["state"])

    def _connection(self) -> HTTPConnection:
        address = urlsplit(self.address)
        if address.scheme == "http":
            return HTTPConnection(address.netloc, timeout=TIMEOUT)
        context = ssl.create_default_context()
        if self.ignore_https_errors:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return HTTPSConnection(address.netloc, timeout=TIMEOUT, context=context)
