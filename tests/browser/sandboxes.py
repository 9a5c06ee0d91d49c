"""Accounts for the tests. The QA API creates a sandbox for each test, with a session that is logged in."""

import json
import os
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
        status, body = self._post(preset)
        if status != HTTPStatus.CREATED:
            raise RuntimeError(f"The QA API responded with {status}: {body[:500]}")
        created = json.loads(body)
        return Account(created["user_id"], created["path"], created["state"])

    def obstacle(self) -> str:
        """Why no test can use this server, in one sentence with its address; '' if nothing is in the way."""
        if not self.token:
            return f"Set QA_API_TOKEN to the token of the QA API at {self.address}."
        try:
            status, body = self._post("")  # creates nothing
        except ssl.SSLCertVerificationError:
            return f"{self.address} has a certificate that is not trusted here: use --ignore-https-errors."
        except OSError as error:
            return f"No server responds at {self.address}: {error.strerror or error}."
        reasons = {
            HTTPStatus.BAD_REQUEST: "",
            HTTPStatus.FORBIDDEN: f"The QA API at {self.address} does not accept the token in QA_API_TOKEN.",
            HTTPStatus.NOT_FOUND: f"The server at {self.address} has no QA API: start it with QA_API=1.",
        }
        return reasons.get(
            HTTPStatus(status), f"The QA API at {self.address} responded with {status}: {body[:500]}"
        )

    def _post(self, preset: str) -> tuple[int, str]:
        """Ask for a sandbox. Returns the status and the body of the response."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(self._connection()) as connection:
            connection.request("POST", "/qa/sandboxes/", urlencode({"preset": preset}), headers)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def _connection(self) -> HTTPConnection:
        address = urlsplit(self.address)
        if address.scheme == "http":
            return HTTPConnection(address.netloc, timeout=TIMEOUT)
        context = ssl.create_default_context()
        if self.ignore_https_errors:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return HTTPSConnection(address.netloc, timeout=TIMEOUT, context=context)


def qa_api_at(address: str, ignore_https_errors: bool = False) -> QaApi:
    """The QA API of a server that is not ours, with the token of QA_API_TOKEN."""
    return QaApi(address.rstrip("/"), os.environ.get("QA_API_TOKEN", ""), ignore_https_errors)
