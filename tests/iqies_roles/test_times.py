"""How times are shown."""

import re
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string

from accounts.models import User
from rolerequests.models import RoleRequest
from tests.admin import page_for
from tests.factories import TrainingClassFactory

DATETIME = re.compile(r'<time datetime="([^"]*)"')
# HTML: a global date and time, https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-time-element
VALID = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)")


def datetimes_of(response):
    return DATETIME.findall(response.content.decode())


def test_time_element_has_no_microseconds():
    at = datetime(2026, 3, 2, 15, 4, 5, 123456, tzinfo=UTC)
    markup = render_to_string("components/time.html", {"at": at})
    assert DATETIME.findall(markup) == ["2026-03-02T10:04:05-0500"]


def test_my_profile_has_valid_times(alice_client, pending):
    found = datetimes_of(alice_client.get("/my-profile/"))
    assert found
    assert [each for each in found if not VALID.fullmatch(each)] == []


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
    sagu.description = "Another description."
    sagu.save()
    found = datetimes_of(staff_client.get(page_for(sagu).replace("change/", "history/")))
    assert found
    assert [each for each in found if not VALID.fullmatch(each)] == []
