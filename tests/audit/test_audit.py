"""What the tools of `make audit` print becomes findings, ok, or not checked, and never ok by mistake."""

import json

import pytest

from tests.audit.advisories import npm_result, python_result
from tests.audit.crawls import result_of as crawl_result
from tests.audit.headers import result_of as headers_result
from tests.audit.inventory import written
from tests.audit.results import Result
from tests.audit.tools import REPORTS

FOUND = {"id": "CVE-2026-1", "fix_versions": ["2.0"]}


def pip_audit(*packages):
    listed = [{"name": "a", "version": "1.0", "vulns": []} | each for each in packages]
    return python_result("pip-audit", json.dumps({"dependencies": listed}), "")


def test_result_says_its_findings():
    assert str(Result("headers", "Grade A+")) == "headers: ok. Grade A+"
    assert str(Result("headers", "Grade B", ["no CSP"])) == "headers: 1 FINDINGS. Grade B\n  - no CSP"
    assert str(Result("npm audit", not_checked="No service.")) == "npm audit: not checked. No service."


def test_weakness_of_a_package_is_a_finding():
    assert pip_audit({"vulns": [FOUND]}, {}).findings == ["a 1.0: CVE-2026-1, fixed in 2.0"]
    assert pip_audit({}, {}).word == "ok"


def test_skipped_package_is_not_checked():
    result = pip_audit({"skip_reason": "not found"}, {})
    assert (result.word, "1 of 2 packages" in result.not_checked) == ("not checked", True)


@pytest.mark.parametrize("printed", ["", "[]", '{"dependencies": []}'])
def test_pip_audit_without_a_list_is_not_checked(printed):
    assert python_result("pip-audit", printed, "no network\n").word == "not checked"


def test_npm_audit_without_its_service_is_not_checked():
    result = npm_result('{"message": "405 Method Not Allowed"}')
    assert (result.word, "405" in result.not_checked) == ("not checked", True)
    assert npm_result("no JSON").word == "not checked"


def test_npm_audit_lists_weaknesses():
    found = {
        "vulnerabilities": {"a": {"severity": "high", "range": "<2"}},
        "metadata": {"dependencies": {"total": 3}},
    }
    assert npm_result(json.dumps(found)).findings == ["a: high, <2"]
    assert npm_result(json.dumps(found | {"vulnerabilities": {}})).word == "ok"


def test_crawl_of_few_pages_is_a_finding(tmp_path):
    report = tmp_path / "report.json"
    weakness = {"method": "GET", "path": "/help/", "info": "XSS in q"}
    found = {"infos": {"crawled_pages_nbr": 200}, "vulnerabilities": {}, "anomalies": {}}
    report.write_text(json.dumps(found))
    assert crawl_result("wapiti", report, 100).word == "ok"
    assert "only 200 pages" in crawl_result("wapiti", report, 300).findings[0]
    report.write_text(json.dumps(found | {"anomalies": {"Internal Server Error": [weakness]}}))
    assert crawl_result("wapiti", report, 100).findings == ["Internal Server Error: GET /help/: XSS in q"]


def test_lower_grade_of_the_headers_is_a_finding():
    scan = {"grade": "A", "score": 95, "testsPassed": 9, "testsQuantity": 10}
    tests = {
        "cookies": {"pass": False, "result": "no-secure"},
        "redirection": {"pass": True, "result": "to-https"},
    }
    result = headers_result(json.dumps({"scan": scan, "tests": tests}), "")
    assert result.findings == ["the grade is A (95), not A+", "cookies: no-secure"]
    assert headers_result('{"error": "The site seems to be down."}', "").word == "not checked"


def test_sbom_without_components_is_a_finding():
    assert (
        written(REPORTS / "none.json", '{"bomFormat": "CycloneDX", "components": []}', "").word
        == "1 FINDINGS"
    )
    assert written(REPORTS / "none.json", "", "it failed").findings == ["no list was made: it failed"]
