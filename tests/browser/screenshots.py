"""Screenshots of page states in screenshots/, reviewed like code. `make snapshots` takes them again.

They are masked: what differs from run to run or from day to day always looks the same. They are half as large as the
page, so that the repository stays small, and end after HIGHEST pixels of it.
"""

from base64 import b64decode
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageOps
from playwright.sync_api import Page, ViewportSize

from tests.browser.snapshots import snapshot_file

FOLDER = Path(__file__).parent / "screenshots"
BROWSER = "153.0.8010.0"  # the pinned Chromium of .ci/browser.py
SIZES = (ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844))
SCALE = 0.5
HIGHEST = 8000
# A pixel differs if a color does by more than this, of 255; a picture, if more pixels do.
TOLERANCE = 24
FEW_PIXELS = 8

# Words that differ between sandboxes, runs and days, and what a screenshot shows for them.
MASKS = (
    (r"practice-\w{6}", "practice-000000"),
    (r"\btrainee\d\d\b", "trainee01"),
    (r"\b[A-Z][a-z]+-[A-Z][a-z]+-[A-Z][a-z]+-\d{4}\b", "Calm-Blue-Lake-1234"),
    (r"\bRR-\d{5}\b", "RR-00000"),
    (r"\b(QA|qa)([ -])[0-9a-f]{8}\b", "$1$200000000"),
    (r"\b[A-Z\d]{3}-[A-Z\d]{3}\b", "ABC-123"),
    (r"\bSandbox \d+\b", "Sandbox 1"),
    (r"\b[0-9a-f]{16}\b", "0000000000000000"),
    (r"\b[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}\b", "Nov. 2, 2026"),
    (
        r"\b(January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}\b",
        "November 2",
    ),
    (r"\b\d{1,2}:\d\d(:\d\d)? [AP]M\b", "9:00 AM"),
    (r"\bE[SD]T\b", "EST"),
    (r"\b20\d\d-\d\d-\d\d\b", "2026-11-02"),
    (r"https?://[\w.:-]+", "http://127.0.0.1:8000"),
    (r"\bDatabase: .+", "Database: SQLite"),
    (r"(\bversion )\d[\d.]*\d", "$10.1.0"),
)
# No caret, no movement; a QR code is a square; a menu has nothing of the tests before. Fonts that came too late for the page
# (`font-display: optional`) are shown after all.
MASK = """async masks => {
    const masked = words => masks.reduce((all, [pattern, by]) => all.replace(new RegExp(pattern, 'g'), by), words)
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const words = walker.currentNode.data
        if (words.trim() && masked(words) !== words) walker.currentNode.data = masked(words)
    }
    for (const field of document.querySelectorAll('input:not([type=file]), textarea'))
        if (masked(field.value) !== field.value) field.value = masked(field.value)
    for (const option of document.querySelectorAll('option:not(:checked)'))
        if (/^(QA|qa)[ -]0{8}/.test(option.text)) option.remove()
    const still = new CSSStyleSheet()
    still.replaceSync(`
        *, ::before, ::after { caret-color: transparent !important; animation: none !important; transition: none !important }
        svg { background: black } svg * { visibility: hidden }`)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still]
    for (const face of document.fonts) face.display = 'block'
    await Promise.all([...document.fonts].map(face => face.load()))
}"""


def take(page: Page) -> bytes:
    """The page at the width of its window, from top to bottom, as PNG."""
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, HIGHEST), "scale": SCALE}
    session = page.context.new_cdp_session(page)
    options = {"clip": clip, "captureBeyondViewport": True, "optimizeForSpeed": True}
    png = b64decode(session.send("Page.captureScreenshot", options)["data"])
    session.detach()
    return png


def take_all(page: Page) -> dict[int, bytes]:
    """Mask the open page and take it at each size, by width."""
    page.evaluate(MASK, MASKS)
    pictures = {}
    for size in SIZES:
        page.set_viewport_size(size)
        pictures[size["width"]] = take(page)
    return pictures


def screenshot_file(name: str, width: int) -> Path:
    """The file of a page state's screenshot."""
    return FOLDER / f"{snapshot_file(name).stem}-{width}.webp"


def opened(picture: bytes) -> Image.Image:
    """The picture with fewer colors, which makes its file a quarter smaller."""
    return ImageOps.posterize(Image.open(BytesIO(picture)).convert("RGB"), 5)


def renew(file: Path, picture: bytes) -> None:
    """Write the picture to the file, unless the file looks the same."""
    if not file.exists() or is_different(opened(file.read_bytes()), opened(picture)):
        opened(picture).save(file, lossless=True, quality=80, method=6)


def assert_reviewed(name: str, pictures: dict[int, bytes], folder: Path) -> None:
    """Fail if a picture differs from the reviewed one, with a picture of the difference in `folder`."""
    differences = [
        difference(screenshot_file(name, width), picture, folder) for width, picture in pictures.items()
    ]
    message = "\n".join(each for each in differences if each)
    assert not message, f"Review the difference. Run `make snapshots` if it is right:\n{message}"


def difference(file: Path, picture: bytes, folder: Path) -> str:
    """Where the picture differs from the file, and a picture of that; '' if it looks the same."""
    if not file.exists():
        return f"{file.name} does not exist yet."
    reviewed, now = opened(file.read_bytes()), opened(picture)
    if not is_different(reviewed, now):
        return ""
    changed = different_pixels(reviewed, now)
    folder.mkdir(parents=True, exist_ok=True)
    shown = folder / f"{file.stem}-difference.png"
    side_by_side(reviewed, now, changed).save(shown)
    left, top, right, bottom = (round(each / SCALE) for each in changed.getbbox() or (0, 0, 0, 0))
    return f"{file.stem} looks different from {left}, {top} to {right}, {bottom} (pixels of the page): see {shown}"


def is_different(reviewed: Image.Image, now: Image.Image) -> bool:
    """Whether more than a few pixels differ."""
    return different_pixels(reviewed, now).histogram()[255] > FEW_PIXELS


def different_pixels(reviewed: Image.Image, now: Image.Image) -> Image.Image:
    """White where the pictures differ, black elsewhere. The part that only one of them has differs."""
    size = (max(reviewed.width, now.width), max(reviewed.height, now.height))
    changes = ImageChops.difference(expanded(reviewed, size, "black"), expanded(now, size, "white"))
    red, green, blue = changes.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return strongest.point(lambda value: 255 if value > TOLERANCE else 0)


def expanded(picture: Image.Image, size: tuple[int, int], color: str) -> Image.Image:
    """The picture on a larger ground."""
    ground = Image.new("RGB", size, color)
    ground.paste(picture)
    return ground


def side_by_side(reviewed: Image.Image, now: Image.Image, changed: Image.Image) -> Image.Image:
    """Three pictures: as reviewed, as it is now, and the same, pale, with red where they differ."""
    pale = Image.blend(expanded(now, changed.size, "white"), Image.new("RGB", changed.size, "white"), 0.7)
    pale.paste("red", mask=changed)
    gap = 10
    result = Image.new("RGB", (3 * changed.width + 2 * gap, changed.height), "gray")
    for place, picture in enumerate((reviewed, now, pale)):
        result.paste(picture, (place * (changed.width + gap), 0))
    return result
