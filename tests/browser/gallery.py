"""Collects each page state for the gallery and the report on accessibility: `make gallery`.

It writes facts and pictures to var/reports/gallery/, from which tests/reports/gallery.py makes pages. pytest does not
collect this file by itself.
"""

import base64
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Error, Page, ViewportSize

from tests.browser.axe import WCAG_22_AA
from tests.browser.every_page_state import PAGE_STATES, PAGE_STATES_ELSEWHERE, STAFF_PAGE_STATES
from tests.browser.page_inspector import PHONE, WIDE, PageInspector, aria_of
from tests.browser.page_states import PageState
from tests.browser.server import ROOT
from tests.browser.snapshots import snapshot_file

FOLDER = ROOT / "var" / "reports" / "gallery"
SIZES = (WIDE, ViewportSize(width=390, height=844))
HIGHEST = 6000  # pixels of a picture
ALL_RESULTS = WCAG_22_AA | {"resultTypes": ["violations", "incomplete", "passes"]}
# Of each rule its outcome, and for all but the passed ones where and why, as far as a person can read it.
RUN_AXE = """options => axe.run(options).then(results => ['passes', 'incomplete', 'violations'].flatMap(outcome =>
    results[outcome].map(({id, help, helpUrl, tags, impact, nodes}) => ({
        id, help, tags, impact, outcome, url: helpUrl, count: nodes.length,
        elements: outcome === 'passes' ? [] : nodes.slice(0, 20).map(({target, any, all, none}) => ({
            target: target.flat().join(' '),
            why: [...new Set([...any, ...all, ...none].map(check => check.message))].join(' ')
        }))
    }))))"""


def steps_of(go_to: Callable[..., None]) -> str:
    """The lines that lead to a page state: the values they use, the functions they call, and themselves."""
    used = inspect.getclosurevars(go_to)
    values = "".join(f"{name} = {value!r}\n" for name, value in used.nonlocals.items())
    called = [
        steps_of(each)
        for each in used.globals.values()
        if inspect.isfunction(each) and "page_states" in each.__module__ and each.__name__ != "page_state"
    ]
    return "\n\n".join([*called, values + inspect.getsource(go_to).strip()])


def take(page: Page, file: Path) -> None:
    """Write a picture of the whole page as WebP."""
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, HIGHEST), "scale": 1}
    session = page.context.new_cdp_session(page)
    options = {"format": "webp", "quality": 60, "clip": clip, "captureBeyondViewport": True}
    file.write_bytes(base64.b64decode(session.send("Page.captureScreenshot", options)["data"]))
    session.detach()


def facts_of(page: Page, stem: str) -> dict[str, Any]:
    """What the gallery shows of the open page. Writes its pictures."""
    pictures = {}
    for size in SIZES:
        page.set_viewport_size(size)
        pictures[size["width"]] = f"{stem}-{size['width']}.webp"
        take(page, FOLDER / pictures[size["width"]])
    page.evaluate(AXE_SCRIPT)
    rules = []
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        rules += [rule | {"width": size["width"]} for rule in page.evaluate(RUN_AXE, ALL_RESULTS)]
    return {"pictures": pictures, "rules": rules, "axe": page.evaluate("axe.version")}


def collect(inspector: PageInspector, page_state: PageState, section: str, position: int) -> None:
    """Write the facts about a page state. One that cannot be reached is shown with its error."""
    stem = snapshot_file(page_state.name).stem
    FOLDER.mkdir(parents=True, exist_ok=True)
    entry: dict[str, Any] = {
        "section": section,
        "position": position,
        "slug": stem,
        "name": page_state.name,
        "preset": page_state.preset,
        "status": page_state.status,
        "steps": steps_of(page_state.go_to),
        "file": str(Path(inspect.getsourcefile(page_state.go_to) or "").relative_to(ROOT)),
    }
    try:
        with inspector.opened(page_state) as watched:
            page, status = watched.trainee.page, watched.documents[-1].status
            assert status == page_state.status, f"The page has status {status}"
            entry |= {"title": page.title(), "aria": aria_of(page, watched.trainee.account)}
            entry |= {"address": page.evaluate("location.pathname + location.search")}
            entry |= facts_of(page, stem)
    except (AssertionError, Error) as error:
        entry["error"] = str(error)
        raise
    finally:
        (FOLDER / f"{stem}.json").write_text(json.dumps(entry))


def each_of(page_states: list[PageState]) -> pytest.MarkDecorator:
    """Parametrize with page states and their positions."""
    return pytest.mark.parametrize(
        ("position", "page_state"), list(enumerate(page_states)), ids=[each.name for each in page_states]
    )


@each_of(PAGE_STATES)
def test_pages_of_trainees(session_inspector: PageInspector, page_state: PageState, position: int) -> None:
    section = "Practice" if page_state.is_practice else "Trainees"
    collect(session_inspector, page_state, section, position)


@each_of(STAFF_PAGE_STATES)
def test_pages_of_staff(session_inspector: PageInspector, page_state: PageState, position: int) -> None:
    collect(session_inspector, page_state, "Staff", position)


@each_of(PAGE_STATES_ELSEWHERE)
def test_pages_elsewhere(
    session_inspector_elsewhere: PageInspector, page_state: PageState, position: int
) -> None:
    collect(session_inspector_elsewhere, page_state, "Other settings", position)
