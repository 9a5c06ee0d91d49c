"""What goes over the wire: how much, and with which headers."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.trainee import Trainee

KILOBYTE = 1024


@dataclass
class Traffic:
    """What a page has fetched, by kind, in bytes over the wire."""

    sizes: list[tuple[str, int]]

    def of(self, *kinds: str) -> list[int]:
        return [size for kind, size in self.sizes if kind in kinds and size]

    @property
    def total(self) -> int:
        return sum(size for _, size in self.sizes)


@pytest.fixture
def traffic() -> Callable[[Page], Traffic]:
    """Begins to weigh whatever a page fetches from now on."""

    def weigh(page: Page) -> Traffic:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        kinds: dict[str, str] = {}
        result = Traffic([])
        wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        wire.on(
            "Network.loadingFinished",
            lambda event: result.sizes.append(
                (kinds.get(event["requestId"], ""), int(event["encodedDataLength"]))
            ),
        )
        return result

    return weigh


@pytest.mark.only_browser("chromium")
def test_the_first_page_weighs_at_most_60_kilobytes(page: Page, traffic) -> None:
    fetched = traffic(page)
    page.goto("/login/", wait_until="networkidle")
    assert fetched.total <= 60 * KILOBYTE
    assert 1 <= len(fetched.of("Font")) <= 2
    assert fetched.of("Script") == []


@pytest.mark.only_browser("chromium")
def test_a_later_page_is_its_html_and_few_icons(trainee: Trainee, traffic) -> None:
    trainee.page.goto("/login/", wait_until="networkidle")
    fetched = traffic(trainee.page)
    trainee.choose("State Agency", "State Agency S&C General User")
    trainee.select_state("Ohio")
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()
    trainee.page.wait_for_load_state("networkidle")
    assert fetched.of("Font", "Stylesheet", "Script") == []
    assert sum(fetched.of("Image", "Other")) <= 2 * KILOBYTE
    assert max(fetched.of("Document")) <= 12 * KILOBYTE


@pytest.mark.parametrize("path", ["/login/", "/", "/my-profile/", "/help/", "/admin/"])
def test_headers_are_strict_and_pages_private(visitor, path: str) -> None:
    answer = visitor("staff" if path == "/admin/" else "fresh").page.request.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
