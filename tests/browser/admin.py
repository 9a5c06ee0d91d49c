"""Helpers for tests of the admin."""

from playwright.sync_api import Page, expect


def expect_message(page: Page, text: str) -> None:
    """A message is visible that contains `text`, such as the name of an object."""
    expect(page.get_by_role("list").get_by_text(text).first).to_be_visible()


def fill_in(page: Page, **fields: str) -> None:
    """Fill the first fields with these labels."""
    for label, value in fields.items():
        page.get_by_label(f"{label}:", exact=True).first.fill(value)
