"""The headers of a site with HTTPS, by the rules of Mozilla's HTTP Observatory."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.audit.advisories import json_of
from tests.audit.results import Result
from tests.audit.tools import MODULES, NODE, must_run, run
from tests.browser.server import running_server

SCAN = MODULES / "node_modules" / "@mdn" / "mdn-http-observatory" / "src" / "scan.js"
OF_THE_CONNECTION = {"connection", "transfer-encoding", "date", "server"}
BEST = "A+"


class Proxy(ThreadingHTTPServer):
    """Speaks TLS in front of the simulator, as a site's proxy does."""

    def __init__(self, target: str, certificate: Path, key: Path) -> None:
        super().__init__(("127.0.0.1", 0), ProxyHandler)
        self.target = urlsplit(target).netloc
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: the scan also tries plain HTTP here."""


class ProxyHandler(BaseHTTPRequestHandler):
    """Passes a request on."""

    server: Proxy

    def pass_on(self) -> None:
        connection = HTTPConnection(self.server.target, timeout=20)
        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": self.client_address[0]}
        connection.request(self.command, self.path, headers=dict(self.headers.items()) | forwarded)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        self.send_response(response.status)
        for name, value in response.headers.items():
            if name.lower() not in OF_THE_CONNECTION:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = do_OPTIONS = pass_on

    def log_message(self, *words: Any) -> None:
        """Print nothing."""


@contextmanager
def site_with_https(folder: Path) -> Iterator[tuple[str, Path]]:
    """Run a site with its production settings. Yields its host with the port, and its certificate."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    new = ["req", "-x509", "-newkey", "rsa:2048", "-noenc", "-keyout", key, "-out", certificate]
    must_run("openssl", *new, *subject)
    production = {"DEMO": "0", "HTTPS": "1", "PROXY_COUNT": "1", "ALLOWED_HOSTS": "localhost", "QA_API": "0"}
    with running_server(folder, **production) as server, Proxy(server.address, certificate, key) as proxy:
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        yield f"localhost:{proxy.server_address[1]}", certificate
        proxy.shutdown()
        thread.join()


def grade(folder: Path) -> Result:
    """The grade of the log-in page, which is the first page of everybody."""
    with site_with_https(folder) as (host, certificate):
        done = run(NODE, SCAN, host, NODE_EXTRA_CA_CERTS=str(certificate))
    return result_of(done.stdout, done.stderr)


def result_of(printed: str, errors: str) -> Result:
    """What the scan says."""
    found = json_of(printed)
    scan = found.get("scan")
    if not scan:
        return Result("headers", not_checked=f"The scan failed: {(found.get('error') or errors)[-300:]}")
    failed = [f"{name}: {each['result']}" for name, each in found["tests"].items() if not each["pass"]]
    if scan["grade"] != BEST:
        failed.insert(0, f"the grade is {scan['grade']} ({scan['score']}), not {BEST}")
    looked_at = f"Grade {scan['grade']}, score {scan['score']}, {scan['testsPassed']} of {scan['testsQuantity']} tests"
    return Result("headers", looked_at, failed)
