"""HTML validation of pages as the server sent them."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.browser.server import ROOT

VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / "tests" / "browser" / "htmlvalidate.json"


def html_errors(pages: Mapping[str, str]) -> str:
    """The report of html-validate about these pages, by name; '' if all are valid."""
    with tempfile.TemporaryDirectory() as folder:
        for name, html in pages.items():
            (Path(folder) / f"{name}.html").write_text(html)
        done = subprocess.run(
            [
                os.environ["PLAYWRIGHT_NODEJS_PATH"],
                str(VALIDATOR),
                "--config",
                str(RULES),
                f"{folder}/*.html",
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    return done.stdout.strip() if done.returncode else ""
