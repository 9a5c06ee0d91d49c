"""Each statement that is composed once, compared with the one of a QuerySet."""

from datetime import UTC, datetime

import pytest
from django.db.models import F

from accounts.composed_writes import insert, update
from rolerequests.models import RequestEvent, RoleRequest
from tests.helpers import Queries, draft_of

NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)


@pytest.fixture
def draft(alice, sagu):
    return draft_of(alice, sagu)


def test_composed_update_equals_the_plain_one(draft):
    conditions = {"pk": draft.pk, "status": draft.status, "role": draft.role}
    values = {
        "role": draft.role,
        "category": draft.category_id,
        "state": "OH",
        "for_organizations": True,
        "created_at": NOON,
    }
    with Queries() as queries:
        assert RoleRequest.objects.filter(**conditions).update(**values) == 1
        for _ in range(2):
            assert update(RoleRequest, conditions, values) == 1
    assert len({each["sql"] for each in queries.captured_queries}) == 1
    stored = RoleRequest.objects.get()
    assert (stored.role, stored.state, stored.for_organizations) == (draft.role, "OH", True)
    assert stored.created_at == NOON


def test_composed_update_takes_other_values_each_time(draft):
    for state in ("TN", "OH"):
        assert update(RoleRequest, {"pk": draft.pk}, {"state": state}) == 1
        assert RoleRequest.objects.get().state == state
        assert update(RoleRequest, {"pk": draft.pk + 1}, {"state": "KY"}) == 0


@pytest.mark.parametrize(
    ("conditions", "values", "expected"),
    [
        ({"role": None}, {"state": "OH"}, ("", 0)),
        ({"pk": 2**63}, {"state": "OH"}, ("", 0)),
        ({"state": ""}, {"submitted_at": None, "state": "OH"}, ("OH", 1)),
        ({"state": ""}, {"state": F("surveyor_response")}, ("", 1)),
    ],
)
def test_odd_values_take_the_plain_update(draft, conditions, values, expected):
    rows = update(RoleRequest, conditions, values)
    assert (RoleRequest.objects.get().state, rows) == expected


def test_composed_insert_equals_the_plain_one(draft, alice):
    columns = {
        "role_request_id": draft.pk,
        "sandbox_id": draft.sandbox_id,
        "actor_id": alice.pk,
        "transition": "went_back",
        "at": NOON,
        "words": "on page % 2's \N{SNOWMAN}",
    }
    with Queries() as queries:
        RequestEvent.objects.create(**columns)
        for _ in range(2):
            insert(RequestEvent, columns)
    plain, *composed = [each["sql"] for each in queries.captured_queries]
    assert set(composed) == {plain.partition(" RETURNING")[0]}
    stored = RequestEvent.objects.filter(transition="went_back").values(*columns)
    assert list(stored) == [columns] * 3
