"""A trainee's journey as the server sees it: section 2 of the job aid, request by request."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

QUERIES = "X-Queries"  # the header in which `tests.bench.counting_settings` says how many a page took
PROFILE = "/profile/"  # where `tests.bench.profiling_settings` says whose code took the time
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
    """What the server said, and after how many seconds the last byte was here."""

    status: int
    location: str
    html: str
    seconds: float
    queries: int  # 0 from a server that does not count

    def value(self, name: str) -> str:
        """The value of a hidden field."""
        return self.found(rf'name="{name}" value="(\w+)"')

    def tile(self, name: str) -> str:
        """The value of the radio button of this name."""
        return self.found(rf'value="(\d+)" id="\w+"[^>]*>\s*<label[^>]*><span[^>]*>{re.escape(name)}<')

    def states(self) -> list[str]:
        """The codes that the State drop-down offers."""
        return re.findall(r'<option value="([A-Z]{2})"', self.html)

    def found(self, pattern: str) -> str:
        """What the pattern's group matches. Raises RuntimeError for a page that has no such thing."""
        match = re.search(pattern, self.html)
        if not match:
            raise RuntimeError(f"The page of status {self.status} lacks {pattern}:\n{self.html}")
        return match[1]


@dataclass
class Trainee:
    """A trainee at a browser that draws nothing: it keeps cookies, and one connection for each journey."""

    address: str
    user_id: str
    password: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.go_to(self.address)

    def go_to(self, address: str) -> None:
        """Go on at another server, one that shares the sessions of the last."""
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=60)

    def open(self, path: str) -> Response:
        """GET a page."""
        return self.ask("GET", path, "")

    def send(self, path: str, page: Response, **fields: str) -> Response:
        """POST the form of a page, which must lead on to another one."""
        token = page.value("csrfmiddlewaretoken")
        answer = self.ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **fields}))
        if answer.status != 302:
            raise RuntimeError(f"{path} did not accept {fields}:\n{answer.html}")
        return answer

    def ask(self, method: str, path: str, body: str) -> Response:
        """One request, and the time from its first byte to the answer's last."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        html = response.read().decode()
        seconds = time.perf_counter() - start
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status >= 400:
            raise RuntimeError(f"{method} {path} answered {response.status}:\n{html}")
        queries = int(response.headers.get(QUERIES, 0))
        return Response(response.status, response.headers.get("Location", ""), html, seconds, queries)

    def log_in(self) -> Iterator[tuple[str, Response]]:
        """The sign-in page, and its form sent: slow on purpose, because of the password."""
        self.cookies.clear()
        page = self.open("/login/")
        yield LOG_IN[0], page
        fields = {"username": self.user_id, "password": self.password, "terms": "on"}
        yield LOG_IN[1], self.send("/login/", page, **fields)
        self.connection.close()

    def start_over(self) -> None:
        """Empty the sandbox."""
        self.send("/start-over/", self.open("/start-over/"))
        self.connection.close()

    def journey(self, number: int) -> Iterator[tuple[str, Response]]:
        """From Welcome to iQIES to the green banner, for the state of this number, 0 to 55."""
        answers = self.walk(number)
        yield from zip(JOURNEY, answers, strict=True)
        self.connection.close()

    def walk(self, number: int) -> Iterator[Response]:
        """The answers of that journey, as they come."""
        yield self.open("/")
        page = self.open("/role-requests/new/")
        yield page
        answer = self.send("/role-requests/new/", page, category=page.tile("State Agency"))
        yield answer
        page = self.open(answer.location)
        yield page
        role = page.tile(ROLE)
        answer = self.send(answer.location, page, role=role)
        yield answer
        page = self.open(answer.location)
        yield page
        yield self.send(answer.location, page, role=role, state=page.states()[number], surveyor="no")
        page = self.open("/my-profile/")
        page.found("(Role Request Submitted)</p>")
        yield page
