"""Trainees who make whole journeys through nginx, over TLS."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event

from tests.bench.journey import Response, Trainee

PAUSE_SECONDS = 0.05  # between two clicks
STATES = 56


class BadResponseError(Exception):
    """A trainee got an error page, or nothing."""


@dataclass
class Visitor(Trainee):
    """A trainee with the certificate of the site, who counts good and bad responses."""

    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    def connection_to(self, netloc: str) -> HTTPConnection:
        return HTTPSConnection(netloc, timeout=60, context=self.tls)

    def ask(self, method: str, path: str, body: str) -> Response:
        """Send a request once. Raises BadResponseError after it was counted."""
        time.sleep(PAUSE_SECONDS)
        start = time.monotonic()
        try:
            response = self.exchange(method, path, body)
            fault = str(response.status) if response.status >= 400 else ""
        except (OSError, HTTPException) as error:
            fault = repr(error)
        self.seconds.append(time.monotonic() - start)
        if fault:
            self.bad.append(f"{method} {path}: {fault}")
            self.connection.close()
            raise BadResponseError
        return response

    def enter(self) -> None:
        """Log in, also if that takes a second attempt."""
        for _ in range(3):
            try:
                for _ in self.log_in():
                    pass
            except BadResponseError:
                continue
            return

    def work(self, is_over: Callable[[], bool], stopped: Event) -> None:
        """Make journeys until it is over. After a bad response, begin the next one."""
        self.enter()
        for number in range(STATES):
            if is_over() or stopped.is_set():
                return
            try:
                for _ in self.journey(number):
                    pass
            except BadResponseError:
                continue
            except RuntimeError as error:  # an unexpected page
                self.bad.append(str(error)[:300])
