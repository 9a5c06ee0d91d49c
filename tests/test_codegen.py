"""What the recorder wrote becomes a test that runs as it is."""

from tests.browser.codegen import as_test

RECORDED = """import re
import pytest
from playwright.sync_api import Page, expect


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, playwright):
    return {**browser_context_args, "storage_state": "/tmp/state.json"}


def test_example(page: Page) -> None:
    page.goto("http://127.0.0.1:8177/my-profile/")
    page.get_by_role("link", name="Withdraw RR-00012").click()
    page.get_by_role("definition").filter(has_text="Nov. 26, 2026, 2:53 AM EST").click()
    page.get_by_text("Logged in as practice-abc234").click()
    page.goto("http://127.0.0.1:8177/help/")
"""


def test_recorded_test_needs_no_address_and_no_sandbox():
    assert as_test(RECORDED, "one pending", "http://127.0.0.1:8177", "practice-abc234") == (
        "import re\n\n"
        "from playwright.sync_api import Page\n\n\n"
        "def test_recorded(trainee_with) -> None:\n"
        '    page: Page = trainee_with("one pending").page\n'
        "    page.get_by_role(\"link\", name=re.compile('Withdraw .+')).click()\n"
        "    page.get_by_role(\"definition\").filter(has_text=re.compile('.+')).click()\n"
        "    page.get_by_text(re.compile('Logged in as .+')).click()\n"
        '    page.goto("/help/")\n'
    )
