"""Writes the aria snapshots of all pages anew: `make snapshots`. Not called a test, so that it runs on request only."""

from tests.browser.places import PLACES
from tests.browser.places_of_staff import STEADY
from tests.browser.snapshots import FOLDER, file_of
from tests.browser.visits import Visitor


def test_renew_the_snapshots(visits: Visitor) -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.yml"):
        old.unlink()
    for place in [*PLACES, *STEADY]:
        file_of(place.name).write_text(visits.to(place).aria)
