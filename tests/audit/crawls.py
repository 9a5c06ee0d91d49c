"""wapiti opens each page that it finds, as a trainee and as staff, and attacks its fields."""

import json
from pathlib import Path
from typing import Any

from tests.audit.results import Result
from tests.audit.tools import REPORTS, run, tool
from tests.bench.journey import Trainee
from tests.browser.server import running_server

PASSWORD = "Practice-2026"  # of the demo
# What the pages themselves can do; those that need a server elsewhere are left out, and cookies and headers are in `headers`.
MODULES = "csp,crlf,csrf,exec,file,permanentxss,redirect,sql,upload,xss"
SCAN_SECONDS, ATTACK_SECONDS = 120, 30  # at most: for the crawl, for each module
LOSES_THE_LOGIN = ("/logout/", "/admin/logout/", "/admin/password_change/", "/start-over/")


def crawl(folder: Path, user_id: str, start: str, least: int) -> Result:
    """Crawl a new server from this page, logged in. Fewer than `least` pages are a finding, as is a lost login."""
    report = REPORTS / f"wapiti-{user_id}.json"
    with running_server(folder, QA_API="0") as server:
        person = Trainee(server.address, user_id, PASSWORD)
        list(person.log_in())
        cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
        options = ["--header", f"Cookie: {cookies}", "--scope", "domain", "--module", MODULES]
        options += ["--max-scan-time", str(SCAN_SECONDS), "--max-attack-time", str(ATTACK_SECONDS)]
        options += ["--format", "json", "--output", str(report), "--store-session", str(folder / "wapiti")]
        options += [word for path in LOSES_THE_LOGIN for word in ("--exclude", f"{server.address}{path}")]
        report.unlink(missing_ok=True)
        done = run(tool("wapiti"), "--url", f"{server.address}{start}", "--no-bugreport", *options)
        after = person.open(start).status
        person.connection.close()
    result = result_of(f"wapiti as {user_id}", report, least)
    if after != 200:
        result.findings.append(f"was logged out meanwhile: {start} is {after} at the end")
    if not report.exists():
        result.not_checked = f"wapiti wrote no report: {(done.stdout + done.stderr)[-300:]}"
    return result


def result_of(name: str, report: Path, least: int) -> Result:
    """What the report of wapiti says."""
    if not report.exists():
        return Result(name)
    found: dict[str, Any] = json.loads(report.read_text())
    crawled = found["infos"]["crawled_pages_nbr"]
    findings = [
        f"{kind}: {each['method']} {each['path']}: {each['info']}"
        for group in ("vulnerabilities", "anomalies")
        for kind, listed in found[group].items()
        for each in listed
    ]
    if crawled < least:
        findings.append(f"only {crawled} pages were crawled, not {least}: was it logged in?")
    return Result(
        name, f"{crawled:,} pages crawled; attacks, {ATTACK_SECONDS} s each at most: {MODULES}", findings
    )
