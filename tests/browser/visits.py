"""What is to be found out about a page, once for all tests that ask."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Error, Response, ViewportSize

from tests.browser.places import Place
from tests.browser.snapshots import file_of, steady
from tests.browser.trainee import Trainee
from tests.browser.watch import Watch
from tests.browser.worlds import World

NewContext = Callable[..., BrowserContext]
TakeWorld = Callable[[str], World]

WIDE = ViewportSize(width=1280, height=900)
ZOOMED = ViewportSize(width=640, height=450)  # 1280 pixels at 200 %
PHONE = ViewportSize(width=320, height=640)

WCAG_22_AA = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
RUN_AXE = "options => axe.run(options).then(results => results.violations)"

# Whatever can be pressed, but links within a sentence, which may be as high as the line.
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary, [tabindex="0"]')]
    .filter(each => each.type !== 'hidden' && !each.closest('.usa-skipnav'))
    .filter(each => each.checkVisibility())
    .filter(each => ![...each.parentElement.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
    .map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .filter(([html, box]) => Math.min(box.width, box.height) < 24)
    .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`)"""
FOCUS = """() => {
    const element = document.activeElement
    const words = element.innerText || element.labels?.[0]?.innerText || ''
    return element === document.body ? 'nowhere'
        : `${element.getAttribute('role') || element.localName}: ${words.trim().split('\\n')[0]}`
}"""
WIDTH = "() => document.scrollingElement.scrollWidth"


@dataclass
class Visit:
    """What a page was like."""

    place: Place
    status: int
    title: str
    html: str
    headings: list[str]
    too_wide: list[str]
    small_targets: list[str]
    axe: list[str]
    focused_role: str | None
    aria: str
    problems: list[str]


@dataclass
class Somebody:
    """A trainee with a browser of their own, under watch, and the pages that have been served to it."""

    trainee: Trainee
    watch: Watch
    documents: list[Response]


class Visitor:
    """Goes to a place and looks at it: once, whoever asks. Has one browser for all that changes nothing."""

    def __init__(
        self, home: str, new_context: NewContext, shared: TakeWorld, take: TakeWorld, folder: Path
    ) -> None:
        self.home, self.new_context, self.shared, self.take = home, new_context, shared, take
        self.folder = folder  # of traces and pictures, until a test wants to keep them
        self.visits: dict[str, Visit | Exception] = {}
        self.known: dict[str, Somebody] = {}
        self.asked_last: Place | None = None

    def to(self, place: Place) -> Visit:
        """The visit to a place; what went wrong on the way there goes wrong for all who ask."""
        self.asked_last = place
        if place.name not in self.visits:
            try:
                self.visits[place.name] = self.look_at(place)
            except (AssertionError, Error) as error:
                self.visits[place.name] = error
        visit = self.visits[place.name]
        if isinstance(visit, Exception):
            raise visit
        return visit

    def keep(self, folder: Path) -> None:
        """Copy trace and picture of the place that was asked for last."""
        folder.mkdir(parents=True, exist_ok=True)
        for file in self.folder.glob(f"{file_of(self.asked_last.name).stem}.*") if self.asked_last else ():
            shutil.copy(file, folder)

    def look_at(self, place: Place) -> Visit:
        """Go there as whoever can, and look."""
        somebody = self.somebody_for(place)
        page = somebody.trainee.page
        page.set_viewport_size(WIDE)
        somebody.watch.answers, somebody.watch.problems = {place.status}, []
        file = self.folder / file_of(place.name).stem
        page.context.tracing.start_chunk(title=place.name)
        try:
            place.arrive(somebody.trainee)
            page.wait_for_load_state("load")
        finally:
            page.screenshot(path=f"{file}.png", full_page=True)
            page.context.tracing.stop_chunk(path=f"{file}.zip")
        visit = self.facts(place, somebody)
        if place.own_world:
            page.context.close()
        return visit

    def somebody_for(self, place: Place) -> Somebody:
        """A trainee in the condition of the place."""
        if place.own_world:
            world = self.take(place.condition) if place.condition else World("")
            return self.open_browser(world, place.host)
        if place.condition not in self.known:
            world = self.shared(place.condition) if place.condition else World("")
            self.known[place.condition] = self.open_browser(world)
        somebody = self.known[place.condition]
        if not place.condition:
            somebody.trainee.page.context.clear_cookies()
        return somebody

    def open_browser(self, world: World, host: str = "") -> Somebody:
        """A browser of its own, under watch."""
        home = self.home.replace(str(urlsplit(self.home).hostname), host) if host else self.home
        watch = Watch(home)
        documents: list[Response] = []
        context = watch.over(self.new_context(base_url=home, storage_state=world.state))
        context.tracing.start(screenshots=True, snapshots=True)
        page = context.new_page()
        page.on("response", lambda answer: keep_document(documents, answer))
        return Somebody(Trainee(page, world), watch, documents)

    def facts(self, place: Place, somebody: Somebody) -> Visit:
        """Look at the page as it is now, from wide to narrow."""
        page, document = somebody.trainee.page, somebody.documents[-1]
        visit = Visit(
            place=place,
            status=document.status,
            title=page.title(),
            html=document.text(),
            headings=page.get_by_role("heading", level=1).all_inner_texts(),
            too_wide=[],
            small_targets=[],
            axe=[],
            focused_role=page.evaluate("document.activeElement.getAttribute('role')"),
            aria=steady(
                f"# title: {page.title()}\n# focus: {page.evaluate(FOCUS)}\n"
                + page.get_by_role("document").aria_snapshot(),
                somebody.trainee.world.user_id,
            ),
            problems=list(somebody.watch.problems),  # so far: axe brings its own
        )
        page.evaluate(AXE_SCRIPT)
        for size in (WIDE, ZOOMED, PHONE):
            page.set_viewport_size(size)
            if (width := page.evaluate(WIDTH)) > size["width"]:
                visit.too_wide.append(f"{width} pixels wide in a window of {size['width']}")
            if size is not ZOOMED:
                visit.small_targets += page.evaluate(SMALL_TARGETS)
                visit.axe += [
                    f"{size['width']} pixels: {each['id']}: {each['help']}: "
                    f"{[node['target'] for node in each['nodes']]}"
                    for each in page.evaluate(RUN_AXE, WCAG_22_AA)
                ]
        return visit


def keep_document(documents: list[Response], answer: Response) -> None:
    """Keep the answer if it is a page, not a redirect or a file that a page asks for."""
    if answer.request.is_navigation_request() and not 300 <= answer.status < 400:
        documents.append(answer)
