"""Rights of staff: nobody gives or gains rights beyond their own, and a superuser remains."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.audit_log import record
from accounts.models import User
from accounts.put_back import OFFERED, may_put_back
from tests.accounts.login import fail, log_in, minutes_locked, new_client
from tests.admin import form_of, levels_of, list_of, listed, page_for
from tests.factories import UserFactory
from tests.helpers import client_of

pytestmark = pytest.mark.django_db


def staff_with(*codenames, **fields):
    """A member of staff with these permissions."""
    user = UserFactory(staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def manager():
    """A member of staff who may change users and groups."""
    return staff_with("view_user", "add_user", "change_user", "delete_user", "view_group", "change_group")


@pytest.fixture
def lead():
    user = UserFactory(staff=True)
    user.groups.add(Group.objects.get(name="Training lead"))
    return user


def save(client, obj, **changes):
    return client.post(page_for(obj), form_of(client.get(page_for(obj))) | changes)


@pytest.mark.parametrize("own", [True, False])
def test_user_managers_cannot_make_superusers(manager, own):
    user = manager if own else staff_with()
    save(client_of(manager), user, is_superuser="on")
    user.refresh_from_db()
    assert not user.is_superuser


@pytest.mark.parametrize("own", [True, False])
def test_user_managers_cannot_give_groups_beyond_their_own(manager, own):
    user = manager if own else staff_with()
    group = Group.objects.get(name="Catalog editor")
    response = save(client_of(manager), user, groups=[group.pk])
    assert response.context["adminform"].form.has_error("groups", "invalid_choice")
    assert not user.groups.exists()


def test_user_managers_can_give_groups_within_their_own(manager):
    group = Group.objects.create(name="Readers")
    group.permissions.set(Permission.objects.filter(codename="view_user"))
    user = staff_with()
    assert save(client_of(manager), user, groups=[group.pk]).url == list_of(User)
    assert list(user.groups.all()) == [group]


@pytest.mark.parametrize("page", ["change", "delete", "password"])
@pytest.mark.parametrize("other", ["superuser", "editor", "deactivated"])
def test_accounts_with_more_rights_cannot_be_taken_over(manager, carol, page, other):
    user = carol if other == "superuser" else staff_with("change_role", is_active=other == "editor")
    address = page_for(user).replace("/change/", f"/{page}/")
    data = {"password1": "Fresh-Password-9", "password2": "Fresh-Password-9"}
    assert client_of(manager).post(address, data).status_code == 403


@pytest.mark.parametrize("other", ["superuser", "editor", "deactivated"])
def test_accounts_with_more_rights_are_not_deleted(manager, carol, other):
    user = carol if other == "superuser" else staff_with("change_role", is_active=other == "editor")
    UserFactory(superuser=True)  # carol is not the last one
    data = {"action": "delete_selected", "_selected_action": [user.pk, manager.pk], "post": "yes"}
    client_of(manager).post(list_of(User), data)
    assert User.objects.filter(pk__in=[user.pk, manager.pk]).count() == 2


def test_accounts_with_more_rights_are_not_unlocked(manager, carol, alice):
    fail(5, "carol")
    fail(5, "alice")
    data = {"action": "unlock", "confirmed": "yes", "_selected_action": [carol.pk, alice.pk]}
    response = client_of(manager).post(list_of(User) + "?kind=all", data, follow=True)
    assert levels_of(response) == ["success", "warning"]
    assert minutes_locked(log_in(new_client(), "carol", "Carol-Password-1"))
    assert log_in(new_client(), "alice", "Alice-Password-1").url == "/"


def test_user_managers_add_staff_within_their_rights(manager):
    readers, editors = Group.objects.create(name="Readers"), Group.objects.get(name="Catalog editor")
    readers.permissions.set(Permission.objects.filter(codename="view_user"))
    client, address = client_of(manager), f"{list_of(User)}add/"
    extra = {"is_superuser": "on", "is_staff": "on", "user_permissions": [Permission.objects.first().pk]}
    response = client.post(address, {"name": "Ann Lee", "groups": [editors.pk], **extra})
    assert response.context["adminform"].form.has_error("groups", "invalid_choice")
    client.post(address, {"name": "Ann Lee", "groups": [readers.pk], **extra})
    added = User.objects.get(name="Ann Lee")
    assert (added.is_superuser, list(added.groups.all())) == (False, [readers])
    assert not added.user_permissions.exists()


@pytest.mark.parametrize("action", sorted(OFFERED))
def test_changes_of_users_and_groups_are_not_put_back(manager, carol, action):
    for obj in (manager, Group.objects.create(name="Readers")):
        assert not may_put_back(carol, record(carol, obj, action))


def test_group_managers_cannot_extend_their_group(manager):
    group = Group.objects.create(name="Managers")
    group.permissions.set(manager.user_permissions.all())
    beyond = Permission.objects.get(codename="change_role")
    response = save(client_of(manager), group, permissions=[beyond.pk])
    assert response.context["adminform"].form.has_error("permissions", "invalid_choice")
    assert not group.permissions.filter(pk=beyond.pk).exists()
    editors = Group.objects.get(name="Catalog editor")
    assert client_of(manager).post(page_for(editors), {"name": "Mine"}).status_code == 403


def test_training_leads_unlock_trainees_without_a_class(lead, alice):
    fail(5)
    response = client_of(lead).post(
        list_of(User), {"action": "unlock", "confirmed": "yes", "_selected_action": [alice.pk]}, follow=True
    )
    assert levels_of(response) == ["success"]
    assert log_in(new_client(), "alice", "Alice-Password-1").url == "/"


def test_training_leads_see_trainees_only(lead, alice, carol):
    client = client_of(lead)
    assert listed(client.get(list_of(User))) == [alice]
    assert client.get(page_for(alice)).status_code == 200
    assert alice.password not in client.get(page_for(alice)).content.decode()
    assert client.get(page_for(carol)).status_code == 403


def test_training_leads_cannot_start_over_in_the_list(lead, alice):
    client_of(lead).post(
        list_of(User), {"action": "start_over", "confirmed": "yes", "_selected_action": [alice.pk]}
    )
    assert User.objects.get(user_id="alice").sandbox == alice.sandbox


# The last superuser


@pytest.mark.parametrize("field", ["is_active", "is_superuser"])
@pytest.mark.parametrize("other", [None, {"is_active": False}, {"is_demo": True}, {"password": None}])
def test_last_superuser_is_not_deactivated_or_demoted(staff_client, carol, field, other):
    if other:
        UserFactory(superuser=True, **other)
    data = form_of(staff_client.get(page_for(carol)), **{field: None})
    response = staff_client.post(page_for(carol), data)
    assert response.context["adminform"].form.has_error(field, "last_superuser")
    carol.refresh_from_db()
    assert getattr(carol, field)


@pytest.mark.parametrize("field", ["is_active", "is_superuser"])
def test_superusers_are_demoted_while_another_remains(staff_client, carol, field):
    other = UserFactory(superuser=True)
    data = form_of(staff_client.get(page_for(other)), **{field: None})
    assert staff_client.post(page_for(other), data).url == list_of(User)


def test_last_superusers_are_not_deleted(staff_client, carol):
    other = UserFactory(superuser=True)
    staff_client.post(
        list_of(User),
        {"action": "delete_selected", "_selected_action": [carol.pk, other.pk], "post": "yes"},
    )
    assert User.objects.filter(is_superuser=True).count() == 2
    staff_client.post(page_for(other, "delete"), {"post": "yes"})
    staff_client.post(page_for(carol, "delete"), {"post": "yes"})
    assert list(User.objects.all()) == [carol]
