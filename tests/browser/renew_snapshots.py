"""Writes the aria snapshots of all pages anew: `make snapshots`. Not called a test, so that it runs on request only."""

from tests.browser.places import PLACES
from tests.browser.places_elsewhere import PLACES_ELSEWHERE
from tests.browser.places_of_staff import STEADY
from tests.browser.snapshots import FOLDER, file_of
from tests.browser.visits import Visitor


def test_renew_the_snapshots(visits: Visitor, visits_elsewhere: Visitor) -> None:
    new = {file_of(place.name): visits.to(place).aria for place in [*PLACES, *STEADY]}
    new |= {file_of(place.name): visits_elsewhere.to(place).aria for place in PLACES_ELSEWHERE}
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.yml"):
        old.unlink()
    for file, snapshot in new.items():
        file.write_text(snapshot)
