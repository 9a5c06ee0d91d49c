"""The state gallery and the report on accessibility, from what was collected of the pages."""

import csv

import pytest

from tests.reports import gallery, sample


@pytest.fixture
def folder(tmp_path):
    """The folder of a gallery with two page states."""
    sample.write_page_states(tmp_path)
    gallery.write_pages(tmp_path)
    return tmp_path


def test_tags_name_success_criteria():
    tags = ["cat.color", "wcag2aa", "wcag143", "wcag1412", "TTv5", "TT13.c"]
    assert gallery.criteria(tags) == "1.4.3, 1.4.12"
    assert gallery.trusted_tester(tags) == "13.C"


def test_worse_outcome_of_both_widths_counts():
    (result,) = gallery.rule_results(sample.STATE["rules"])
    assert (result.outcome, result.wcag, result.trusted_tester) == ("incomplete", "1.4.3", "13.C")
    assert result.elements == ["320 pixels: #tile: The ground is a picture."]


def test_gallery_shows_each_page_state(folder):
    page = (folder / "index.html").read_text()
    for words in (
        "welcome-1280.webp",
        "trainee.open(&quot;/&quot;)",
        "- main: Welcome",
        "no such &lt;button&gt;",
    ):
        assert words in page


def test_accessibility_report_says_what_to_look_at(folder):
    page = (folder / "accessibility.html").read_text()
    assert "0 failed, 1 are incomplete" in page
    assert "320 pixels: #tile" in page


def test_accessibility_table_has_a_line_for_each_rule(folder):
    with (folder / "accessibility.csv").open(encoding="utf-8-sig", newline="") as table:
        (row,) = csv.DictReader(table)
    assert (row["page"], row["rule"], row["result"], row["WCAG"]) == (
        "welcome",
        "color-contrast",
        "incomplete",
        "1.4.3",
    )
