import re
from pathlib import Path

import pytest

from tests.faults.faults import FAULTS, LOOKS, SETTINGS_AND_SMALL_PRINT

TESTS = Path(__file__).parents[1]


def test_each_fault_is_applied(monkeypatch):
    monkeypatch.setenv("FAULT", "none")
    from tests.faults.wrappers import REWRITES, STYLES, WRAPPERS

    assert len(FAULTS) >= 30
    assert len(LOOKS | SETTINGS_AND_SMALL_PRINT) * 2 >= len(FAULTS)
    assert set(FAULTS) == {*REWRITES, *STYLES, *WRAPPERS}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_test(fault):
    file, _, name = FAULTS[fault].test.partition("::")
    assert f"def {name.partition('[')[0]}(" in (TESTS / file).read_text()
    assert re.compile(FAULTS[fault].message)
