"""Whether pages are valid HTML, as they were served."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.browser.server import ROOT

CHECKER = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / "tests" / "browser" / "htmlvalidate.json"


def faults_in(pages: Mapping[str, str]) -> str:
    """What the checker has to say about these pages, by name: nothing if all are valid."""
    with tempfile.TemporaryDirectory() as folder:
        for name, html in pages.items():
            (Path(folder) / f"{name}.html").write_text(html)
        checked = subprocess.run(
            [os.environ["PLAYWRIGHT_NODEJS_PATH"], str(CHECKER), "--config", str(RULES), f"{folder}/*.html"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    return checked.stdout.strip() if checked.returncode else ""
