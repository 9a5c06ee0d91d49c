"""The refreshers as a calendar file (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

SUMMARY = "Practice an iQIES role request"
DESCRIPTION = "Do one exercise without help: two minutes. {address}"


def calendar_of(days: Iterable[date], address: str, uid: str) -> bytes:
    """A calendar with an all-day event on each day. `uid` makes the events of a person unique."""
    calendar = Calendar()
    calendar.add("prodid", "-//iQIES Role Request Simulator//Practice//EN")
    calendar.add("version", "2.0")
    for day in days:
        event = Event()
        event.add("uid", f"refresher-{uid}-{day:%Y%m%d}@iqies-role-request-simulator")
        event.add("dtstamp", datetime.now(UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # the person is not busy all day
        event.add("summary", SUMMARY)
        event.add("description", DESCRIPTION.format(address=address))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
