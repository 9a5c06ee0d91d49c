"""Opens each page state once and collects the facts that tests check."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Page, Response, ViewportSize

from tests.browser import screenshots
from tests.browser.axe import Axe
from tests.browser.keyboard import focus_each
from tests.browser.page_states import PageState
from tests.browser.sandboxes import Account
from tests.browser.server import ROOT
from tests.browser.snapshots import normalized, snapshot_file
from tests.browser.trainee import Trainee
from tests.browser.watch import Watch

NewContext = Callable[..., BrowserContext]
CreateSandbox = Callable[[str], Account]

WIDE = ViewportSize(width=1280, height=900)
ZOOMED = ViewportSize(width=640, height=450)  # 1280 pixels at 200 %
PHONE = ViewportSize(width=320, height=640)

# A second engine, for the pages of practice: it finds other things than axe.
CODE_SNIFFER = ROOT / "node_modules" / "html_codesniffer" / "build" / "HTMLCS.js"
RUN_CODE_SNIFFER = """() => new Promise(resolve => HTMLCS.process('WCAG2AA', document, () => resolve(
    HTMLCS.getMessages().filter(each => each.type === HTMLCS.ERROR)
        .map(each => `${each.code}: ${each.msg} ${each.element.outerHTML?.slice(0, 120)}`))))"""
# All controls but links in a sentence, which may be as high as the line.
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary, [tabindex="0"]')]
    .filter(each => each.type !== 'hidden' && !each.closest('.usa-skipnav'))
    .filter(each => each.checkVisibility())
    .filter(each => ![...each.parentElement.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
    .map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .filter(([html, box]) => Math.min(box.width, box.height) < 24)
    .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`)"""
SMALLEST_TEXT = 12  # pixels
SMALL_TEXT = """smallest => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = []
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, size = parseFloat(getComputedStyle(element).fontSize)
        if (size < smallest && walker.currentNode.data.trim() && element.checkVisibility())
            found.push(`${size} pixels: ${walker.currentNode.data.trim()}`)
    }
    return found
}"""
FOCUS = """() => {
    const element = document.activeElement
    const words = element.innerText || element.labels?.[0]?.innerText || ''
    return element === document.body ? 'nowhere'
        : `${element.getAttribute('role') || element.localName}: ${words.trim().split('\\n')[0]}`
}"""
WIDTH = "() => document.scrollingElement.scrollWidth"


@dataclass
class Inspection:
    """Facts about a page state."""

    page_state: PageState
    status: int
    title: str
    html: str
    headings: list[str]
    too_wide: list[str]
    small_targets: list[str]
    small_text: list[str]
    stops: int  # of the Tab key
    invisible_focus: list[str]
    axe: list[str]
    focused_role: str | None
    aria: str
    problems: list[str]
    pictures: dict[int, bytes]  # PNG, by the width of the window


@dataclass
class WatchedTrainee:
    """A trainee in a browser context of its own, and the documents that the server sent to it."""

    trainee: Trainee
    watch: Watch
    documents: list[Response]


class PageInspector:
    """Opens page states in one tab, each with the session of its account, and keeps the results.

    `shared` gives the account of a preset for page states that change nothing, `create` a new sandbox for the
    others. Traces and screenshots go into the folder `recordings`, if there is one.
    """

    def __init__(
        self,
        address: str,
        new_context: NewContext,
        shared: CreateSandbox,
        create: CreateSandbox,
        recordings: Path | None,
    ) -> None:
        self.address, self.new_context = address, new_context
        self.shared, self.create = shared, create
        self.recordings = recordings
        self.results: dict[str, Inspection | Exception] = {}
        self.watched: WatchedTrainee | None = None
        self.last: PageState | None = None
        self.axe = Axe()
        self.untouched: Callable[[], PageInspector] | None = None  # of a server that no test changes

    def inspect(self, page_state: PageState) -> Inspection:
        """Open the page state, or return the earlier result. Raises its error again each time."""
        self.last = page_state
        if page_state.untouched and self.untouched:
            return self.untouched().inspect(page_state)
        if page_state.name not in self.results:
            try:
                self.results[page_state.name] = self._open(page_state)
            except (AssertionError, Error) as error:
                self.results[page_state.name] = error
        result = self.results[page_state.name]
        if isinstance(result, Exception):
            raise result
        return result

    def keep(self, folder: Path) -> None:
        """Copy trace and screenshot of the last page state to `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.recordings and self.last:
            for file in self.recordings.glob(f"{snapshot_file(self.last.name).stem}.*"):
                shutil.copy(file, folder)

    def _open(self, page_state: PageState) -> Inspection:
        with self.opened(page_state) as watched:
            return inspect_page(page_state, watched, self.axe)

    @contextmanager
    def opened(self, page_state: PageState) -> Iterator[WatchedTrainee]:
        """Open the page state for the block."""
        watched = self._watched_trainee(page_state)
        page = watched.trainee.page
        page.set_viewport_size(WIDE)
        watched.watch.expected_statuses, watched.watch.problems = {page_state.status}, []
        with self._recording(page_state, page):
            page_state.go_to(watched.trainee)
            page.wait_for_load_state("load")
        yield watched
        if page_state.host:
            page.context.close()

    @contextmanager
    def _recording(self, page_state: PageState, page: Page) -> Iterator[None]:
        """Keep the trace of the block, and a screenshot of its end."""
        if not self.recordings:
            yield
            return
        file = self.recordings / snapshot_file(page_state.name).stem
        page.context.tracing.start_chunk(title=page_state.name)
        try:
            yield
        finally:
            page.screenshot(path=f"{file}.png", full_page=True)
            page.context.tracing.stop_chunk(path=f"{file}.zip")

    def _watched_trainee(self, page_state: PageState) -> WatchedTrainee:
        create = self.create if page_state.own_sandbox else self.shared
        if page_state.host:
            watched = self._new_trainee(page_state.host)
        else:
            watched = self.watched = self.watched or self._new_trainee()
        watched.trainee.account = create(page_state.preset) if page_state.preset else Account("")
        watched.trainee.page.context.clear_cookies()
        watched.trainee.restore_session()
        return watched

    def _new_trainee(self, host: str = "") -> WatchedTrainee:
        address = self.address.replace(str(urlsplit(self.address).hostname), host) if host else self.address
        watch = Watch(address)
        documents: list[Response] = []
        context = watch.attach(self.new_context(base_url=address))
        if self.recordings:
            context.tracing.start(screenshots=True, snapshots=True)
        page = context.new_page()
        page.on("response", lambda response: documents.append(response) if is_document(response) else None)
        return WatchedTrainee(Trainee(page, Account("")), watch, documents)


def inspect_page(page_state: PageState, watched: WatchedTrainee, axe: Axe) -> Inspection:
    """Collect the facts about the open page, from wide to narrow."""
    page, document = watched.trainee.page, watched.documents[-1]
    inspection = Inspection(
        page_state=page_state,
        status=document.status,
        title=page.title(),
        html=document.text(),
        headings=page.get_by_role("heading", level=1).all_inner_texts(),
        too_wide=[],
        small_targets=[],
        small_text=[],
        stops=0,
        invisible_focus=[],
        axe=[],
        focused_role=page.evaluate("document.activeElement.getAttribute('role')"),
        aria=aria_of(page, watched.trainee.account),
        problems=list(watched.watch.problems),  # a copy, because axe causes others
        pictures=screenshots.take_all(page),
    )
    axe.load(page)
    for size in (WIDE, ZOOMED, PHONE):
        page.set_viewport_size(size)
        if (width := page.evaluate(WIDTH)) > size["width"]:
            inspection.too_wide.append(f"{width} pixels wide in a window of {size['width']}")
        if size is ZOOMED:
            continue
        if size is WIDE:
            inspection.stops, inspection.invisible_focus = focus_each(page)
        inspection.small_targets += page.evaluate(SMALL_TARGETS)
        inspection.axe += [f"{size['width']} pixels: {each}" for each in axe.violations(page)]
        inspection.small_text += page.evaluate(SMALL_TEXT, SMALLEST_TEXT)
        if page_state.is_practice:
            page.evaluate(CODE_SNIFFER.read_text())
            inspection.axe += page.evaluate(RUN_CODE_SNIFFER)
    return inspection


def aria_of(page: Page, account: Account) -> str:
    """What a screen reader reads on the page, with title and focus, without what differs between sandboxes."""
    first_lines = f"# title: {page.title()}\n# focus: {page.evaluate(FOCUS)}\n"
    return normalized(first_lines + page.get_by_role("document").aria_snapshot(), account.user_id)


def is_document(response: Response) -> bool:
    """Whether the response is a page, and no redirect or file."""
    return response.request.is_navigation_request() and not 300 <= response.status < 400
