"""What every page keeps, in every state: accessible, valid, named, and good on a phone."""

import pytest

from tests.browser import snapshots
from tests.browser.markup import faults_in
from tests.browser.places import PLACES, Place
from tests.browser.places_elsewhere import PLACES_ELSEWHERE
from tests.browser.places_of_staff import STEADY
from tests.browser.visits import Visitor
from tests.browser.watch import nothing

every_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)


@every_place
def test_axe_finds_nothing(visits: Visitor, place: Place) -> None:
    nothing(visits.to(place).axe)


@every_place
def test_nothing_goes_wrong_on_the_way(visits: Visitor, place: Place) -> None:
    nothing(visits.to(place).problems)
    assert visits.to(place).status == place.status


@pytest.mark.parametrize("place", [*PLACES, *STEADY], ids=lambda place: place.name)
def test_a_screen_reader_is_told_what_was_reviewed(visits: Visitor, place: Place) -> None:
    snapshots.is_as_reviewed(place.name, visits.to(place).aria)


def test_there_is_no_snapshot_of_a_page_that_is_not() -> None:
    every = [*PLACES, *PLACES_ELSEWHERE, *STEADY]
    assert set(snapshots.FOLDER.iterdir()) == {snapshots.file_of(place.name) for place in every}


@every_place
def test_nothing_scrolls_sideways(visits: Visitor, place: Place) -> None:
    nothing(visits.to(place).too_wide)


@every_place
def test_targets_are_large_enough(visits: Visitor, place: Place) -> None:
    nothing(visits.to(place).small_targets)


@every_place
def test_there_is_one_main_heading(visits: Visitor, place: Place) -> None:
    headings = visits.to(place).headings
    assert len(headings) == 1, headings


@every_place
def test_an_error_is_in_the_title_and_has_the_focus(visits: Visitor, place: Place) -> None:
    visit = visits.to(place)
    assert visit.title.startswith("Error: ") == place.is_error, f"the title is {visit.title!r}"
    assert (visit.focused_role == "alert") == place.is_error, f"the focus is on {visit.focused_role!r}"


def test_every_title_is_unique(visits: Visitor) -> None:
    """Pages are told apart by their main headings; two of them never share a title."""
    headings_of: dict[str, set[str]] = {}
    for place in PLACES:
        visit = visits.to(place)
        assert visit.title.endswith(" | iQIES Role Request Simulator")
        headings_of.setdefault(visit.title, set()).update(visit.headings)
    nothing(f"{title!r}: {headings}" for title, headings in headings_of.items() if len(headings) != 1)


def test_every_page_is_valid_html(visits: Visitor) -> None:
    assert faults_in({place.name: visits.to(place).html for place in PLACES}) == ""
