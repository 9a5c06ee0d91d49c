"""The page about all stages of a run, from the JUnit XML of pytest."""

import json
import re

import pytest
from PIL import Image

from tests.reports import results

JUNIT = """<testsuites><testsuite>
<testcase classname="tests.one" name="test_good" time="0.5" />
<testcase classname="tests.one" name="test_bad[&lt;b&gt;]" time="2">
  <properties><property name="artifacts" value="{folder}" /></properties>
  <failure message="short">assert 1 == 2</failure><error message="short">console error</error>
</testcase>
<testcase classname="tests.two" name="test_left_out" time="0"><skipped message="no browser">file:1</skipped></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The folder of a run with a failed browser test, which left a picture in each of two runs."""
    monkeypatch.setattr(results, "ROOT", tmp_path)
    first, second = tmp_path / "left" / "bad", tmp_path / "left" / "recorded" / "bad"
    for folder in (first, second):
        folder.mkdir(parents=True)
        Image.new("RGB", (1280, 720), "navy").save(folder / "test-failed-1.png")
    (second / "trace.zip").touch()
    (tmp_path / "browser.xml").write_text(JUNIT.format(folder=first))
    stages = [
        {"name": "types", "passed": False, "seconds": 1, "cpu": 1, "output": "wrong type"},
        {"name": "browser", "passed": False, "seconds": 2, "cpu": 1, "output": ""},
    ]
    (tmp_path / "stages.json").write_text(json.dumps(stages))
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
