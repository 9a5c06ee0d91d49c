"""The requests of section 2 of the job aid."""

import re
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

QUERIES = "X-Queries"  # header with the number of queries, set by `tests.bench.counting_settings`
PROFILE = "/profile/"  # address of the profile in `tests.bench.profiling_settings`
ROLE = "State Agency S&amp;C General User"  # as it stands in the HTML
LOG_IN = ("Log in", "Log in, sent")
JOURNEY = (
    "Welcome to iQIES",
    "STEP 1",
    "STEP 1, Next",
    "STEP 2",
    "STEP 2, Next",
    "STEP 3",
    "STEP 3, Submit Request",
    "My Profile",
)


@dataclass(frozen=True)
class Response:
    """A response, and the seconds until its last byte."""

    status: int
    location: str
    html: str
    seconds: float
    queries: int  # 0 if the server does not count
    retry_after: int = 0  # seconds; 0 without the header

    def value(self, name: str) -> str:
        """The value of a hidden field."""
        return self.match(rf'name="{name}" value="(\w+)"')

    def tile(self, name: str) -> str:
        """The value of the radio button with this name."""
        return self.match(rf'value="(\d+)"[^>]*>\s*<label[^>]*><span[^>]*>{re.escape(name)}<')

    def states(self) -> list[str]:
        """The codes in the State drop-down."""
        return re.findall(r'<option value="([A-Z]{2})"', self.html)

    def match(self, pattern: str) -> str:
        """The group of the pattern. Raises RuntimeError if it does not match."""
        found = re.search(pattern, self.html)
        if not found:
            raise RuntimeError(f"The page of status {self.status} lacks {pattern}:\n{self.html}")
        return found[1]


@dataclass
class Trainee:
    """An HTTP client of a trainee: it keeps cookies, and one connection per journey."""

    address: str
    user_id: str
    password: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.go_to(self.address)

    def go_to(self, address: str) -> None:
        """Switch to another server with the same sessions."""
        self.address = address
        self.connection = self.connection_to(urlsplit(address).netloc)
        # A test that fails leaves it open. The warning of it would fail the next test.
        weakref.finalize(self, self.connection.close)

    def connection_to(self, netloc: str) -> HTTPConnection:
        return HTTPConnection(netloc, timeout=60)

    def open(self, path: str) -> Response:
        return self.ask("GET", path, "")

    def send(self, path: str, page: Response, **fields: str) -> Response:
        """POST the form of a page. Raises RuntimeError if the response is no redirect."""
        token = page.value("csrfmiddlewaretoken")
        response = self.ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **fields}))
        if response.status != 302:
            raise RuntimeError(f"{path} did not accept {fields}:\n{response.html}")
        return response

    def ask(self, method: str, path: str, body: str) -> Response:
        """Send a request. Raises RuntimeError for an error page."""
        response = self.exchange(method, path, body)
        if response.status >= 400:
            raise RuntimeError(f"{method} {path} returned {response.status}:\n{response.html}")
        return response

    def exchange(self, method: str, path: str, body: str) -> Response:
        """Send a request and measure the time to the last byte of the response."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address}
        start = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        html = response.read().decode()
        seconds = time.perf_counter() - start
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in cookie:
                del self.cookies[name]
        return Response(
            response.status,
            response.headers.get("Location", ""),
            html,
            seconds,
            queries=int(response.headers.get(QUERIES, 0)),
            retry_after=int(response.headers.get("Retry-After", 0)),
        )

    def log_in(self) -> Iterator[tuple[str, Response]]:
        """Open and submit the login page. The password hash makes it slow on purpose."""
        self.cookies.clear()
        page = self.open("/login/")
        yield LOG_IN[0], page
        fields = {"username": self.user_id, "password": self.password, "terms": "on"}
        yield LOG_IN[1], self.send("/login/", page, **fields)
        self.connection.close()

    def start_over(self) -> None:
        """Start over with an empty sandbox."""
        self.send("/start-over/", self.open("/start-over/"))
        self.connection.close()

    def journey(self, number: int) -> Iterator[tuple[str, Response]]:
        """Names and responses from Welcome to iQIES to the banner, for a state by its index, 0 to 55."""
        yield from zip(JOURNEY, self.responses(number), strict=True)
        self.connection.close()

    def responses(self, number: int) -> Iterator[Response]:
        yield self.open("/")
        page = self.open("/role-requests/new/")
        yield page
        response = self.send("/role-requests/new/", page, category=page.tile("State Agency"))
        yield response
        page = self.open(response.location)
        yield page
        role = page.tile(ROLE)
        response = self.send(response.location, page, role=role)
        yield response
        page = self.open(response.location)
        yield page
        yield self.send(response.location, page, role=role, state=page.states()[number], surveyor="no")
        page = self.open("/my-profile/")
        page.match("(Role Request Submitted)</p>")
        yield page


class PeerTrainee(Trainee):
    """The same eight requests to the peer on django-formtools."""

    def responses(self, number: int) -> Iterator[Response]:
        yield self.open("/")
        page = self.open("/role-requests/category/")
        yield page
        response = self.send_step("category", page, category=page.tile("State Agency"))
        yield response
        page = self.open(response.location)
        yield page
        response = self.send_step("role", page, role=page.tile(ROLE))
        yield response
        page = self.open(response.location)
        yield page
        yield self.send_step("organizations", page, state=page.states()[number], surveyor="no")
        page = self.open("/my-profile/")
        page.match("(Role Request Submitted)</p>")
        yield page

    def send_step(self, step: str, page: Response, **fields: str) -> Response:
        """POST a page of the wizard. Its names have a prefix."""
        named = {f"{step}-{name}": value for name, value in fields.items()}
        wizard = {"role_request_wizard-current_step": step}
        return self.send(f"/role-requests/{step}/", page, **named, **wizard)
