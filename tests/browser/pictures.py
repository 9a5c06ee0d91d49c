"""Takes the pictures of the README and of Help from the running program: `make pictures`.

Section 2 of the job aid is walked on a desktop and on a phone. The file is not called a test, so that it runs only
when it is asked for. What the pictures show is in fixtures/pictures.json.
"""

import base64
import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import ROOT
from tests.browser.trainee import Trainee
from tests.browser.worlds import World

FOLDER = ROOT / "static" / "img" / "pictures"
LIST = ROOT / "fixtures" / "pictures.json"
WIDTHS = {"desktop": 1024, "phone": 390}
TRAINEES = {"desktop": "trainee01", "phone": "trainee02"}  # whose sandboxes are empty


def take(page: Page, slug: str, screen: str) -> None:
    """Write a picture of the whole page, and its size into the list."""
    page.evaluate("document.activeElement.blur()")
    wire = page.context.new_cdp_session(page)
    options = {"format": "webp", "quality": 80, "captureBeyondViewport": True}
    picture = wire.send("Page.captureScreenshot", options)
    name = f"{slug}-{screen}.webp"
    (FOLDER / name).write_bytes(base64.b64decode(picture["data"]))

    pictures = json.loads(LIST.read_text())
    (entry,) = [each for each in pictures if each["slug"] == slug]
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    entry[screen] = {"file": f"img/pictures/{name}", "width": width, "height": height}
    LIST.write_text(json.dumps(pictures, indent=2) + "\n")


@pytest.mark.parametrize("screen", WIDTHS)
def test_take_the_pictures(page: Page, screen: str) -> None:
    page.set_viewport_size({"width": WIDTHS[screen], "height": 600})
    FOLDER.mkdir(exist_ok=True)
    trainee = Trainee(page, World(TRAINEES[screen], password="Practice-2026"))
    trainee.open("/login/")
    take(page, "sign-in", screen)
    trainee.sign_in()
    trainee.request_user_role()
    trainee.select("State Agency")
    take(page, "category", screen)
    trainee.next()
    trainee.select("State Agency S&C General User")
    take(page, "role", screen)
    trainee.next()
    trainee.select_state("Ohio")
    take(page, "organizations", screen)
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    take(page, "my-profile", screen)
