"""Figures for monitoring: off by default, with a token only, and without anything about people."""

import re
from pathlib import Path

import psutil
import pytest
import requests

from tests.browser.server import running_server
from tests.iqies_roles.test_running_server import wait_for
from tests.iqies_roles.test_settings import SITE, python, refusal_of, settings_from

TOKEN = "of-this-test-and-no-other"
REQUESTS = r'^simulator_request_seconds_count\{method="(\w+)",route="([^"]*)",status="(\d+)"\} (\S+)$'


def get(address, token="", method="GET", **headers):
    """Status and text of a response."""
    given = {"Authorization": f"Bearer {token}".encode()} if token else {}
    response = requests.request(method, address, headers=given | headers, timeout=10)
    return response.status_code, response.text


@pytest.fixture(scope="module")
def server(server_folder):
    with running_server(server_folder(), METRICS_TOKEN=TOKEN, WORKERS="2") as server:
        yield server


def counted(server):
    """How many requests there were, by method, route and status."""
    status, text = get(f"{server.address}/metrics", TOKEN)
    assert status == 200
    found = re.findall(REQUESTS, text, re.MULTILINE)
    return {(method, route, code): float(count) for method, route, code, count in found}


def test_it_is_off_by_default():
    site = settings_from(**SITE)
    assert not [each for each in site["MIDDLEWARE"] if "metrics" in each]
    script = "import iqies_roles.wsgi, sys; print('prometheus_client' in sys.modules)"
    assert python("-c", script, **SITE).stdout.strip() == "False"


def test_without_it_there_is_no_address(client, db):
    assert client.get("/metrics").status_code == 404


def test_short_token_is_refused():
    assert refusal_of(METRICS_TOKEN="x" * 19).startswith("METRICS_TOKEN ")


@pytest.mark.parametrize("token", ["", "wrong", TOKEN.upper(), f"{TOKEN}x", "\u00e9"])
def test_figures_need_the_token(server, token):
    status, text = get(f"{server.address}/metrics", token)
    assert status == 403
    assert "simulator_" not in text
    assert TOKEN not in text


def test_requests_of_all_processes_are_counted(server):
    before = counted(server)
    for _ in range(40):
        get(f"{server.address}/login/")
    get(f"{server.address}/nowhere/of-ann-lee/")
    after = counted(server)
    assert after[("GET", "login/", "200")] - before.get(("GET", "login/", "200"), 0) == 40
    assert ("GET", "none", "404") in after


def test_figures_ask_for_no_host_name(server):
    assert get(f"{server.address}/metrics", TOKEN, Host="10.0.0.7")[0] == 200


def test_health_checks_are_not_counted(server):
    before = counted(server)
    get(f"{server.address}/readyz")
    assert counted(server) == before


def test_labels_have_nothing_that_a_client_made_up(server):
    get(f"{server.address}/practice/attempts/424242/?name=ann-lee")
    get(f"{server.address}/login/", method="ANNLEE")
    text = get(f"{server.address}/metrics", TOKEN)[1]
    assert 'route="practice/attempts/<int:pk>/"' in text
    assert 'method="other"' in text
    for word in ("424242", "ann-lee", "ANNLEE"):
        assert word not in text


def test_nothing_is_in_progress_afterwards(server):
    assert "\nsimulator_requests_in_progress 0.0\n" in get(f"{server.address}/metrics", TOKEN)[1]


def gauge_of(process):
    """The file in which a process counts what it has in progress; None if there is none."""
    own = f"gauge_livesum_{process.pid}.db"
    return next((Path(each.path) for each in process.memory_maps() if own in each.path), None)


def test_what_an_ended_process_had_in_progress_is_left_out(server_folder):
    others = set(psutil.Process().children(recursive=True))
    with running_server(server_folder(), METRICS_TOKEN=TOKEN, WORKERS="1") as server:
        get(f"{server.address}/login/")
        counts = counted(server)
        own = set(psutil.Process().children(recursive=True)) - others
        (worker,) = (each for each in own if not each.children() and gauge_of(each))
        file = gauge_of(worker)
        assert file.exists()
        worker.kill()
        wait_for(lambda: not file.exists())
        assert counted(server).keys() >= counts.keys()
    assert not file.parent.exists()
