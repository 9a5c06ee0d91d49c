"""What must not happen on any page: an error in the console, a failed request, a request to elsewhere."""

import re
from collections.abc import Collection, Iterable

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# What the browser itself says in the console about a page that answers 404 or the like.
STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
# How Chromium, Firefox and WebKit call a request that they gave up because they went to another page.
GIVEN_UP = ("net::ERR_ABORTED", "NS_BINDING_ABORTED", "Load request cancelled")


def nothing(*found: Iterable[str]) -> None:
    """Fail with everything that was found, a line each: a report cuts a list short, but not a message."""
    lines = [line for lines in found for line in lines]
    assert not lines, "\n".join(["found:", *lines])


class Watch:
    """Writes down what goes wrong in the browser contexts that it is shown."""

    def __init__(self, home: str, answers: Collection[int] = ()) -> None:
        self.home = home
        self.answers = set(answers)
        self.problems: list[str] = []

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch everything that happens in this context, in whatever tab."""
        context.on("console", self.said)
        context.on("weberror", self.broke)
        context.on("request", self.asked)
        context.on("requestfailed", self.failed)
        return context

    def said(self, message: ConsoleMessage) -> None:
        """A line in the console; the strict content security policy complains here too."""
        if message.type not in ("error", "warning"):
            return
        status = STATUS.match(message.text)
        if not (status and int(status[1]) in self.answers):
            self.problems.append(f"console {message.type}: {message.text}")

    def broke(self, error: WebError) -> None:
        """An error that no script caught."""
        self.problems.append(f"page error: {error.error}")

    def asked(self, request: Request) -> None:
        """Any request: only our own server may be asked."""
        if not request.url.startswith(f"{self.home}/"):
            self.problems.append(f"request to elsewhere: {request.url}")

    def failed(self, request: Request) -> None:
        """A request without an answer, unless the browser gave it up."""
        if request.failure not in GIVEN_UP:
            self.problems.append(f"failed request: {request.url} ({request.failure})")
