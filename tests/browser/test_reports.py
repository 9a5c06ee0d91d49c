"""The reports of tests are pages too: accessible, and usable on a phone."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import Axe
from tests.browser.page_inspector import PHONE, WIDTH, NewContext
from tests.browser.server import ROOT
from tests.reports import sample

WRITE = """import sys
from pathlib import Path
from tests.reports import gallery, results
folder = results.ROOT = Path(sys.argv[1])
results.main(folder)
gallery.write_pages(folder / "gallery")"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all reports about a small sample."""
    folder = tmp_path_factory.mktemp("reports")
    sample.write_run(folder)
    (folder / "gallery").mkdir()
    sample.write_page_states(folder / "gallery")
    subprocess.run([sys.executable, "-c", WRITE, str(folder)], cwd=ROOT, check=True)
    return folder


@pytest.fixture
def file_page(new_session_context: NewContext) -> Iterator[Page]:
    """A tab for files; no watch complains that they are not on the server."""
    with new_session_context() as context:
        yield context.new_page()


@pytest.mark.parametrize("name", ["tests", "gallery/index", "gallery/accessibility"])
def test_report_is_accessible(file_page: Page, reports: Path, name: str) -> None:
    file_page.goto((reports / f"{name}.html").as_uri())
    axe = Axe()
    axe.load(file_page)
    assert list(axe.violations(file_page)) == []
    file_page.set_viewport_size(PHONE)
    assert list(axe.violations(file_page)) == []
    assert file_page.evaluate(WIDTH) == PHONE["width"]


def test_gallery_is_filtered_by_name(file_page: Page, reports: Path) -> None:
    file_page.goto((reports / "gallery" / "index.html").as_uri())
    expect(file_page.get_by_role("article")).to_have_count(2)
    file_page.get_by_role("searchbox").fill("PAGE lost")
    expect(file_page.get_by_role("article")).to_have_count(1)
    expect(file_page.get_by_role("article", name="lost page")).to_be_visible()
    expect(file_page.get_by_role("status")).to_contain_text("1 of 2")
