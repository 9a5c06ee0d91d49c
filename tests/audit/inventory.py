"""The software bill of materials, as CycloneDX: what the site's packages are."""

import json
import tempfile
import tomllib
from pathlib import Path

from tests.audit.advisories import json_of
from tests.audit.results import Result
from tests.audit.tools import NPM, NPMRC, REPORTS, run, tool
from tests.browser.server import ROOT


def python_packages() -> Result:
    """Those of requirements.txt, with their hashes."""
    file = REPORTS / "sbom-python.json"
    done = run(tool("cyclonedx-py"), "requirements", ROOT / "requirements.txt")
    return written(file, done.stdout, done.stderr)


def npm_packages() -> Result:
    """Those of package-lock.json but those for developers. npm wants a version of the whole, which is that of the simulator."""
    file = REPORTS / "sbom-npm.json"
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    with tempfile.TemporaryDirectory() as name:
        for each in ("package.json", "package-lock.json", NPMRC.name):
            Path(name, each).write_bytes((ROOT / each).read_bytes())
        package = Path(name, "package.json")
        package.write_text(json.dumps(json.loads(package.read_text()) | {"version": version}))
        done = run(
            *NPM, "sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only", cwd=Path(name)
        )
    return written(file, done.stdout, done.stderr)


def written(file: Path, printed: str, errors: str) -> Result:
    """Write the list. One without components is a finding."""
    found = json_of(printed)
    number = len(found.get("components", ()))
    if found.get("bomFormat") != "CycloneDX" or not number:
        return Result(f"SBOM {file.name}", findings=[f"no list was made: {errors.strip()[-300:]}"])
    file.write_text(printed)
    return Result(
        f"SBOM {file.name}",
        f"{number} components, CycloneDX {found['specVersion']}, in {file.relative_to(ROOT)}",
    )
