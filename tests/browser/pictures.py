"""Takes the pictures of README and Help during section 2 of the job aid: `make pictures`.

fixtures/pictures.json describes them. pytest does not collect this file by itself.
"""

import base64
import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sandboxes import Account
from tests.browser.server import ROOT
from tests.browser.trainee import Trainee

FOLDER = ROOT / "static" / "img" / "pictures"
PICTURES = ROOT / "fixtures" / "pictures.json"
WIDTHS = {"desktop": 1024, "phone": 390}
SAME_TIMES = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode())
        walker.currentNode.textContent = walker.currentNode.textContent
            .replace(/[A-Z][a-z]+\\.? \\d{1,2}, \\d{4}/g, 'November 2, 2026')
            .replace(/\\d{1,2}:\\d{2} [AP]M E[SD]T/g, '9:00 AM EST')
}"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"  # drawn
TRAINEES = {"desktop": "trainee01", "phone": "trainee02"}  # their sandboxes are empty


def take(page: Page, slug: str, screen: str) -> None:
    """Write a picture of the whole page, and its size to fixtures/pictures.json.

    Each picture shows the same time, so that it changes only when the page does.
    """
    page.evaluate(SAME_TIMES)
    page.evaluate("document.activeElement.blur()")
    page.evaluate(TWO_FRAMES)
    session = page.context.new_cdp_session(page)
    options = {"format": "webp", "quality": 80, "captureBeyondViewport": True}
    picture = session.send("Page.captureScreenshot", options)
    name = f"{slug}-{screen}.webp"
    (FOLDER / name).write_bytes(base64.b64decode(picture["data"]))

    pictures = json.loads(PICTURES.read_text())
    (entry,) = [each for each in pictures if each["slug"] == slug]
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    entry[screen] = {"file": f"img/pictures/{name}", "width": width, "height": height}
    PICTURES.write_text(json.dumps(pictures, indent=2) + "\n")


@pytest.mark.parametrize("screen", WIDTHS)
def test_take_pictures(page: Page, screen: str) -> None:
    page.set_viewport_size({"width": WIDTHS[screen], "height": 600})
    FOLDER.mkdir(exist_ok=True)
    trainee = Trainee(page, Account(TRAINEES[screen], password="Practice-2026"))
    trainee.open("/login/")
    take(page, "log-in", screen)
    trainee.log_in()
    trainee.open_step_1()
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
