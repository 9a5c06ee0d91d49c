"""How times are shown."""

import re
from datetime import UTC, datetime

import pytest

from accounts.audit_log import Action, Change, record
from accounts.models import AuditEntry, Sandbox, User
from accounts.snapshots import displayed
from accounts.templatetags.times import time_element
from rolerequests.models import RoleRequest
from tests.admin import list_of, page_for
from tests.factories import TrainingClassFactory
from tests.pages import text_of

DATETIME = re.compile(r'<time datetime="([^"]*)"')
# HTML: a global date and time, https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-time-element
VALID = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)")


def datetimes_of(response):
    return DATETIME.findall(response.content.decode())


def test_time_element_has_no_microseconds():
    at = datetime(2026, 3, 2, 15, 4, 5, 123456, tzinfo=UTC)
    markup = time_element(at)
    assert DATETIME.findall(markup) == ["2026-03-02T10:04:05-0500"]


def test_my_profile_has_valid_times(alice_client, pending):
    found = datetimes_of(alice_client.get("/my-profile/"))
    assert found
    assert [each for each in found if not VALID.fullmatch(each)] == []


# The end of daylight saving time repeats the hour from 1 to 2 AM.
REPEATED = [
    (datetime(2027, 11, 7, 5, 30, tzinfo=UTC), "Nov. 7, 2027, 1:30 AM EDT"),
    (datetime(2027, 11, 7, 6, 30, tzinfo=UTC), "Nov. 7, 2027, 1:30 AM EST"),
]


@pytest.mark.parametrize(("at", "shown"), REPEATED)
def test_repeated_hour_has_its_zone(at, shown):
    markup = time_element(at)
    shown_short = time_element(at, "N j, g:i A T")
    assert shown in markup
    assert VALID.fullmatch(DATETIME.findall(markup)[0])
    assert shown[-3:] in shown_short


@pytest.mark.parametrize(("at", "shown"), REPEATED)
def test_repeated_hour_has_its_zone_in_admin(staff_client, pending, at, shown):
    RoleRequest.objects.filter(pk=pending.pk).update(submitted_at=at, effective_at=at)
    Sandbox.objects.filter(pk=pending.sandbox_id).update(created_at=at)
    AuditEntry.objects.update(at=at)
    for page in (
        page_for(pending),
        list_of(RoleRequest),
        list_of(Sandbox),
        list_of(AuditEntry),
    ):
        assert shown in text_of(staff_client.get(page)), page


@pytest.mark.parametrize(("at", "shown"), REPEATED)
def test_repeated_hour_has_its_zone_in_changes(at, shown):
    assert displayed(Sandbox(created_at=at), "created_at") == shown


@pytest.mark.django_db
def test_class_page_has_valid_times(staff_client):
    training_class = TrainingClassFactory(trainees=["Ann Lee"], closed=True)
    trainee = training_class.trainees().get()
    User.objects.filter(pk=trainee.pk).update(
        last_login_at=datetime(2026, 3, 2, 15, 4, 5, 123456, tzinfo=UTC)
    )
    RoleRequest.begin(trainee)
    found = datetimes_of(staff_client.get(page_for(training_class)))
    assert len(found) == 3
    assert [each for each in found if not VALID.fullmatch(each)] == []


def test_object_history_has_valid_times(staff_client, sagu):
    record(None, sagu, Action.CHANGED, [Change("name", "Old", "New")])
    found = datetimes_of(staff_client.get(page_for(sagu).replace("change/", "history/")))
    assert found
    assert [each for each in found if not VALID.fullmatch(each)] == []
