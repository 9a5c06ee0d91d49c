"""The time of a sandbox, set from outside: sessions, shown passwords, lockouts, refreshers, midnight."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings as site
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.lockout import minutes_until_unlocked
from accounts.models import KeptPassword, Sandbox, User
from rolerequests.models import RequestEvent, RoleRequest
from tests.accounts.login import log_in, new_client
from tests.rolerequests.qa.conftest import browser_of
from tests.training.practice.exercises import add_exercises

pytestmark = pytest.mark.django_db

EVENING = "2027-01-31T23:59:50-05:00"


def user_of(account):
    return User.objects.select_related("sandbox").get(user_id=account["user_id"])


def is_logged_in(client):
    return client.get("/").status_code == 200


def test_a_sandbox_has_the_real_time(qa_api):
    account = qa_api.create("one pending")
    assert Sandbox.objects.get().seconds_ahead == 0
    assert abs(datetime.fromisoformat(account["now"]) - timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize("now", [EVENING, "2001-02-03T04:05:06Z", "2026-11-01T01:30:00-05:00"])
def test_a_sandbox_can_be_created_at_any_time(qa_api, now):
    account = qa_api.create("one pending", now=now)
    at = datetime.fromisoformat(now)
    times = [datetime.fromisoformat(account["now"])]
    times += RequestEvent.objects.values_list("at", flat=True)
    times += [each.created_at for each in RoleRequest.objects.all()]
    assert all(abs(each - at) < timedelta(minutes=1) for each in times)
    assert is_logged_in(browser_of(account))


def test_time_passes_on_from_what_was_set(qa_api, monkeypatch):
    user = user_of(qa_api.create(now=EVENING))
    before, real = user.now(), timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: real + timedelta(hours=1))
    assert timedelta(minutes=59) < user.now() - before < timedelta(minutes=61)


@pytest.mark.parametrize(("fields", "ends"), [({"advance": "PT58M"}, False), ({"advance": "PT60M"}, True)])
def test_the_idle_limit_ends_a_session(qa_api, fields, ends):
    account = qa_api.create()
    old = browser_of(account)
    later = qa_api.set_time(account["user_id"], **fields).json()
    assert is_logged_in(old) is not ends
    assert is_logged_in(browser_of(later))


def test_a_trainee_comes_back_after_60_idle_days(qa_api):
    add_exercises()
    account = qa_api.create("exercise passed")
    assert browser_of(account).get("/practice/").context["refresher"] is None
    later = qa_api.set_time(account["user_id"], advance="P60D").json()
    assert browser_of(account).get("/practice/").status_code == 302
    assert browser_of(later).get("/practice/").context["refresher"]


def test_a_refresher_is_due_from_midnight(qa_api):
    add_exercises()
    account = qa_api.create("exercise passed", now="2027-01-10T15:00:00-05:00")
    evening = qa_api.set_time(account["user_id"], now="2027-01-23T23:58:00-05:00").json()
    assert browser_of(evening).get("/practice/").context["refresher"] is None
    night = qa_api.set_time(account["user_id"], advance="PT3M").json()
    assert browser_of(night).get("/practice/").context["refresher"]


@pytest.mark.parametrize(("minutes", "shown"), [(29, True), (30, False)])
def test_a_new_password_is_shown_for_half_an_hour(qa_api, minutes, shown):
    account = qa_api.create("new account")
    browser = browser_of(account)
    assert account["password"] in browser.get(account["path"]).content.decode()
    qa_api.set_time(account["user_id"], advance=f"PT{minutes}M")
    assert (account["password"] in browser.get(account["path"]).content.decode()) is shown


def test_a_lockout_ends_after_its_time(qa_api):
    account = qa_api.create("locked account")
    client, credentials = new_client(), (account["user_id"], account["password"])
    assert log_in(client, *credentials).status_code == 200
    assert minutes_until_unlocked(None, account["user_id"])
    qa_api.set_time(account["user_id"], advance="PT16M")
    assert log_in(client, *credentials).status_code == 302


def test_the_time_of_a_lead_is_that_of_the_class(qa_api):
    account = qa_api.create("class with trainees", number=2)
    other = qa_api.create()
    qa_api.set_time(account["user_id"], advance="P1DT1H")
    ahead = {user_of(each).now() - timezone.now() for each in (account, *account["trainees"])}
    assert all(timedelta(hours=24) < each < timedelta(hours=26) for each in ahead)
    assert user_of(other).sandbox.seconds_ahead == 0
    assert not KeptPassword.objects.of(user_of(account).classes.get()).exists()


def test_starting_over_keeps_the_time(qa_api):
    user = user_of(qa_api.create(now=EVENING))
    before = user.sandbox.seconds_ahead
    user.start_over()
    assert user.sandbox.seconds_ahead == before > 0


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"now": EVENING, "advance": "P1D"},
        {"now": "2020-01-01T00:00:00Z"},
        {"now": "2027-01-31T23:59:50"},
        {"now": "2027-02-30T00:00:00Z"},
        {"now": "9999-12-31T23:59:59Z"},
        {"now": "tomorrow"},
        {"advance": "-P1D"},
        {"advance": "60"},
        {"advance": "P99999999999D"},
        {"advance": "P80Y"},
        {"later": "P1D"},
    ],
)
def test_a_wrong_time_changes_nothing(qa_api, fields):
    account = qa_api.create()
    response = qa_api.set_time(account["user_id"], **fields)
    assert response.status_code == 400
    assert response.json()["error"]
    assert Sandbox.objects.get().seconds_ahead == 0


@pytest.mark.parametrize("user_id", ["alice", "nobody", "%00", "a" * 300, "%F0%9F%98%80"])
def test_the_time_of_others_cannot_be_set(qa_api, alice, user_id):
    assert qa_api.set_time(user_id, advance="P1D").status_code == 404
    assert alice.sandbox.now() - timezone.now() < timedelta(minutes=1)


def test_only_qa_sandboxes_have_another_time(alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sandbox.objects.filter(pk=alice.sandbox_id).update(seconds_ahead=1)


def test_without_the_api_all_sandboxes_have_the_real_time(qa_api, settings):
    user = user_of(qa_api.create(now=EVENING))
    settings.QA_API = False
    assert abs(user.now() - timezone.now()) < timedelta(minutes=1)


def test_old_sandboxes_are_deleted_by_the_real_time(qa_api):
    young = user_of(qa_api.create())
    qa_api.create(now="2080-01-01T00:00:00Z")
    assert User.objects.filter(pk=young.pk).exists()
    assert site.QA_SANDBOX_HOURS == 24
