"""What `make faults` relies on: that it would see a lost, doubled or half request."""

import pytest

from rolerequests.models import RequestEvent
from rolerequests.models.choices import Transition
from tests.bench.journey import Response
from tests.faults import people
from tests.faults.ledger import found_wrong
from tests.helpers import draft_of, pending_of


@pytest.fixture
def pending(alice, sagu):
    return pending_of(alice, sagu, "OH")


def kinds_found(submitted=(), withdrawn=()):
    return {kind for kind, found in found_wrong(set(submitted), set(withdrawn)).items() if found}


def test_ledger_agrees_with_what_pages_said(pending, alice, cms_general):
    draft_of(alice, cms_general)
    assert kinds_found({pending.pk}) == set()
    pending.withdraw(actor=alice)
    assert kinds_found({pending.pk}, {pending.pk}) == set()


def test_ledger_finds_what_is_lost(pending, alice, cms_general):
    draft = draft_of(alice, cms_general)
    for said in ([pending.pk, draft.pk], [pending.pk + 999]):
        assert kinds_found(said) == {"lost"}
    assert kinds_found([pending.pk], [pending.pk]) == {"lost"}


def test_ledger_finds_a_doubled_submission(pending):
    event = pending.events.last()
    event.pk = None
    event.save()
    assert kinds_found() == {"doubled"}


def test_ledger_finds_a_half_submission(pending):
    last = RequestEvent.objects.filter(transition=Transition.SUBMITTED)
    last._raw_delete(last.db)
    assert kinds_found() == {"half"}
    assert kinds_found({pending.pk}) == {"half", "lost"}


def test_error_is_counted_and_tried_again(monkeypatch):
    monkeypatch.setattr(people, "PAUSE_SECONDS", 0)
    person = people.Person("http://a", "ann", "", servers=["http://a", "http://b"])
    statuses = iter([0, 500, 503, 200])

    def exchange(*request):
        if status := next(statuses):
            return Response(status, "", person.address, 0.0, 0)
        raise ConnectionError

    monkeypatch.setattr(person, "exchange", exchange)
    assert person.ask("GET", "/", "").html == "http://b"
    assert person.responses_by_kind == {"none": 1, "500": 1, "503": 1, "ok": 1}
    assert [problem.split(":")[0] for problem in person.problems] == [
        "GET /",
        "a 503 without Retry-After or page",
    ]
