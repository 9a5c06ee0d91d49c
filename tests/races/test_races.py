"""A few of the rounds of `make races`, on the database system of these tests."""

from tests.races.__main__ import run


def test_races_keep_what_the_pages_promise(empty_database):
    run(empty_database, 3)
