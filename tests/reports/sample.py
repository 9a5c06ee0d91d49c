"""A small run and two page states, to test the reports with."""

import json
from pathlib import Path
from typing import Any

from PIL import Image

JUNIT = """<testsuites><testsuite>
<testcase classname="tests.one" name="test_good" time="0.5" />
<testcase classname="tests.one" name="test_bad[&lt;b&gt;]" time="2">
  <properties><property name="artifacts" value="{folder}" /></properties>
  <failure message="short">assert 1 == 2</failure><error message="short">console error</error>
</testcase>
<testcase classname="tests.two" name="test_left_out" time="0"><skipped message="no browser">file:1</skipped></testcase>
</testsuite></testsuites>"""
STAGES = [
    {"name": "types", "passed": False, "seconds": 1, "cpu": 1, "output": "wrong type"},
    {"name": "browser", "passed": False, "seconds": 2, "cpu": 1, "output": ""},
]
CONTRAST = {
    "id": "color-contrast",
    "help": "Contrast must be enough",
    "url": "https://example.org/contrast",
    "tags": ["wcag2aa", "wcag143", "TTv5", "TT13.c"],
    "impact": "serious",
    "count": 2,
}
UNSURE = {"outcome": "incomplete", "elements": [{"target": "#tile", "why": "The ground is a picture."}]}
STATE: dict[str, Any] = {
    "section": "Trainees",
    "preset": "fresh",
    "status": 200,
    "steps": 'trainee.open("/")',
    "file": "tests/browser/page_states.py",
    "title": "Welcome",
    "aria": "- main: Welcome",
    "address": "/",
    "axe": "4.12.1",
    "rules": [
        CONTRAST | UNSURE | {"width": 320},
        CONTRAST | {"outcome": "passes", "elements": [], "width": 1280},
    ],
}


def write_run(folder: Path) -> None:
    """A run with a failed browser test, which left a picture in each of two runs."""
    first, second = folder / "left" / "bad", folder / "left" / "recorded" / "bad"
    for each in (first, second):
        each.mkdir(parents=True)
        Image.new("RGB", (1280, 720), "navy").save(each / "test-failed-1.png")
    (second / "trace.zip").touch()
    (folder / "browser.xml").write_text(JUNIT.format(folder=first))
    (folder / "stages.json").write_text(json.dumps(STAGES))


def write_page_states(folder: Path) -> None:
    """Two page states as tests/browser/gallery.py leaves them, the second one not reached."""
    picture = "welcome-1280.webp"
    Image.new("RGB", (1280, 720), "navy").save(folder / picture)
    welcome = {"slug": "welcome", "name": "welcome", "position": 0, "pictures": {"1280": picture}}
    (folder / "welcome.json").write_text(json.dumps(STATE | welcome))
    reached_not = {key: STATE[key] for key in ("section", "preset", "status", "steps", "file")}
    lost = {"slug": "lost", "name": "lost page", "position": 1, "error": "no such <button>"}
    (folder / "lost.json").write_text(json.dumps(reached_not | lost))
