"""Pages that are seen only where the settings, or the address, are not the usual ones."""

import pytest

from tests.browser import snapshots
from tests.browser.markup import faults_in
from tests.browser.places import Place
from tests.browser.places_elsewhere import PLACES_ELSEWHERE
from tests.browser.visits import Visitor
from tests.browser.watch import nothing

every_place = pytest.mark.parametrize("place", PLACES_ELSEWHERE, ids=lambda place: place.name)


@every_place
def test_it_is_as_every_page(visits_elsewhere: Visitor, place: Place) -> None:
    visit = visits_elsewhere.to(place)
    nothing(visit.problems, visit.axe, visit.small_targets, visit.too_wide)
    assert visit.status == place.status
    assert faults_in({"page": visit.html}) == ""


@every_place
def test_a_screen_reader_is_told_what_was_reviewed(visits_elsewhere: Visitor, place: Place) -> None:
    snapshots.is_as_reviewed(place.name, visits_elsewhere.to(place).aria)
