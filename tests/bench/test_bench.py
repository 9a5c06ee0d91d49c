import sqlite3
from contextlib import closing
from itertools import islice

import pytest

from tests.bench import growth, imports, load, organizations
from tests.bench.class_start import ClassStart, measure_class_start
from tests.bench.figures import middle, percentile, table
from tests.bench.growth import Growth, Size, fill, growth_table, links_in
from tests.bench.journey import JOURNEY, PeerTrainee, Trainee
from tests.bench.large_database import seconds_for_class, seconds_per_sandbox
from tests.bench.pages import queries_of, time_by_owner
from tests.bench.rounds import class_of, cpu_of_barest, cpu_of_journeys, logged_in
from tests.bench.servers import PEER_DATABASES, barest_server, cpu_seconds, peer_server, profiled_server
from tests.browser.server import DATABASE, running_server


def test_middle_is_median_minimum_and_maximum():
    assert middle([3.0, 1.04, 2.0, 9.0, 2.5]) == "2.5 (1.0 to 9.0)"
    assert middle([2.0], 2) == "2.00 (2.00 to 2.00)"


def test_percentile_is_within_the_samples():
    samples = list(range(1, 101))
    assert percentile(samples, 50) == 50.5
    assert 99 <= percentile(samples, 99) <= 100
    assert percentile([4.0, 4.0], 99) == 4.0


def test_table_is_aligned_markdown():
    assert table(["page", "ms"], [["Log in", "3.4"], ["STEP 1", "12.0"]]).splitlines() == [
        "| page   |   ms |",
        "| ------ | ---: |",
        "| Log in |  3.4 |",
        "| STEP 1 | 12.0 |",
    ]


def test_journey_is_timed_and_counted(server_folder):
    with running_server(server_folder(), DJANGO_SETTINGS_MODULE="tests.bench.counting_settings") as server:
        queries = queries_of(server.address)
        times: dict[str, list[float]] = {name: [] for name in queries}
        trainees = logged_in(class_of(server.address, 1))
        assert sum(cpu_of_journeys(trainees, number, times) for number in range(5)) > 0
    assert set(JOURNEY) < set(queries)
    assert max(queries[name] for name in JOURNEY) <= 8
    assert [len(times[name]) for name in JOURNEY] == [5] * len(JOURNEY)
    assert min(min(times[name]) for name in JOURNEY) > 0


def test_class_start_is_measured(server_folder):
    figures = ClassStart()
    with running_server(server_folder()) as server:
        measure_class_start(server.address, figures, 3)
    assert [len(each) for each in (figures.cpu, figures.last, figures.other_pages)] == [1, 1, 1]
    assert min(*figures.last, *figures.other_pages) > 0


def test_load_is_measured_without_errors(server_folder):
    folder = server_folder()
    small = load.Load(trainees=3, at_once=2, pause=0.01, arrival=0.1)
    measured = load.measure(f"sqlite:///{folder / DATABASE}", folder, small)
    assert [len(each.milliseconds) for each in measured.waits.values()] == [2, 3 * load.CLICKS, 2]
    assert [each.errors for each in measured.waits.values()] == [[], [], []]
    assert measured.cpu > 0


def test_load_notes_errors():
    def fail(number, trainee):
        raise RuntimeError(f"trainee {number}: 500")

    waits = load.at_work(load.Waits(), fail, [Trainee("http://127.0.0.1:1", "a", "b")] * 2)
    assert sorted(waits.errors) == ["RuntimeError: trainee 0: 500", "RuntimeError: trainee 1: 500"]
    assert waits.cells() == ["", "", "", "", "2"]


def test_half_of_the_processors_carries_what_the_journeys_cost():
    assert load.carried(cpu=100, processors=2, pause=5) == 2 * 0.5 * 5 * load.CLICKS * 10


@pytest.mark.parametrize("database", PEER_DATABASES)
def test_peer_serves_the_same_journey(database, tmp_path):
    url = f"sqlite:///{tmp_path / 'peer.sqlite3'}"
    with peer_server(tmp_path, url, database) as address:
        (trainee,) = logged_in(class_of(address, 1, PeerTrainee))
        for number in (0, 1):
            trainee.start_over()
            pages = dict(trainee.journey(number))
    assert list(pages) == list(JOURNEY)
    assert pages["My Profile"].html.count("RR-") == 2  # pending and active


def test_barest_views_take_processor_time(server_folder):
    with barest_server(server_folder()) as address:
        start = cpu_seconds(address)
        assert cpu_of_barest(class_of(address, 1)[0]) > 0
        assert cpu_seconds(address) > start


def test_profile_shares_sum_to_100_percent(server_folder):
    with profiled_server(server_folder()) as address:
        shares = time_by_owner(address)
    assert sum(shares.values()) == pytest.approx(100)
    assert shares["Django's ORM"] > shares["the simulator"] > 0


def test_sandboxes_are_created_in_a_large_database(server_folder):
    folder = server_folder()
    url = f"sqlite:///{folder / DATABASE}"
    fill(url, Size(200, 200, 4))
    seconds = seconds_per_sandbox(url, folder, {"fresh": 2, "crowded": 1})
    assert [len(each) for each in seconds.values()] == [2, 1]
    assert seconds_for_class(url, folder, 3) > 0
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        ((sandboxes,),) = database.execute("SELECT count(*) FROM accounts_sandbox WHERE made_by_qa")
    assert sandboxes == 5  # the old ones are removed; two are not timed


def test_every_list_is_measured_as_the_database_grows(server_folder, monkeypatch):
    """A few links of each list: that all filters and dates work is shown in tests/iqies_roles/test_admin.py."""
    monkeypatch.setattr(growth, "REPEATS", 1)
    monkeypatch.setattr(growth, "LONGER", 1)
    monkeypatch.setattr(growth, "links_in", lambda *where: islice(links_in(*where), 2))
    folder = server_folder()
    url = f"sqlite:///{folder / DATABASE}"
    fill(url, Size(60, 120, 2))
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        ((submitted,),) = database.execute(
            "SELECT count(*) FROM rolerequests_rolerequest WHERE submitted_at IS NOT NULL"
        )
        ((trainees,),) = database.execute("SELECT count(*) FROM accounts_user WHERE NOT is_staff")
        ((classes,),) = database.execute("SELECT count(*) FROM accounts_trainingclass")
    assert Size(trainees, submitted, classes) == Size(60, 120, 2)
    measured = growth.measure(url, folder)
    assert min(measured.times.values()) > 0
    names = {
        "requests: last page",
        "users: slowest search",
        "audit log: slowest filter",
        "largest class: live",
    }
    assert names < set(measured.times)


def test_growth_is_shown_by_database():
    measured = {
        "SQLite": Growth({"dashboard": 2.4, "last page": 5}),
        "PostgreSQL": Growth({"dashboard": 3.6}),
    }
    assert growth_table(measured).splitlines()[2:] == [
        "| dashboard |      2 |          4 |",
        "| last page |      5 |            |",
    ]


def test_searches_for_organizations_are_measured(server_folder, monkeypatch):
    monkeypatch.setitem(organizations.PAGE_3, "STEP 3, 100 added", 5)  # of the few that there are
    figures = organizations.Figures()
    folder = server_folder()
    url = f"sqlite:///{folder / 'trainer.sqlite3'}"
    organizations.measure_pages(url, folder, figures, rounds=1, requests=2)
    organizations.measure_class(url, folder, figures, size=2, seconds=0.1)
    assert set(figures.cpu) == set(figures.queries) == set(organizations.PAGES)
    assert figures.queries["STEP 3, 1 added"] == figures.queries["STEP 3, 100 added"]
    assert len(figures.class_times) == 2 * organizations.SEARCHES
    assert "exact CCN" in organizations.tables({"SQLite": figures})


def test_import_is_measured(server_folder, monkeypatch):
    monkeypatch.setattr(imports, "STEPS", ("preview", "import", "export"))
    folder = server_folder()
    figures = imports.measure(f"sqlite:///{folder / DATABASE}", folder, 60)
    assert list(figures) == list(imports.STEPS)
    assert min(min(each.seconds, each.cpu) for each in figures.values()) > 0
