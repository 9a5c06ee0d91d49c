import re
from pathlib import Path

import pytest

from tests.mutants.mutants import LOOKS, MUTANTS, SETTINGS_AND_SMALL_PRINT

TESTS = Path(__file__).parents[1]


def test_each_mutant_is_applied(monkeypatch):
    monkeypatch.setenv("MUTANT", "none")
    from tests.mutants.wrappers import REWRITES, STYLES, WRAPPERS

    assert len(MUTANTS) >= 30
    assert len(LOOKS | SETTINGS_AND_SMALL_PRINT) * 2 >= len(MUTANTS)
    assert set(MUTANTS) == {*REWRITES, *STYLES, *WRAPPERS}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_each_mutant_has_its_test(mutant):
    file, _, name = MUTANTS[mutant].test.partition("::")
    assert f"def {name.partition('[')[0]}(" in (TESTS / file).read_text()
    assert re.compile(MUTANTS[mutant].message)
