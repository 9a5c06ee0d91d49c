"""The audit log of the catalog, of classes, and of staff and groups."""

import re

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group

from accounts.models import TrainingClass, User
from rolerequests.models import Role
from tests.admin import form_of, levels_of, list_of, page_for
from tests.helpers import client_of, pending_of
from tests.pages import heading_of, page_of, text_of

pytestmark = pytest.mark.django_db


def entries_of(response):
    """The rows of a history page, as text."""
    rows = re.findall(r"<tbody>(.*?)</tbody>", response.content.decode(), re.S)[0].split("</tr>")
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows if row.strip()]


def test_role_history_shows_user_field_and_values(staff_client, sagu):
    staff_client.post(
        page_for(sagu), form_of(staff_client.get(page_for(sagu)), name="Renamed", asks_state=None)
    )
    response = staff_client.get(page_for(sagu, "history"))
    assert heading_of(response) == "History: Renamed"
    newest = entries_of(response)[0]
    assert re.match(r"\w+\.? \d+, \d{4}, \d+:\d\d [AP]M E[SD]T carol Changed ", newest)
    assert "name: State Agency S&amp;C General User Renamed" in newest
    assert "asks for a state: yes no" in newest
    assert "description" not in newest


def test_moving_and_deactivating_are_logged(staff_client, sagu):
    staff_client.post(page_for(sagu, "move"), {"by": -1})
    staff_client.post(list_of(Role), {"action": "deactivate", "_selected_action": [sagu.pk]})
    rows = entries_of(staff_client.get(page_for(sagu, "history")))
    assert "active: yes no" in rows[0]
    assert "position: 3 2" in rows[1]
    assert all(" carol " in row for row in rows[:2])


def test_changes_without_a_request_name_the_system(staff_client, sagu):
    sagu.name = "Changed in a shell"
    sagu.save()
    assert " the system Changed name: " in entries_of(staff_client.get(page_for(sagu, "history")))[0]


def test_changed_groups_and_permissions_are_logged(staff_client, carol):
    helper = User.objects.create_user("helper", "Helper-Password-1", is_staff=True)
    group = Group.objects.get(name="Training lead")
    data = form_of(staff_client.get(page_for(helper)), groups=[group.pk], is_superuser="on")
    staff_client.post(page_for(helper), data)
    rows = entries_of(staff_client.get(page_for(helper, "history")))
    assert any(" carol Changed groups: Training lead" in row for row in rows)
    assert any("superuser status: no yes" in row for row in rows)
    permission = group.permissions.first()
    data = form_of(staff_client.get(page_for(group)))
    data["permissions"] = [each.pk for each in group.permissions.all() if each != permission]
    staff_client.post(page_for(group), data)
    assert "(nothing)" in entries_of(staff_client.get(page_for(group, "history")))[0]
    assert str(permission.name) in entries_of(staff_client.get(page_for(group, "history")))[0]


def test_trainees_and_passwords_are_not_logged(staff_client, alice, sagu):
    pending_of(alice, sagu, "OH")
    alice.set_password("Another-Password-1")
    alice.save()
    TrainingClass.objects.create(name="Ohio").add_trainees(["Ann"])
    staff_client.post(page_for(alice), form_of(staff_client.get(page_for(alice)), is_active=None))
    assert not LogEntry.objects.filter(object_repr__in=["alice", "ann"]).exists()
    assert "Password" not in str(list(LogEntry.objects.values_list("changes", flat=True)))


def test_audit_log_follows_view_permissions(staff_client, sagu):
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
        assert "Audit log" in words
        assert seen in words
        assert unseen not in words
        assert "superuser" not in words
    assert {"Renamed", "Ohio"} <= set(text_of(staff_client.get(list_of(LogEntry))).split())


def test_entries_cannot_be_changed_or_deleted(staff_client, sagu):
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
def test_request_headers_are_not_logged(staff_client, sagu, headers):
    assert staff_client.post(page_for(sagu, "move"), {"by": -1}, headers=headers).status_code == 302
    entry = LogEntry.objects.latest("pk")
    assert (entry.actor.user_id, entry.cid, entry.remote_addr, entry.remote_port) == (
        "carol",
        None,
        None,
        None,
    )


def test_audit_log_pages_have_no_inline_style(staff_client, sagu):
    sagu.name = "Renamed"
    sagu.save()
    for address in (page_for(sagu, "history"), list_of(LogEntry)):
        assert page_of(staff_client.get(address)).inline_code() == []


def test_history_has_no_second_url(staff_client, sagu):
    for key in (sagu.pk, 999999):
        response = staff_client.get(f"/admin/rolerequests/role/{key}/auditlog/", follow=True)
        assert levels_of(response) == ["warning"]


def test_history_links_appear_for_logged_models_only(staff_client, alice, carol, pending, sagu):
    sagu.name = "Renamed"
    sagu.save()
    training_class = TrainingClass.objects.create(name="Ohio")
    group = Group.objects.first()
    with_history = (sagu, sagu.category, carol, group, training_class)
    without = (alice.sandbox, pending, LogEntry.objects.first())
    for thing in (*with_history, *without):
        links = [each.get("href", "") for each in page_of(staff_client.get(page_for(thing))).all("a")]
        assert (thing, page_for(thing, "history") in links) == (thing, thing in with_history)


def test_history_of_a_missing_object_redirects(staff_client):
    response = staff_client.get("/admin/rolerequests/role/999999/history/", follow=True)
    assert levels_of(response) == ["warning"]
