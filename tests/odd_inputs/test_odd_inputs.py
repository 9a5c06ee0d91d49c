"""Odd inputs at all addresses and in all forms: no server error, and nothing half written.

The tests send FEW of them, the same ones each time. `make odd` sends 10,000 others on each database.
"""

import logging
from collections import Counter

import pytest
from django.db import connection
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rolerequests.qa.fields import FIELDS
from tests.odd_inputs.site import (
    FORM,
    PROGRAM,
    Writes,
    check_whole,
    difference,
    forms_in,
    new_site,
    rows,
    undone,
)
from tests.odd_inputs.values import addresses, bodies, filled, json_bodies, oddly_filled
from tests.rolerequests.qa.conftest import qa_api  # noqa: F401 - the fixture

FEW, LEAST = 100, 4
METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
TYPES = (FORM, "application/json", "multipart/form-data; boundary=odd", "text/plain; charset=utf-16", "")
KINDS_OF_PROGRAM = ("json", "json", "json", "address", "body")
KINDS = ("form", "form", "form", "address", "body")


@pytest.fixture
def site(db, qa_api):  # noqa: F811
    logging.disable(logging.CRITICAL)
    yield new_site()
    logging.disable(logging.NOTSET)


@pytest.fixture
def sent():
    """Counts what was sent, and prints it: `make odd` shows it."""
    counts: dict[str, Counter] = {name: Counter() for name in ("inputs", "statuses", "places", "forms")}
    yield counts
    print(f"\n{counts['inputs'].total():,} odd inputs: {dict(counts['inputs'])}")
    print(f"Statuses of the responses: {dict(sorted(counts['statuses'].items()))}")
    print(f"Addresses, each by a person: {len(counts['places'])}. Different forms: {len(counts['forms'])}.")


class Example:
    """A person at an address sends something odd, which `draw` chooses."""

    def __init__(self, site, place, draw, sent):
        self.site, self.place, self.draw, self.sent = site, place, draw, sent
        self.client = site.clients[self.place.person]
        self.kind = draw(st.sampled_from(KINDS_OF_PROGRAM if self.place.person == PROGRAM else KINDS))

    def run(self):
        """Send it, check what came of it, and undo it."""
        with undone(), self.site.cookies_kept(self.place.person):
            earlier, writes = Writes(), Writes()
            with connection.execute_wrapper(earlier):
                form = self.form_to_send() if self.kind == "form" else None
            before = rows() if earlier.statements else self.site.base
            with connection.execute_wrapper(writes):
                response = self.checked(self.send_form(form) if form else self.send_other())
            self.count(response, form)
            if writes.statements and self.is_refused(response):
                assert difference(before, rows()) == {}, (
                    f"{response.request} changed it: {response.status_code}"
                )
            elif writes.statements:
                check_whole(before)
                self.look_at_it(response)

    def checked(self, response):
        """The response, which is read to its end and no server error."""
        if response.streaming:
            b"".join(response)
        assert response.status_code < 500, (response.status_code, response.request)
        return response

    def form_to_send(self):
        """A form of the page, or one of a page to which it leads when it is sent as it should be."""
        forms = self.site.forms_at(self.place)
        for _ in range(self.draw(st.sampled_from([0, 0, 1, 2]))):
            form = self.draw(st.sampled_from(forms))
            pairs = self.draw(filled(form, self.site.files))
            response = self.followed(self.checked(self.site.send(self.client, form, pairs)))
            forms = forms_in(response) or forms
        return self.draw(st.sampled_from(forms))

    def followed(self, response):
        """The page to which a redirect leads."""
        if response.status_code == 302 and response["Location"].startswith("/"):
            return self.checked(self.client.get(response["Location"]))
        return response

    def send_form(self, form):
        pairs = self.draw(oddly_filled(form, self.site.files))
        return self.site.send(self.client, form, pairs, multipart=self.draw(st.booleans()))

    def send_other(self):
        """Send something odd without a form."""
        address = self.place.address if self.draw(st.booleans()) else self.draw(addresses(self.place.address))
        if self.kind == "address":
            return self.client.generic(self.draw(st.sampled_from(METHODS)), address, content_type=FORM)
        body = self.draw(json_bodies(list(FIELDS)) if self.kind == "json" else bodies)
        content_type = "application/json" if self.kind == "json" else self.draw(st.sampled_from(TYPES))
        return self.client.generic("POST", address, body, content_type=content_type)

    def is_refused(self, response):
        """Whether the response promises that nothing was saved. A download is in the audit log."""
        if "attachment" in response.get("Content-Disposition", ""):
            return False
        done = (200, 201) if self.place.person == PROGRAM else (302,)
        is_read = response.request["REQUEST_METHOD"] in ("GET", "HEAD", "OPTIONS")
        return is_read or response.status_code not in done

    def look_at_it(self, response):
        """Pages show what was stored: where the response leads to, where it came from, and any other."""
        other = self.draw(st.sampled_from(self.site.places))
        self.followed(response)
        self.checked(self.client.get(self.place.address))
        self.checked(self.site.clients[other.person].get(other.address))

    def count(self, response, form):
        self.sent["inputs"][self.kind] += 1
        self.sent["statuses"][response.status_code] += 1
        self.sent["places"][self.place] += 1
        if form:
            self.sent["forms"][route_of(form.address), form.method, *sorted(form.fields)] += 1


def route_of(address):
    try:
        return resolve(address).route
    except Resolver404:
        return address


def send_odd_inputs(site, place, number, sent, *, at_random):
    """Send so many at this place. Hypothesis makes one that fails as small as it can."""

    @settings(
        max_examples=number,
        derandomize=not at_random,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def send(data):
        Example(site, place, data.draw, sent).run()

    send()


@pytest.mark.filterwarnings(
    "ignore:DateTimeField .* naive datetime"
)  # the filter of a date that somebody wrote
def test_odd_inputs_cause_no_error_and_nothing_half_written(site, sent, pytestconfig):
    number = pytestconfig.option.examples
    each = max(-(-(number or FEW) // len(site.places)), LEAST)  # at each place, or at every n-th one
    for place in site.places[:: max(each * len(site.places) // (number or FEW), 1)]:
        send_odd_inputs(site, place, each, sent, at_random=bool(number))
