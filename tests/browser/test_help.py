"""Help: links to the wizard and back, pictures, print, and the matrix for screen readers."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect


def test_help_links_to_the_wizard_and_back(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("CMS")
    step = trainee.page.url
    trainee.page.get_by_role("link", name="Help", exact=True).click()
    trainee.expect_page("Help")
    section = trainee.page.get_by_role("region", name="4. CMS View Only User", exact=True)
    expect(section).to_contain_text("Select CMS General User.")
    expect(section).to_contain_text("CMS View Only User is meant")
    expect(trainee.page.get_by_role("main")).to_contain_text("888-477-7876")
    trainee.page.get_by_role("link", name="Open Select a User Category (4.3)", exact=True).click()
    trainee.expect_page("Select a User Category")
    trainee.page.go_back()
    trainee.page.get_by_role("link", name="Back to STEP 2, Select a User Role", exact=True).click()
    expect(trainee.page).to_have_url(step)


@pytest.mark.parametrize("width", [1280, 390])
def test_help_shows_pictures_that_fit_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/help/")
    pictures = page.get_by_role("region", name="What the pages look like", exact=True).get_by_role("img")
    expect(pictures).to_have_count(5)
    kind = "phone" if width == 390 else "desktop"
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert f"-{kind}." in str(picture.evaluate("image => image.currentSrc"))
        assert picture.evaluate("image => image.naturalWidth") > 300


@pytest.mark.only_browser("chromium")
@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_matrix_prints_on_two_sheets(page: Page, paper: str) -> None:
    page.goto("/help/user-roles-matrix/")
    sheets = page.pdf(format=paper, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", sheets)) == 2


@pytest.mark.only_browser("chromium")
@pytest.mark.parametrize("width", [1280, 320])
def test_matrix_is_a_table_to_screen_readers(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/help/user-roles-matrix/")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node["role"]["value"] for node in tree if not node["ignored"])
    assert roles["table"] == 1
    assert roles["row"] - (width == 1280) == roles["rowheader"] == 7 + 24  # no header row on a phone
    assert roles["cell"] == 7 + 24 * 4
