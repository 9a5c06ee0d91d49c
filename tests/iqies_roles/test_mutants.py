"""`make mutants`: each fault is applied by something and found by a test that there is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from mutants.faults import FAULTS

BROWSER = Path(settings.BASE_DIR) / "tests" / "browser"


def test_there_are_ten_and_each_breaks_something(monkeypatch):
    monkeypatch.setenv("FAULT", "none")
    from mutants.wrappers import REWRITES, WRAPPERS

    assert len(FAULTS) == 10
    assert set(FAULTS) == {*REWRITES, *WRAPPERS}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_test_that_finds_it_is_there(fault):
    file, _, name = FAULTS[fault].test.partition("::")
    assert f"def {name.partition('[')[0]}(" in (BROWSER / file).read_text()
    assert re.compile(FAULTS[fault].message)
