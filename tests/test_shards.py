"""Shards: parts of the test files, to run on several machines."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import in_shard

TESTS: list[Any] = [SimpleNamespace(path=Path(f"{name}.py")) for name in "aabbbcdde"]


def test_shards_are_all_files_once():
    shards = [in_shard(TESTS, f"{number}/3") for number in (1, 2, 3)]
    assert sorted(str(test.path) for shard in shards for test in shard) == [str(test.path) for test in TESTS]
    files = [{test.path for test in shard} for shard in shards]
    assert [len(each) for each in files] == [2, 2, 1]


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "1/0"])
def test_odd_shard_is_refused(shard):
    with pytest.raises(pytest.UsageError, match="--shard"):
        in_shard(TESTS, shard)
