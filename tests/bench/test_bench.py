"""`make bench`: its figures and tables, and that its journey is one that the real server lets through."""

import sqlite3

import pytest

from tests.bench.figures import middle, percentile, table
from tests.bench.journey import JOURNEY
from tests.bench.large_database import fill, seconds_for_class, seconds_for_worlds
from tests.bench.pages import queries_of, time_by_owner
from tests.bench.rounds import as_many_of_the_barest, class_of, one_by_one
from tests.bench.servers import barest_server, cpu_seconds, profiled_server
from tests.browser.server import running_server


def test_a_figure_is_the_median_of_its_rounds_with_the_least_and_the_greatest():
    assert middle([3.0, 1.04, 2.0, 9.0, 2.5]) == "2.5 (1.0 to 9.0)"
    assert middle([2.0], 2) == "2.00 (2.00 to 2.00)"


def test_a_percentile_lies_among_the_samples():
    samples = list(range(1, 101))
    assert percentile(samples, 50) == 50.5
    assert 99 <= percentile(samples, 99) <= 100
    assert percentile([4.0, 4.0], 99) == 4.0


def test_a_table_is_markdown_with_aligned_columns():
    assert table(["page", "ms"], [["Log in", "3.4"], ["STEP 1", "12.0"]]).splitlines() == [
        "| page   |   ms |",
        "| ------ | ---: |",
        "| Log in |  3.4 |",
        "| STEP 1 | 12.0 |",
    ]


def test_the_journey_is_walked_timed_and_counted_on_the_real_server(tmp_path):
    with running_server(tmp_path, DJANGO_SETTINGS_MODULE="tests.bench.counting_settings") as server:
        queries = queries_of(server.address)
        times: dict[str, list[float]] = {name: [] for name in queries}
        assert one_by_one(class_of(server.address, 1), server.address, times) > 0
    assert set(JOURNEY) < set(queries)
    assert max(queries[name] for name in JOURNEY) <= 8
    assert [len(times[name]) for name in JOURNEY] == [10] * len(JOURNEY)
    assert min(map(min, times.values())) > 0


def test_the_yardstick_takes_time_of_the_server_too(tmp_path):
    with barest_server(tmp_path) as address:
        start = cpu_seconds(address)
        assert as_many_of_the_barest(address) > 0
        assert cpu_seconds(address) > start


def test_the_profile_shares_out_all_the_time(tmp_path):
    with profiled_server(tmp_path) as address:
        shares = time_by_owner(address)
    assert sum(shares.values()) == pytest.approx(100)
    assert shares["Django's ORM"] > shares["the trainer"] > 0


def test_worlds_are_made_beside_many_sandboxes_and_old_ones_go(tmp_path):
    url = f"sqlite:///{tmp_path / 'trainer.sqlite3'}"
    with running_server(tmp_path, DATABASE_URL=url):
        pass  # migrated and seeded
    fill(url, 200)
    seconds = seconds_for_worlds(url, tmp_path, {"fresh": 2, "crowded": 1})
    assert [len(each) for each in seconds.values()] == [2, 1]
    assert seconds_for_class(url, tmp_path, 3) > 0
    with sqlite3.connect(tmp_path / "trainer.sqlite3") as database:
        ((worlds,),) = database.execute("SELECT count(*) FROM accounts_sandbox WHERE made_by_qa")
    assert worlds == 5  # 20 old ones before, and a first one of each condition that is not timed
