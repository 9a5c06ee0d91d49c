"""Pages of reports: each a single file that can be mailed, in the look of the simulator."""

import re
from base64 import b64encode
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.template import Context, Engine
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "var" / "reports"
TEMPLATES = Path(__file__).parent / "templates"
STYLES = ROOT / "var" / "assets" / "css" / "site.css"
TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".webp": "image/webp"}


def write_page(file: Path, template: str, **values: object) -> None:
    """Render a template of this folder into a file. `styles` and `written` are added to the values."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    engine = Engine(dirs=[str(TEMPLATES)])
    written = datetime.now().astimezone().strftime("%b %d, %Y, %H:%M %Z")
    context = Context({"styles": styles(), "written": written, **values})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(engine.get_template(template).render(context))


@cache
def styles() -> str:
    """The simulator's styles, with fonts and icons in them, and those of reports."""
    included = re.sub(
        r'url\("(\.\./[^"]+)"\)',
        lambda found: f'url("{data_url((STYLES.parent / found[1]).resolve())}")',
        STYLES.read_text(encoding="utf-8-sig"),
    )
    return included + (TEMPLATES / "report.css").read_text()


def data_url(file: Path) -> str:
    """The content of a file as an address."""
    return f"data:{TYPES[file.suffix]};base64,{b64encode(file.read_bytes()).decode()}"


def small_picture(file: Path, width: int = 1000) -> str:
    """A screenshot as an address, not wider than `width` pixels."""
    with Image.open(file) as picture:
        picture.thumbnail((width, 4 * width))
        output = BytesIO()
        picture.convert("RGB").save(output, "WEBP", quality=70)
    return f"data:image/webp;base64,{b64encode(output.getvalue()).decode()}"
