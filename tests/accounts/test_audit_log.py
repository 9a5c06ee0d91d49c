"""Who changed what, when, from what to what: for the catalog, for classes, and for what staff may do."""

import re

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group

from accounts.models import TrainingClass, User
from rolerequests.models import Role
from tests.admin import form_of, list_of, page_for
from tests.helpers import client_of, pending_of
from tests.pages import heading_of, page_of, text_of

pytestmark = pytest.mark.django_db


def told(response):
    """The rows of a history, as text."""
    rows = re.findall(r"<tbody>(.*?)</tbody>", response.content.decode(), re.S)[0].split("</tr>")
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows if row.strip()]


def test_a_role_tells_who_changed_what_from_what_to_what(staff_client, sagu):
    staff_client.post(
        page_for(sagu), form_of(staff_client.get(page_for(sagu)), name="Renamed", asks_state=None)
    )
    response = staff_client.get(page_for(sagu, "history"))
    assert heading_of(response) == "History: Renamed"
    newest = told(response)[0]
    assert re.match(r"\w+\.? \d+, \d{4}, \d+:\d\d [AP]M E[SD]T carol Changed ", newest)
    assert "name: State Agency S&amp;C General User Renamed" in newest
    assert "asks for a state: yes no" in newest
    assert "description" not in newest


def test_moving_switching_and_uploading_are_told_too(staff_client, sagu):
    staff_client.post(page_for(sagu, "move"), {"by": -1})
    staff_client.post(list_of(Role), {"action": "deactivate", "_selected_action": [sagu.pk]})
    rows = told(staff_client.get(page_for(sagu, "history")))
    assert "active: yes no" in rows[0]
    assert "position: 3 2" in rows[1]
    assert all(" carol " in row for row in rows[:2])


def test_what_a_command_or_the_shell_changed_is_told_of_the_system(staff_client, sagu):
    sagu.name = "By the shell"
    sagu.save()
    assert " the system Changed name: " in told(staff_client.get(page_for(sagu, "history")))[0]


def test_what_staff_may_do_is_told(staff_client, carol):
    helper = User.objects.create_user("helper", "Helper-Password-1", is_staff=True)
    group = Group.objects.get(name="Training lead")
    data = form_of(staff_client.get(page_for(helper)), groups=[group.pk], is_superuser="on")
    staff_client.post(page_for(helper), data)
    rows = told(staff_client.get(page_for(helper, "history")))
    assert any(" carol Changed groups: Training lead" in row for row in rows)
    assert any("superuser status: no yes" in row for row in rows)
    permission = group.permissions.first()
    data = form_of(staff_client.get(page_for(group)))
    data["permissions"] = [each.pk for each in group.permissions.all() if each != permission]
    staff_client.post(page_for(group), data)
    assert "(nothing)" in told(staff_client.get(page_for(group, "history")))[0]
    assert str(permission.name) in told(staff_client.get(page_for(group, "history")))[0]


def test_what_becomes_of_trainees_is_not_told_and_passwords_never_are(staff_client, alice, sagu):
    pending_of(alice, sagu, "OH")
    alice.set_password("Another-Password-1")
    alice.save()
    TrainingClass.objects.create(name="Ohio").add_trainees(["Ann"])
    staff_client.post(page_for(alice), form_of(staff_client.get(page_for(alice)), is_active=None))
    assert not LogEntry.objects.filter(object_repr__in=["alice", "ann"]).exists()
    assert "Password" not in str(list(LogEntry.objects.values_list("changes", flat=True)))


def test_the_history_of_all_shows_each_reader_what_they_may_look_at(staff_client, sagu):
    sagu.name = "Renamed"
    sagu.save()
    TrainingClass.objects.create(name="Ohio").close()
    for name, seen, unseen in (
        ("Catalog editor", "Renamed", "Ohio"),
        ("Training lead", "Ohio", "Renamed"),
    ):
        reader = User.objects.create_user(name[:4].lower(), is_staff=True)
        reader.groups.add(Group.objects.get(name=name))
        words = text_of(client_of(reader).get(list_of(LogEntry)))
        assert "History of changes" in words
        assert seen in words
        assert unseen not in words
        assert "superuser" not in words
    assert {"Renamed", "Ohio"} <= set(text_of(staff_client.get(list_of(LogEntry))).split())


def test_the_record_cannot_be_changed(staff_client, sagu):
    sagu.name = "Renamed"
    sagu.save()
    entry = LogEntry.objects.first()
    for page in ("change", "delete"):
        assert staff_client.post(page_for(entry, page), {"post": "yes"}).status_code in (302, 403)
    assert LogEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Correlation-ID": "a" * 300},
        {"X-Correlation-ID": "made up"},
        {"X-Forwarded-Port": "9" * 30},
        {"X-Forwarded-Port": "-5"},
        {"X-Forwarded-For": "192.0.2.66"},
    ],
)
def test_nothing_that_a_browser_says_of_itself_enters_the_history(staff_client, sagu, headers):
    assert staff_client.post(page_for(sagu, "move"), {"by": -1}, headers=headers).status_code == 302
    entry = LogEntry.objects.latest("pk")
    assert (entry.actor.user_id, entry.cid, entry.remote_addr, entry.remote_port) == (
        "carol",
        None,
        None,
        None,
    )


def test_it_holds_no_inline_style(staff_client, sagu):
    sagu.name = "Renamed"
    sagu.save()
    for address in (page_for(sagu, "history"), list_of(LogEntry)):
        assert page_of(staff_client.get(address)).inline_code() == []


def test_the_history_has_one_address(staff_client, sagu):
    for key in (sagu.pk, 999999):
        response = staff_client.get(f"/admin/rolerequests/role/{key}/auditlog/", follow=True)
        assert "Perhaps it was deleted?" in text_of(response)


def test_only_what_has_a_history_offers_it(staff_client, alice, carol, pending, sagu):
    sagu.name = "Renamed"
    sagu.save()
    training_class = TrainingClass.objects.create(name="Ohio")
    group = Group.objects.first()
    with_history = (sagu, sagu.category, carol, group, training_class)
    without = (alice.sandbox, pending, LogEntry.objects.first())
    for thing in (*with_history, *without):
        links = [each.get("href", "") for each in page_of(staff_client.get(page_for(thing))).all("a")]
        assert (thing, page_for(thing, "history") in links) == (thing, thing in with_history)


def test_of_what_there_is_not_there_is_no_history(staff_client):
    response = staff_client.get("/admin/rolerequests/role/999999/history/", follow=True)
    assert "Perhaps it was deleted?" in text_of(response)
