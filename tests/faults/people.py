"""Trainees who do journeys during a fault, and try again as the page for it says."""

import itertools
import socket
import struct
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event
from urllib.parse import urlsplit

from tests.bench.journey import ROLE, Response, Trainee

PAUSE_SECONDS = 0.1  # between two clicks
GIVE_UP_SECONDS = 90.0  # for one click with all its repeats
STATES = 56
PASSWORD = "Practice-2026"  # of the demo
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close at once
NEW = "/role-requests/new/"


class GaveUpError(Exception):
    """A click did not work for GIVE_UP_SECONDS."""


@dataclass
class Person(Trainee):
    """A trainee whose clicks go to each server in turn, and are repeated until they work.

    Keeps what the pages promised, to compare it with the database.
    """

    servers: list[str] = field(default_factory=list)
    leaves: Event = field(default_factory=Event)  # while set: closes the connection of each form once
    ended: Event = field(default_factory=Event)
    responses_by_kind: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    saved_at: list[float] = field(default_factory=list)  # times of forms that worked
    longest: float = 0.0  # seconds until a response
    submitted: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.next_server = itertools.cycle(self.servers)

    def ask(self, method: str, path: str, body: str) -> Response:
        """Send a request until it works."""
        give_up = time.monotonic() + GIVE_UP_SECONDS
        if self.leaves.is_set() and method == "POST":
            self.leave(path, body)
        while time.monotonic() < give_up:
            time.sleep(PAUSE_SECONDS)
            response = self.attempt(method, path, body)
            if response and response.status < 400:
                self.check_login(path, response)
                if method == "POST":
                    self.saved_at.append(time.monotonic())
                return response
        raise GaveUpError(f"{method} {path}")

    def attempt(self, method: str, path: str, body: str) -> Response | None:
        """Send a request once, to the next server, and count the response. None without one."""
        self.go_to(next(self.next_server))
        start = time.monotonic()
        try:
            response = self.exchange(method, path, body)
        except (OSError, HTTPException):
            self.responses_by_kind["none"] += 1
            return None
        finally:
            self.connection.close()
            self.longest = max(self.longest, time.monotonic() - start)
        kind = str(response.status) if response.status >= 400 else "ok"
        if kind == "503" and not (response.retry_after and "<h1" in response.html):
            self.problems.append("a 503 without Retry-After or page")
        self.responses_by_kind[kind] += 1
        if kind not in ("ok", "503"):
            self.problems.append(f"{method} {path}: {kind}")
        return response

    def leave(self, path: str, body: str) -> None:
        """Send a form and close the connection before the response, as a browser that is closed."""
        parts = urlsplit(next(self.next_server))
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookies}\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection((parts.hostname or "", parts.port or 80)) as client:
            client.sendall(f"{head}{body}".encode())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.responses_by_kind["left"] += 1

    def check_login(self, path: str, response: Response) -> None:
        """A session is data, too."""
        if response.location.startswith("/login/") and not path.startswith("/login/"):
            self.problems.append(f"{path}: logged out")
            raise GaveUpError(path)

    def work(self) -> None:
        """Log in and do journeys until the end. Every fourth state stays pending; the others are withdrawn."""
        try:
            for _ in self.log_in():
                pass
            for number in itertools.count():
                keep = number % STATES % 4 == 0
                if self.ended.is_set():
                    return
                if not (keep and number >= STATES):
                    self.request_role(number % STATES, keep)
        except GaveUpError as error:
            self.problems.append(f"gave up at {error}")
        except RuntimeError as error:
            self.problems.append(f"unexpected page: {str(error)[:2000]}")

    def request_role(self, number: int, keep: bool) -> None:
        """The three pages, Submit Request, and Withdraw unless the request is kept."""
        page = self.open(NEW)
        path = self.send(NEW, page, category=page.tile("State Agency")).location
        request = int(path.split("/")[2])
        page = self.open(path)
        role = page.tile(ROLE)
        path = self.send(path, page, role=role).location
        page = self.open(path)
        state = page.states()[number]
        done = self.send(path, page, role=role, state=state, surveyor="no").location
        if not done.startswith("/my-profile/"):
            raise RuntimeError(f"submitting led to {done}")
        self.submitted.add(request)
        self.open("/my-profile/").match(f"(/role-requests/{request}/withdraw/)")
        if not keep:
            path = f"/role-requests/{request}/withdraw/"
            self.send(path, self.open(path))
            self.withdrawn.add(request)


def people_at(servers: list[str], count: int) -> list[Person]:
    """Trainees of the demo at these servers, who share their events."""
    leaves, ended = Event(), Event()
    return [
        Person(servers[0], f"trainee{number:02}", PASSWORD, servers=servers, leaves=leaves, ended=ended)
        for number in range(1, count + 1)
    ]
