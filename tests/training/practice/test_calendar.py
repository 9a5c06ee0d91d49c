"""The dates of both refreshers: the calendar file read back, on days when clocks change, in other zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone

from tests.training.practice.attempts import attempt_of
from training.models import Attempt, Level, Outcome
from training.practice.attempts import REFRESHER_DAYS, refresher

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


def pass_at(trainee, at, **fields):
    """An attempt that ended then."""
    attempt = attempt_of(trainee, began_at=at, ended_at=at, outcome=Outcome.FITS, results=[], **fields)
    trainee.start_over()
    return attempt


def events(client):
    """The events of the calendar file."""
    content = client.get("/practice/refreshers.ics").content
    assert content.count(b"\n") == content.count(b"\r\n")  # RFC 5545, 3.1
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def days(client):
    return [event.decoded("dtstart") for event in events(client)]


def test_events_take_all_day_and_no_time(alice, alice_client):
    pass_at(alice, datetime(2026, 11, 25, 12, tzinfo=NEW_YORK))
    found = events(alice_client)
    assert found
    for event in found:
        start, end = event.decoded("dtstart"), event.decoded("dtend")
        assert (type(start), end - start) == (date, timedelta(days=1))
        assert event["transp"] == "TRANSPARENT"
        assert "http://testserver/practice/" in event["description"]


def test_events_keep_their_uids(alice, alice_client):
    pass_at(alice, datetime(2026, 11, 25, 12, tzinfo=NEW_YORK))
    first, second = ([event["uid"] for event in events(alice_client)] for _ in range(2))
    assert first == second
    assert len(set(first)) == len(REFRESHER_DAYS)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # Clocks go back on November 1 and forward on March 8. One minute to midnight is tomorrow in UTC.
        ("2026-10-25T00:00-04:00", [date(2026, 11, 8), date(2026, 12, 9)]),
        ("2026-10-25T23:59-04:00", [date(2026, 11, 8), date(2026, 12, 9)]),
        ("2026-11-01T01:30-05:00", [date(2026, 11, 15), date(2026, 12, 16)]),
        ("2026-02-22T23:59-05:00", [date(2026, 3, 8), date(2026, 4, 8)]),
        ("2027-12-31T23:59-05:00", [date(2028, 1, 14), date(2028, 2, 14)]),
        ("2028-02-15T12:00-05:00", [date(2028, 2, 29), date(2028, 3, 31)]),
    ],
)
def test_days_are_those_of_the_wall_calendar(at, expected, alice, alice_client):
    pass_at(alice, datetime.fromisoformat(at))
    assert days(alice_client) == expected


def test_days_are_those_of_the_installation(alice, alice_client, settings):
    pass_at(alice, datetime(2026, 11, 25, 20, tzinfo=UTC))
    for zone, first in (("Pacific/Honolulu", 9), ("Asia/Tokyo", 10)):
        settings.TIME_ZONE = zone
        assert days(alice_client)[0] == date(2026, 12, first)


def test_last_pass_without_help_counts(alice, alice_client):
    pass_at(alice, datetime(2026, 11, 25, 12, tzinfo=NEW_YORK))
    pass_at(alice, datetime(2026, 11, 20, 12, tzinfo=NEW_YORK))
    pass_at(alice, datetime(2026, 11, 28, 12, tzinfo=NEW_YORK), level=Level.TRY)
    assert days(alice_client)[0] == date(2026, 12, 9)


def test_refresher_is_due_on_the_day_of_the_calendar(alice):
    attempt = pass_at(alice, datetime(2026, 10, 25, 23, 59, tzinfo=NEW_YORK))
    attempts = list(Attempt.objects.select_related("exercise"))
    with timezone.override(NEW_YORK):
        midnight = datetime(2026, 11, 8, tzinfo=NEW_YORK)
        assert refresher(attempts, midnight) == attempt
        assert refresher(attempts, midnight - timedelta(seconds=1)) is None
