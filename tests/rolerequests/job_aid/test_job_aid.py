"""The steps of the job aid as data: they agree with their sentences, and their pages and entries exist."""

import re

import pytest

from rolerequests.job_aid.data import load_data
from rolerequests.models import Role, UserCategory
from rolerequests.wizard.steps import STEPS

SECTIONS = load_data("job_aid.json")["sections"]
ALL_STEPS = [step for section in SECTIONS for step in section["steps"]]
PAGES = {"Welcome to iQIES", "My Profile", *(step.title for step in STEPS)}

every_step = pytest.mark.parametrize("step", ALL_STEPS, ids=lambda step: step["number"])


def test_the_three_sections_have_numbered_steps():
    numbers = [[step["number"] for step in section["steps"]] for section in SECTIONS]
    assert numbers == [
        [f"{section}.{step}" for step in range(1, last + 1)]
        for section, last in (("2", 8), ("3", 7), ("4", 7))
    ]


@every_step
def test_targets_are_in_the_text_or_explained(step):
    for action in step["actions"]:
        if action["intent"] == "log in":
            assert action["target"] in step["remark"]
        elif f"**{action['target']}**" not in step["text"]:
            assert step["number"] == "4.5"
            assert f"**{action['target']}** is meant" in step["remark"]


@every_step
def test_pages_that_open_exist(step):
    opens = re.findall(r"The \*\*([^*]+)\*\* (?:page|window) opens", step["text"])
    assert [step["page"]] if "page" in step else opens == []
    assert set(opens) <= PAGES
    assert ("banner" in step) == ("green banner" in step["text"])


def test_selected_entries_are_in_the_catalog(db):
    names = {
        *UserCategory.objects.values_list("name", flat=True),
        *Role.objects.values_list("name", flat=True),
    }
    selected = {a["target"] for step in ALL_STEPS for a in step["actions"] if a["intent"] == "select"}
    assert len(selected) == 5
    assert selected <= names
