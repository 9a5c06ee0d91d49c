"""Worlds from the QA door: one for each test that asks, in the condition it wants, already signed in."""

import json
import ssl
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import StorageState

SECONDS = 30


@dataclass(frozen=True)
class World:
    """A sandbox in some condition: who owns it, where to begin, and a browser's state that is signed in.

    No password lets anybody into a world of the door; a practice identity has one, and no state yet.
    """

    user_id: str
    path: str = "/"
    state: StorageState = field(default_factory=lambda: StorageState(cookies=[], origins=[]))
    password: str = ""


@dataclass(frozen=True)
class Door:
    """The QA door of a server, and the token that it asks for.

    It is asked without Playwright, which would write the token into the trace of the test.
    """

    address: str
    token: str
    any_certificate: bool = False

    def world(self, condition: str) -> World:
        """A world that nobody else has. Raises RuntimeError with the door's own sentence if it gives none."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(self.connection()) as connection:
            connection.request("POST", "/qa/sandboxes/", urlencode({"preset": condition}), headers)
            answer = connection.getresponse()
            said = answer.read().decode()
        if answer.status != HTTPStatus.CREATED:
            raise RuntimeError(f"The QA door answered {answer.status}: {said[:500]}")
        world = json.loads(said)
        return World(world["user_id"], world["path"], world["state"])

    def connection(self) -> HTTPConnection:
        """A connection to the server, which must have a good certificate unless any will do."""
        address = urlsplit(self.address)
        if address.scheme == "http":
            return HTTPConnection(address.netloc, timeout=SECONDS)
        trust = ssl.create_default_context()
        if self.any_certificate:
            trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        return HTTPSConnection(address.netloc, timeout=SECONDS, context=trust)
