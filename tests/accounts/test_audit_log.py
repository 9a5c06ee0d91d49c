"""The audit log of the catalog, of classes, and of staff and groups."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from accounts.audit_log import (
    SYSTEM,
    WITHOUT_ACTOR,
    Action,
    Change,
    changes_of,
    record,
    record_addition,
    record_batch,
    record_changes,
    snapshot,
)
from accounts.audit_log_admin import AuditLogMixin
from accounts.models import AuditEntry, TrainingClass, User
from rolerequests.catalog.seeding import seed_catalog
from rolerequests.models import Role, UserCategory
from tests.accounts.login import log_in
from tests.admin import form_of, levels_of, list_of, page_for
from tests.factories import TrainingClassFactory, UserFactory
from tests.helpers import client_of, pending_of
from tests.pages import heading_of, page_of, text_of
from tests.training.adding import rows

pytestmark = pytest.mark.django_db


def entries_of(response):
    """The rows of a history page or of the audit log, as text."""
    rows = re.findall(r"<tbody>(.*?)</tbody>", response.content.decode(), re.S)[0].split("</tr>")
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows if row.strip()]


@pytest.fixture(autouse=True)
def empty_log(db):
    """Delete the entries about the seeded catalog and groups."""
    AuditEntry.objects.all().delete()


@pytest.fixture
def renamed(carol, sagu):
    """An entry about a role that Carol renamed."""
    before = snapshot(sagu)
    sagu.name = "Surveyors"
    sagu.save()
    return record_changes(carol, sagu, before)


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
    staff_client.post(
        list_of(Role), {"action": "deactivate", "confirmed": "yes", "_selected_action": [sagu.pk]}
    )
    rows = entries_of(staff_client.get(page_for(sagu, "history")))
    assert "active: yes no" in rows[0]
    assert "position: 3 2" in rows[1]
    assert all(" carol " in row for row in rows[:2])


def test_roles_changed_on_the_category_page_are_logged(staff_client, sagu):
    data = form_of(staff_client.get(page_for(sagu.category)))
    name = next(key for key, value in data.items() if value == sagu.name and key.endswith("-name"))
    staff_client.post(page_for(sagu.category), data | {name: "Renamed"})
    assert "Renamed" in entries_of(staff_client.get(page_for(sagu, "history")))[0]
    assert not AuditEntry.objects.filter(object_name=sagu.category.name, action=Action.CHANGED).exists()


def test_adding_and_deleting_are_logged_with_all_values(staff_client, carol):
    data = {"name": "New", "slug": "new", "description": "Text", "roles-TOTAL_FORMS": 0,
            "roles-INITIAL_FORMS": 0}  # fmt: skip
    staff_client.post(list_of(UserCategory) + "add/", data)
    category = UserCategory.objects.get(slug="new")
    staff_client.post(page_for(category, "delete"), {"post": "yes"})
    deleted, added = AuditEntry.objects.filter(object_name="New")
    assert (added.action, deleted.action) == (Action.ADDED, Action.DELETED)
    assert Change("description", "", "Text") in changes_of(added)
    assert Change("description", "Text", "") in changes_of(deleted)
    assert added.actor == deleted.actor == carol


def test_entries_without_an_actor_name_the_system(staff_client, sagu):
    record(None, sagu, Action.CHANGED, [Change("name", "Old", "New")])
    assert f" {SYSTEM} Changed name: " in entries_of(staff_client.get(page_for(sagu, "history")))[0]


@pytest.mark.parametrize("action", WITHOUT_ACTOR)
def test_failures_and_claims_are_not_by_the_system(staff_client, alice, action):
    entry = record(None, alice, action)
    pages = [page_for(alice, "history"), list_of(AuditEntry), page_for(entry, "change")]
    for response in map(staff_client.get, pages):
        assert WITHOUT_ACTOR[action] in response.content.decode()
        assert SYSTEM not in response.content.decode()


def test_failed_log_in_is_by_somebody_not_logged_in(client, staff_client, alice):
    log_in(client, "alice", "Alice-Wrong-9")
    (row,) = entries_of(staff_client.get(page_for(alice, "history")))
    assert " somebody not logged in Log-in failed " in row


def test_entries_keep_the_name_of_a_deleted_actor(staff_client, sagu):
    former = UserFactory(user_id="former", staff=True)
    record(former, sagu, Action.CHANGED, [Change("name", "Old", "New")])
    former.delete()
    assert " former Changed name: " in entries_of(staff_client.get(page_for(sagu, "history")))[0]
    assert " former Changed " in entries_of(staff_client.get(list_of(AuditEntry)))[0]


def test_class_names_that_look_like_dates_stay_names(staff_client):
    staff_client.post(list_of(TrainingClass) + "add/", {"name": "20270105", "number": 1})
    training_class = TrainingClass.objects.get()
    staff_client.post(page_for(training_class), {"name": "20270106"})
    rows = entries_of(staff_client.get(page_for(training_class, "history")))
    assert rows[0].endswith("name: 20270105 20270106")
    assert "name: 20270105" in rows[1]


def test_reopening_a_class_reads_as_reopening(staff_client):
    ohio = TrainingClassFactory()
    for action in ("close", "reopen"):
        staff_client.post(f"/admin/accounts/trainingclass/{ohio.pk}/actions/{action}/")
    rows = entries_of(staff_client.get(page_for(ohio, "history")))
    assert [row.split(" carol ")[1] for row in rows] == ["Reopened", "Closed"]


def test_changed_groups_and_permissions_are_logged(staff_client, carol):
    helper = UserFactory(staff=True)
    group = Group.objects.get(name="Training lead")
    data = form_of(staff_client.get(page_for(helper)), groups=[group.pk], is_superuser="on")
    staff_client.post(page_for(helper), data)
    (row,) = entries_of(staff_client.get(page_for(helper, "history")))
    assert "groups: Training lead" in row
    assert "superuser status: no yes" in row
    permission = group.permissions.first()
    data = form_of(staff_client.get(page_for(group)))
    data["permissions"] = [each.pk for each in group.permissions.all() if each != permission]
    staff_client.post(page_for(group), data)
    change = changes_of(AuditEntry.objects.all()[0])
    assert change == [Change("permissions", str(permission), "")]


def test_new_passwords_of_staff_are_logged_without_the_hash(staff_client):
    helper = UserFactory(staff=True)
    data = {"password1": "Fresh-Password-9", "password2": "Fresh-Password-9"}
    staff_client.post(f"/admin/accounts/user/{helper.pk}/password/", data)
    assert changes_of(AuditEntry.objects.get()) == [Change("password", "", "changed")]


def test_trainees_and_passwords_are_not_logged(staff_client, alice, sagu):
    pending_of(alice, sagu, "OH")
    staff_client.post(list_of(TrainingClass) + "add/", rows("Ann", name="Ohio"))
    staff_client.post(page_for(alice), form_of(staff_client.get(page_for(alice)), is_active=None))
    assert not AuditEntry.objects.filter(object_name__in=["alice", "ann"]).exists()
    logged = AuditEntry.objects.values_list("object_name", "changes")
    assert "Ohio" in [name for name, _ in logged]
    assert "password" not in str(list(logged))


def test_audit_log_follows_view_permissions(staff_client, carol, renamed):
    record(carol, TrainingClassFactory(name="Ohio"), Action.CLOSED)
    for name, shown, hidden in (
        ("Catalog editor", "Surveyors", "Ohio"),
        ("Training lead", "Ohio", "Surveyors"),
    ):
        reader = UserFactory(staff=True)
        reader.groups.add(Group.objects.get(name=name))
        response = client_of(reader).get(list_of(AuditEntry))
        assert heading_of(response) == "Audit log"
        assert shown in text_of(response)
        assert hidden not in text_of(response)
    assert {"Surveyors", "Ohio"} <= set(text_of(staff_client.get(list_of(AuditEntry))).split())


@pytest.mark.parametrize(("group", "rows"), [("Catalog editor", 1), ("Training lead", 0)])
def test_batches_are_one_row_with_visible_objects_below(carol, sagu, group, rows):
    batch = record_batch(carol, "catalog", Action.IMPORTED)
    for obj in (sagu, sagu.category, carol):
        record_addition(carol, obj, parent=batch)
    reader = UserFactory(staff=True)
    reader.groups.add(Group.objects.get(name=group))
    response = client_of(reader).get(list_of(AuditEntry))
    shown = list(response.context["cl"].result_list)
    assert len(shown) == rows
    for entry in shown:
        assert [each.object_name for each in entry.visible_entries] == [str(sagu), str(sagu.category)]
        assert "carol" not in text_of(response).split("2 objects")[1]


def test_list_shows_first_objects_of_an_import(monkeypatch, staff_client, carol, sagu, cms_general):
    monkeypatch.setattr("accounts.audit_log.SHOWN_BELOW", 2)
    batch = record_batch(carol, "catalog", Action.IMPORTED)
    for obj in (sagu, sagu.category, cms_general):
        record_addition(carol, obj, parent=batch)
    response = staff_client.get(list_of(AuditEntry))
    (entry,) = response.context["cl"].result_list
    shown = [(each.object_name, each.number) for each in entry.visible_entries]
    assert shown == [(str(sagu), 3), (str(sagu.category), 3)]
    links = [each["href"] for each in page_of(response).all("a") if "href" in each]
    assert links.count(page_for(batch)) == 2  # of its time, and of the third object


def test_seeding_is_one_entry_of_the_system():
    Role.objects.filter(category__slug="cms").delete()
    seed_catalog()
    batch = AuditEntry.objects.get(parent=None)
    assert (batch.action, batch.actor_name) == (Action.SEEDED, "")
    assert set(batch.entries.values_list("action", flat=True)) == {Action.ADDED}
    assert batch.entries.count() == Role.objects.filter(category__slug="cms").count()


def test_entries_cannot_be_changed_or_deleted(staff_client, renamed):
    for page in ("change", "delete", "history"):
        assert staff_client.post(page_for(renamed, page), {"post": "yes"}).status_code in (302, 403)
    assert AuditEntry.objects.get() == renamed


def test_every_admin_that_writes_uses_the_audit_log(rf, carol):
    request = rf.get("/")
    request.user = carol
    for model, model_admin in admin.site._registry.items():
        writes = (
            model_admin.has_add_permission(request)
            or model_admin.has_change_permission(request)
            or model_admin.has_delete_permission(request)
        )
        assert isinstance(model_admin, AuditLogMixin) == writes, model


def test_admin_log_of_django_is_not_written(staff_client, sagu):
    staff_client.post(page_for(sagu), form_of(staff_client.get(page_for(sagu)), name="Renamed"))
    staff_client.post(page_for(sagu, "move"), {"by": -1})
    assert AuditEntry.objects.count() == 2
    assert not LogEntry.objects.exists()


def test_audit_log_pages_have_no_inline_style(staff_client, renamed, sagu):
    for address in (page_for(sagu, "history"), list_of(AuditEntry)):
        assert page_of(staff_client.get(address)).inline_code() == []


def test_history_links_appear_for_logged_models_only(staff_client, alice, carol, pending, sagu):
    training_class = TrainingClassFactory()
    with_history = (sagu, sagu.category, carol, Group.objects.first(), training_class)
    for obj in (*with_history, alice.sandbox, pending):
        links = [each.get("href", "") for each in page_of(staff_client.get(page_for(obj))).all("a")]
        assert (obj, page_for(obj, "history") in links) == (obj, obj in with_history)


def test_history_of_a_missing_object_redirects(staff_client):
    response = staff_client.get("/admin/rolerequests/role/999999/history/", follow=True)
    assert levels_of(response) == ["warning"]


def test_history_needs_the_view_permission(sagu):
    assert client_of(UserFactory(staff=True)).get(page_for(sagu, "history")).status_code == 403


def test_unchanged_objects_are_not_logged(staff_client, carol):
    assert staff_client.post(page_for(carol), form_of(staff_client.get(page_for(carol)))).status_code == 302
    assert User.objects.get(pk=carol.pk).is_superuser
    assert not AuditEntry.objects.exists()
