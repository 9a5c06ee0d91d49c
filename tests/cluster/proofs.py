"""What is proven about the installed site. Each proof returns its row of the table."""

import json
import os
import re
import socket
import ssl
import stat
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from threading import Event

from tests.cluster.installation import HOST, Installation
from tests.cluster.nginx import entries
from tests.cluster.trainees import Visitor
from tests.cluster.units import Unit

HEADING = "| Proof | Requests | Bad | Longest, s | Load | Seen |\n| --- | ---: | ---: | ---: | ---: | --- |"
TRAINEES = 8
JOURNEY_REQUESTS, RESTART_REQUESTS = 400, 1600
BAD_OF_RESTARTS = 2  # of RESTART_REQUESTS
SLOW_CLIENTS = 50  # of each kind
MAX_SECONDS = 0.5
LOG_INS = 300  # more than the burst of the limit
UPLOAD = 21 * 1024**2


@dataclass
class Result:
    """Figures for the table, and what is wrong."""

    seconds: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    seen: str = ""
    problems: list[str] = field(default_factory=list)

    def expect(self, sentence: str, true: object) -> None:
        if not true:
            self.problems.append(f"not so: {sentence}")

    def row(self, name: str) -> str:
        longest = f"{max(self.seconds):.2f}" if self.seconds else ""
        load = f"{os.getloadavg()[0]:.1f}"
        name = name.replace("_", " ")
        return f"| {name} | {len(self.seconds)} | {len(self.bad)} | {longest} | {load} | {self.seen} |"


@dataclass
class Page:
    """A response of nginx or of a server behind it."""

    status: int
    headers: dict[str, str]
    html: str


class Site:
    """The installed site, and its trainees."""

    def __init__(self, installation: Installation, servers: list[Unit]) -> None:
        self.installation, self.servers = installation, servers
        self.tls = ssl.create_default_context(
            cafile=str(installation.folder / "etc/iqies-simulator/certificate.pem")
        )
        maker = Unit(installation, "iqies-simulator-prepare")
        maker.run()
        made = maker.open(f".venv/bin/python manage.py create_sandbox fresh --count {TRAINEES} --json")
        if made.wait():
            raise RuntimeError(maker.log.read_text())
        lines = [line for line in maker.log.read_text().splitlines() if line.startswith("{")]
        self.accounts = [json.loads(line) for line in lines]

    def visitors(self) -> list[Visitor]:
        address = f"https://{HOST}:{self.installation.https}"
        return [Visitor(address, each["user_id"], each["password"], tls=self.tls) for each in self.accounts]

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> Page:
        connection = HTTPSConnection(HOST, self.installation.https, timeout=60, context=self.tls)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return Page(response.status, dict(response.headers), response.read().decode())
        finally:
            connection.close()

    def let_work(self, requests: int, meanwhile: object = None) -> Result:
        """Let all trainees make journeys until there were so many requests, and do something until then."""
        visitors, stopped = self.visitors(), Event()

        def is_over() -> bool:
            return sum(len(each.seconds) for each in visitors) >= requests

        with ThreadPoolExecutor(len(visitors)) as threads:
            futures = [threads.submit(each.work, is_over, stopped) for each in visitors]
            try:
                while callable(meanwhile) and not is_over() and not all(each.done() for each in futures):
                    meanwhile()
                for each in futures:
                    each.result()
            finally:
                stopped.set()
        starting_over = ThreadPoolExecutor(len(visitors))
        list(starting_over.map(Visitor.start_over, visitors))
        starting_over.shutdown()
        return Result(
            [second for each in visitors for second in each.seconds],
            [problem for each in visitors for problem in each.bad],
        )


def journeys(site: Site) -> Result:
    """Each click of a journey may go to another server."""
    before = len(entries(site.installation))
    result = site.let_work(JOURNEY_REQUESTS)
    share = [0] * len(site.servers)
    for entry in entries(site.installation)[before:]:
        for number, port in enumerate(site.installation.ports):
            share[number] += entry["server"].endswith(f":{port}")
    result.seen = f"of the servers: {' and '.join(map(str, share))}"
    result.expect("each server serves a third of the clicks", min(share) > sum(share) / 3)
    result.problems += result.bad
    return result


def rolling_restarts(site: Site) -> Result:
    """The servers are restarted one after the other, again and again."""
    restarts = 0

    def restart_all() -> None:
        nonlocal restarts
        for each in site.servers:
            each.restart()
            restarts += 1

    result = site.let_work(RESTART_REQUESTS, restart_all)
    result.seen = "; ".join([f"{restarts} restarts", *result.bad])
    result.expect(f"{RESTART_REQUESTS} requests", len(result.seconds) >= RESTART_REQUESTS)
    allowed = BAD_OF_RESTARTS * len(result.seconds) / RESTART_REQUESTS
    result.expect(f"at most {BAD_OF_RESTARTS} bad of {RESTART_REQUESTS}", len(result.bad) <= allowed)
    return result


def silent_clients(site: Site) -> Result:
    """Half-sent requests and idle connections, before and after TLS."""
    half = f"POST /login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 900\r\n\r\nusername=".encode()
    result = Result()
    with ExitStack() as held:
        for number in range(SLOW_CLIENTS):
            address = ("127.0.0.1", site.installation.https)
            held.enter_context(socket.create_connection(address))
            raw = socket.create_connection(address)
            client = held.enter_context(site.tls.wrap_socket(raw, server_hostname=HOST))
            client.sendall(half if number % 2 else half[:30])
        for _ in range(40):
            start = time.monotonic()
            page = site.request("GET", "/readyz" if len(result.seconds) % 2 else "/login/")
            result.seconds.append(time.monotonic() - start)
            result.bad += [] if page.status == 200 else [str(page.status)]
    result.seen = f"{SLOW_CLIENTS} half-sent requests and {SLOW_CLIENTS} idle connections were open"
    result.expect(f"all others within {MAX_SECONDS} s", max(result.seconds) < MAX_SECONDS)
    result.problems += result.bad
    return result


def new_settings_and_code(site: Site) -> Result:
    """A restart takes the changed environment file, and code of another version."""
    result = Result()
    project = site.installation.code / "pyproject.toml"
    project.write_text(re.sub(r'(?m)^version = ".*"', 'version = "99.1"', project.read_text(), count=1))
    site.installation.set(SUPPORT_CONTACT="help-desk-of-the-cluster")
    before = [site.request("GET", "/login/").html for _ in site.servers]
    for each in site.servers:
        each.restart()
    after = [site.request("GET", "/login/").html for _ in site.servers]
    for words in ("version 99.1", "help-desk-of-the-cluster"):
        result.expect(f"no {words} before the restart", not any(words in each for each in before))
        result.expect(f"{words} after it on all servers", all(words in each for each in after))
    result.seen = "both, on each server, after its restart"
    return result


def check_page(site: Site, result: Result, page: Page, status: int, *words: str) -> None:
    """A page of nginx has the words and the look of the simulator, its headers, and the id in the log."""
    result.expect(f"status {status}, not {page.status}", page.status == status)
    for each in (*words, "iQIES Role Request Simulator", "/static/css/site."):
        result.expect(f"page {status} has {each!r}", each in page.html)
    style = re.search(r"/static/css/site\.\w+\.css", page.html)
    result.expect("its style is served", style and site.request("GET", style[0]).status == 200)
    result.expect("its CSP", "default-src 'none'" in page.headers.get("Content-Security-Policy", ""))
    result.expect("HSTS", "max-age" in page.headers.get("Strict-Transport-Security", ""))
    code = re.search(r"give this code: (\w+)", page.html)
    logged = {entry["request_id"] for entry in entries(site.installation)}
    result.expect(f"page {status} has the id of nginx's log", code and code[1] in logged)
    result.expect("the header has it, too", code and page.headers.get("X-Request-ID") == code[1])


def error_pages(site: Site) -> Result:
    """413 of nginx; 502 without a server; the simulator's own 404 with the id of nginx."""
    result = Result()
    page = site.request("GET", "/no-such-page/?secret=never-logged")
    check_page(site, result, page, 404, "Page not found")
    page = site.request("POST", "/login/", bytes(UPLOAD))
    check_page(site, result, page, 413, "The upload is too large")
    for each in site.servers:
        each.stop()
    page = site.request("GET", "/login/")
    check_page(site, result, page, 502, "does not respond at the moment")
    result.expect("Retry-After", page.headers.get("Retry-After") == "30")
    for each in site.servers:
        each.start()
    log = (site.installation.logs / "access.log").read_text()
    result.expect("nothing after ? in nginx's log", "never-logged" not in log)
    plain = HTTPConnection(HOST, site.installation.http, timeout=60)
    plain.request("GET", "/login/")
    location = plain.getresponse().headers["Location"]
    plain.close()
    result.expect("HTTP leads to HTTPS", location == f"https://{HOST}/login/")
    result.seen = "404, 413 and 502 with look, headers and request id"
    return result


def timed_services(site: Site) -> Result:
    """What the timers start."""
    result = Result()
    for name in ("prune", "backup"):
        Unit(site.installation, f"iqies-simulator-{name}").run()
    files = list((site.installation.state / "backups").iterdir())
    result.expect("one backup", len(files) == 1)
    result.seen = "prune and backup"
    return result


def rotated_log(site: Site) -> Result:
    """logrotate moves the log of nginx, which goes on in a new file."""
    result = Result()
    rules = site.installation.folder / "etc/logrotate.d/iqies-simulator"
    if os.geteuid():
        rules.write_text(rules.read_text().replace("create 0640 www-data adm", "create 0640"))
    rules.chmod(0o644)
    state = site.installation.folder / "run/logrotate"
    subprocess.run(["/usr/sbin/logrotate", "--force", "--state", state, rules], check=True)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        site.request("GET", "/livez")
        if (site.installation.logs / "access.log").read_text():
            break
    result.expect("a new log", entries(site.installation)[-1]["path"] == "/livez")
    result.expect("the old one", (site.installation.logs / "access.log.1").exists())
    result.seen = "a new file without a restart"
    return result


def many_log_ins(site: Site) -> Result:
    """One network sends more log-ins than a class: the rest gets the 503 page, and pages are not limited."""
    result = Result()
    pages = []
    for _ in range(LOG_INS):
        start = time.monotonic()
        pages.append(site.request("POST", "/login/", b"x=1"))
        result.seconds.append(time.monotonic() - start)
        if pages[-1].status == 503:
            break
    passed = sum(page.status != 503 for page in pages)
    result.expect("200 at once are let through", passed >= 200)
    check_page(site, result, pages[-1], 503, "Many people are logging in")
    result.expect("Retry-After", pages[-1].headers.get("Retry-After") == "30")
    result.expect("pages are not limited", site.request("GET", "/login/").status == 200)
    result.seen = f"{passed} let through, then 503"
    return result


def private_files(site: Site) -> Result:
    """What the services wrote is for their user alone, and they wrote nothing else."""
    result = Result()
    written = list(site.installation.state.rglob("*"))
    for each in [*written, site.installation.settings]:
        mode = stat.S_IMODE(each.stat().st_mode)
        result.expect(f"{each.name} is private, not {mode:o}", not mode & 0o077)
    user = {each.stat().st_uid for each in written}
    result.expect("files of one user", len(user) == 1)
    if os.geteuid() == 0:
        others = [each for each in site.installation.code.rglob("*") if each.stat().st_uid in user]
        result.expect("no file of the user in the code", not others)
    result.seen = f"{len(written)} files of the services' user"
    return result
