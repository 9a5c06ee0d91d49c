"""The page about all stages of a run, from the JUnit XML of pytest."""

import re

import pytest

from tests.reports import results
from tests.reports.sample import write_run


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The folder of a run with a failed test."""
    monkeypatch.setattr(results, "ROOT", tmp_path)
    write_run(tmp_path)
    return tmp_path


def page_of(run):
    results.main(run)
    return (run / "tests.html").read_text()


def test_report_shows_failures_with_pictures(run):
    page = page_of(run)
    assert "1 of 3 failed" in page
    assert page.count('src="data:image/webp;base64,') == 2
    assert "left/recorded/bad/trace.zip" in page
    for words in ("test_bad[&lt;b&gt;]", "assert 1 == 2", "console error", "wrong type", "no browser"):
        assert words in page


def test_report_is_a_single_file(run):
    addresses = re.findall(r"""(?:src=|href=|url\()["']?([^"')]+)""", page_of(run))
    assert addresses
    assert [each for each in addresses if not each.startswith(("data:", "#"))] == []


def test_report_holds_few_pictures(run, monkeypatch):
    monkeypatch.setattr(results, "MOST_PICTURES", 1)
    assert page_of(run).count("data:image/webp") == 1
