"""Bytes and headers of responses."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.trainee import Trainee

KILOBYTE = 1024


@dataclass
class Traffic:
    """Kind and size in bytes of each response that a page has fetched."""

    sizes: list[tuple[str, int]]

    def of(self, *kinds: str) -> list[int]:
        return [size for kind, size in self.sizes if kind in kinds and size]

    @property
    def total(self) -> int:
        return sum(size for _, size in self.sizes)


@pytest.fixture
def traffic() -> Callable[[Page], Traffic]:
    """Measure what a page fetches from now on."""

    def measure(page: Page) -> Traffic:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        kinds: dict[str, str] = {}
        result = Traffic([])
        session.on(
            "Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]})
        )
        session.on(
            "Network.loadingFinished",
            lambda event: result.sizes.append(
                (kinds.get(event["requestId"], ""), int(event["encodedDataLength"]))
            ),
        )
        return result

    return measure


@pytest.mark.only_browser("chromium")
def test_first_page_needs_at_most_60_kilobytes(page: Page, traffic) -> None:
    fetched = traffic(page)
    page.goto("/login/", wait_until="networkidle")
    assert fetched.total <= 60 * KILOBYTE
    assert 1 <= len(fetched.of("Font")) <= 2
    assert fetched.of("Script") == []


@pytest.mark.only_browser("chromium")
def test_later_pages_need_html_and_icons_only(trainee: Trainee, traffic) -> None:
    trainee.page.goto("/login/", wait_until="networkidle")
    fetched = traffic(trainee.page)
    trainee.start_request("State Agency", "State Agency S&C General User")
    trainee.select_state("Ohio")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.page.wait_for_load_state("networkidle")
    assert fetched.of("Font", "Stylesheet", "Script") == []
    assert sum(fetched.of("Image", "Other")) <= 2 * KILOBYTE
    assert max(fetched.of("Document")) <= 12 * KILOBYTE


SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(each => each.value)))
        .observe({type: 'layout-shift', buffered: true});
"""


@pytest.mark.only_browser("chromium")
@pytest.mark.parametrize(
    "path", ["/login/", "/help/", "/help/user-roles-matrix/", "/help/fidelity-ledger/", "/my-profile/"]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_shifts_on_a_slow_line(shared_trainee, path: str, width: int) -> None:
    page = shared_trainee("crowded", viewport={"width": width, "height": 800}).page
    if path == "/login/":
        page.context.clear_cookies()
    page.add_init_script(WATCH_SHIFTS)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    page.goto(path, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert "layout-shift" in page.evaluate("PerformanceObserver.supportedEntryTypes")
    assert sum(page.evaluate("window.shifts")) == 0


@pytest.mark.parametrize("path", ["/login/", "/", "/my-profile/", "/help/", "/admin/"])
def test_headers_are_strict_and_pages_private(shared_trainee, path: str) -> None:
    response = shared_trainee("staff" if path == "/admin/" else "fresh").page.request.get(path)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in response.headers["cache-control"]
    assert response.headers["x-robots-tag"] == "noindex, nofollow"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
