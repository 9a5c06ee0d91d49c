"""Accounts for the tests. The QA API creates a sandbox for each test, with a session that is logged in."""

import json
import os
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import StorageState

TIMEOUT = 30  # seconds


@dataclass(frozen=True)
class Account:
    """An account to use in a browser.

    An account of the QA API has a start path, a browser state that is logged in and the time of its sandbox.
    No password works for most of them. Other accounts have a password and no state.
    """

    user_id: str
    path: str = "/"
    state: StorageState = field(default_factory=lambda: StorageState(cookies=[], origins=[]))
    password: str = ""
    now: str = ""
    trainees: tuple["Account", ...] = ()  # of a class


@dataclass(frozen=True)
class QaApi:
    """The QA API of a server.

    Requests go without Playwright, which would write the token into the trace of the test.
    """

    address: str
    token: str
    ignore_https_errors: bool = False

    def create_sandbox(self, preset: str, **fields: str | int) -> Account:
        """Create a sandbox with this preset and its fields. Raises RuntimeError with the error of the QA API."""
        return account_from(self.call("POST", "sandboxes/", preset=preset, **fields))

    def set_time(self, account: Account, **time: str) -> Account:
        """Set the time `now` of a sandbox, or `advance` it. Returns the account with a new session."""
        return account_from(self.call("POST", f"sandboxes/{account.user_id}/time/", **time))

    def delete_sandbox(self, account: Account) -> None:
        """Delete a sandbox with all that belongs to it."""
        self.call("DELETE", f"sandboxes/{account.user_id}/")

    def call(self, method: str, path: str, **fields: str | int) -> dict[str, Any]:
        """Call the QA API. Raises RuntimeError with its error."""
        status, body = self._send(method, path, fields)
        if status >= HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"The QA API responded with {status}: {body[:500]}")
        content: dict[str, Any] = json.loads(body)
        return content

    def obstacle(self) -> str:
        """Why no test can use this server, in one sentence with its address; '' if nothing is in the way."""
        if not self.token:
            return f"Set QA_API_TOKEN to the token of the QA API at {self.address}."
        try:
            status, body = self._send("GET", "", {})
        except ssl.SSLCertVerificationError:
            return f"{self.address} has a certificate that is not trusted here: use --ignore-https-errors."
        except OSError as error:
            return f"No server responds at {self.address}: {error.strerror or error}."
        reasons = {
            HTTPStatus.OK: "",
            HTTPStatus.FORBIDDEN: f"The QA API at {self.address} does not accept the token in QA_API_TOKEN.",
            HTTPStatus.NOT_FOUND: f"The server at {self.address} has no QA API: start it with QA_API=1.",
        }
        return reasons.get(
            HTTPStatus(status), f"The QA API at {self.address} responded with {status}: {body[:500]}"
        )

    def _send(self, method: str, path: str, fields: Mapping[str, str | int]) -> tuple[int, str]:
        """Returns the status and the body of the response."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(self._connection()) as connection:
            connection.request(method, f"/qa/{path}", urlencode(fields), headers)
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


def account_from(created: Mapping[str, Any]) -> Account:
    """The account in a response of the QA API."""
    trainees = tuple(map(account_from, created.get("trainees", ())))
    password = created.get("password", "")
    return Account(created["user_id"], created["path"], created["state"], password, created["now"], trainees)


def qa_api_at(address: str, ignore_https_errors: bool = False) -> QaApi:
    """The QA API of a server that is not ours, with the token of QA_API_TOKEN."""
    return QaApi(address.rstrip("/"), os.environ.get("QA_API_TOKEN", ""), ignore_https_errors)
