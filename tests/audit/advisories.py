"""Known weaknesses of the pinned packages, from the advisory services of Python and npm."""

import json
from typing import Any

from tests.audit.results import Result
from tests.audit.tools import NPM, run, tool
from tests.browser.server import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")


def json_of(text: str) -> dict[str, Any]:
    """The JSON object that a tool printed; empty if it printed something else."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def python_result(name: str, printed: str, errors: str) -> Result:
    """What pip-audit says. A package that it skips is not checked, though it exits with success."""
    listed = json_of(printed).get("dependencies", [])
    skipped = [each for each in listed if "skip_reason" in each]
    checked = len(listed) - len(skipped)
    findings = [
        f"{each['name']} {each['version']}: {weakness['id']}, fixed in {', '.join(weakness['fix_versions']) or 'no version'}"
        for each in listed
        for weakness in each.get("vulns", ())
    ]
    why = (
        skipped[0]["skip_reason"] if skipped else (errors.strip().splitlines() or ["it printed nothing"])[-1]
    )
    reason = f"{len(skipped)} of {len(listed)} packages could not be looked up ({why[:200]})"
    return Result(name, f"{checked} packages", findings, "" if checked and not skipped else reason)


def npm_result(printed: str) -> Result:
    """What npm audit says."""
    found = json_of(printed)
    if "vulnerabilities" not in found:
        return Result(
            "npm audit", not_checked=f"The service gave no list ({found.get('message', printed[:200])})"
        )
    findings = [
        f"{name}: {each['severity']}, {each['range']}" for name, each in found["vulnerabilities"].items()
    ]
    return Result("npm audit", f"{found['metadata']['dependencies']['total']} packages", findings)


def python_packages() -> list[Result]:
    """Of the site's packages, and of those for developers."""
    results = []
    for lock in LOCKS:
        options = [
            "--requirement",
            ROOT / lock,
            "--require-hashes",
            "--disable-pip",
            "--progress-spinner",
            "off",
        ]
        done = run(tool("pip-audit"), *options, "--format", "json")
        results.append(python_result(f"pip-audit of {lock}", done.stdout, done.stderr))
    return results


def npm_packages() -> Result:
    return npm_result(run(*NPM, "audit", "--json", "--package-lock-only").stdout)
