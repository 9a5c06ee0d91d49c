import re
from pathlib import Path

import pytest

from tests.faults.faults import FAULTS

BROWSER = Path(__file__).parents[1] / "browser"


def test_each_fault_is_applied(monkeypatch):
    monkeypatch.setenv("FAULT", "none")
    from tests.faults.wrappers import REWRITES, WRAPPERS

    assert len(FAULTS) == 10
    assert set(FAULTS) == {*REWRITES, *WRAPPERS}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_browser_test(fault):
    file, _, name = FAULTS[fault].test.partition("::")
    assert f"def {name.partition('[')[0]}(" in (BROWSER / file).read_text()
    assert re.compile(FAULTS[fault].message)
