"""The tables of docs/access.md are true, and say what they must."""

import pytest
from django.db import connection

from accounts.single_sign_on.urls import urlpatterns as single_sign_on
from rolerequests.qa.views import url_patterns
from tests.access import (
    LOG_IN,
    METHODS,
    NOBODY,
    OTHER,
    OWNER,
    SUPERUSER,
    Examples,
    documented,
    measured,
    measured_qa,
    measured_sso,
    routes,
)
from tests.iqies_roles.test_every_page import PUBLIC

REFUSED = {LOG_IN, "403", "404", "405"}
HOW = "Run `.venv/bin/pytest tests/renew_access.py`, and read what `git diff docs/access.md` lets people do."
ADMIN = "admin/"
CLASSES = "admin/accounts/trainingclass/"

ROWS = documented()
CELLS = [
    (address, method, person, status)
    for address, by_method in ROWS.items()
    for method, statuses in by_method.items()
    for person, status in statuses.items()
]

# The statuses are the same on all databases.
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="takes seconds")


def is_asked(address, method, person):
    """Leaves out three quarters of the time, but nothing that somebody could do and should not.

    That are pages that several people may open, and methods of which those who may most are refused.
    """
    most = SUPERUSER if address.startswith("`/admin/") else OWNER
    if method == "HEAD":  # a view that is open to it is to GET
        return person in (NOBODY, OTHER)
    if method not in ("GET", "POST"):
        return person in (NOBODY, most)
    return person == most or ROWS.get(address, {}).get(method, {}).get(person) in {*REFUSED, None}


def differences(found):
    """Sentences about what the docs do not say, or say otherwise."""
    for address, by_method in found.items():
        if address not in ROWS:
            yield f"{address} has no row in docs/access.md. {HOW}"
            continue
        for method, statuses in by_method.items():
            for person, status in statuses.items():
                if ROWS[address][method].get(person) != status:
                    yield f"{method} {address} by {person} is {status}, docs/access.md says otherwise. {HOW}"


@on_sqlite
@pytest.mark.parametrize(
    "part",
    [
        lambda route: not route.startswith(ADMIN),
        lambda route: route.startswith(CLASSES),
        lambda route: route.startswith(ADMIN) and not route.startswith(CLASSES),
    ],
    ids=["trainees", "classes", "admin"],
)
def test_pages_are_open_to_whom_the_docs_say(db, part):
    assert list(differences(measured(Examples(), is_asked, part))) == []


@on_sqlite
def test_qa_api_is_open_to_whom_the_docs_say(db):
    assert list(differences(measured_qa(Examples()))) == []


@on_sqlite
def test_single_sign_on_is_open_to_whom_the_docs_say(db):
    assert list(differences(measured_sso(Examples()))) == []


# What stays so when the tables are renewed


def test_docs_have_the_rows_of_the_addresses_only(db):
    examples = Examples()
    switched_on = routes([*single_sign_on, *url_patterns()])
    known = {words for route in [*routes(), *switched_on] for words, _ in examples.of(route)}
    assert set(ROWS) == known
    assert all(tuple(by_method) and set(by_method) == set(METHODS) for by_method in ROWS.values())


def test_nobody_gets_public_pages_only():
    got = {address for address, _, person, status in CELLS if person == NOBODY and status not in REFUSED}
    assert got <= {f"`/{route}`" for route in PUBLIC}


def test_trainees_get_no_page_of_the_admin():
    leaks = [
        cell
        for cell in CELLS
        if cell[0].startswith("`/admin/") and cell[2] in (OTHER, OWNER) and cell[3] not in REFUSED
    ]
    assert {cell[0] for cell in leaks} <= {"`/admin/logout/`"}


def test_trainees_get_nothing_of_others():
    named = [cell for cell in CELLS if cell[2] == OTHER and "<int:pk>" in cell[0]]
    assert named
    assert {cell[3] for cell in named} <= REFUSED


def test_other_methods_do_nothing():
    done = {cell[0] for cell in CELLS if cell[1] in ("PUT", "DELETE", "OPTIONS") and cell[3] == "200"}
    assert done == set()


def test_qa_api_needs_switch_and_token():
    closed = {cell[3] for cell in CELLS if cell[2] == "Switched off"}
    assert closed == {"404"}
    assert {cell[3] for cell in CELLS if cell[2] == "Without the token"} == {"403"}


def test_no_address_fails():
    assert not [cell for cell in CELLS if cell[3].startswith("5")]
