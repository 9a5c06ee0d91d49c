"""Problems in the browser that fail any test: console errors, failed requests, requests to other hosts."""

import re
from collections.abc import Collection, Iterable

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Console message of the browser for a page with an error status.
STATUS_MESSAGE = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
# Chromium, Firefox and WebKit report these when they leave a page before a request ends.
CANCELED = ("net::ERR_ABORTED", "NS_BINDING_ABORTED", "Load request cancelled")  # codespell:ignore cancelled


def assert_none(*problems: Iterable[str]) -> None:
    """Fail with all problems, one on a line: pytest cuts a list short, but not a message."""
    lines = [line for each in problems for line in each]
    assert not lines, "\n".join(["found:", *lines])


class Watch:
    """Collects the problems in the browser contexts that it is attached to."""

    def __init__(self, address: str, expected_statuses: Collection[int] = ()) -> None:
        self.address = address
        self.expected_statuses = set(expected_statuses)
        self.problems: list[str] = []

    def attach(self, context: BrowserContext) -> BrowserContext:
        """Watch all tabs of this context, and return it."""
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_request_failed)
        return context

    def _on_console(self, message: ConsoleMessage) -> None:
        """A violation of the Content-Security-Policy is a console message, too."""
        if message.type not in ("error", "warning"):
            return
        status = STATUS_MESSAGE.match(message.text)
        if not (status and int(status[1]) in self.expected_statuses):
            self.problems.append(f"console {message.type}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self.problems.append(f"page error: {error.error}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.address}/"):
            self.problems.append(f"request to elsewhere: {request.url}")

    def _on_request_failed(self, request: Request) -> None:
        if request.failure not in CANCELED:
            self.problems.append(f"failed request: {request.url} ({request.failure})")
