"""Users in the admin."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, Permission
from django.db.models import F

from accounts.models import AuditEntry, KeptPassword, User
from accounts.new_staff import in_words
from tests.accounts.login import fail, log_in, new_client
from tests.admin import column_of, form_in, form_of, levels_of, list_of, listed, messages_of, page_for
from tests.factories import UserFactory
from tests.helpers import client_of
from tests.pages import text_of


@pytest.fixture
def lead_group(db):
    return Group.objects.get(name="Training lead")


def add_staff(client, group, **data):
    return client.post(list_of(User) + "add/", {"name": "Erin O'Brien", "groups": [group.pk], **data})


def test_new_staff_get_user_id_group_and_password(staff_client, lead_group):
    page = staff_client.get(add_staff(staff_client, lead_group).url)
    erin = User.objects.get(user_id="erin-obrien")
    assert (erin.name, erin.is_staff, erin.is_superuser, erin.sandbox) == ("Erin O'Brien", True, False, None)
    assert list(erin.groups.all()) == [lead_group]
    password = page.context["password"]
    assert log_in(new_client(), "erin-obrien", password).url == "/admin/"


def test_password_of_new_staff_is_shown_once(staff_client, lead_group):
    address = add_staff(staff_client, lead_group).url
    assert staff_client.head(address).status_code == 200
    kept = KeptPassword.objects.get().password
    assert kept
    assert kept not in str(dict(staff_client.session))
    password = staff_client.get(address).context["password"]
    assert password == kept
    assert not KeptPassword.objects.exists()
    assert password not in staff_client.get(address).content.decode()
    assert password not in str(list(AuditEntry.objects.values_list("changes", flat=True)))


def test_new_password_page_is_not_for_others(staff_client, alice, lead_group):
    address = add_staff(staff_client, lead_group).url
    lead = UserFactory(staff=True)
    lead.groups.add(lead_group)
    assert client_of(lead).get(address).status_code == 403
    of_alice = f"/admin/accounts/user/{alice.pk}/new-password/"
    assert staff_client.get(of_alice).status_code == 404


def test_second_account_of_a_name_gets_another_user_id(staff_client, lead_group):
    for _ in range(2):
        add_staff(staff_client, lead_group)
    assert User.objects.filter(user_id="erin-obrien-2").exists()


def test_groups_say_what_they_may_do(db):
    group = Group.objects.create(name="Helpers")
    assert in_words(group) == "nothing yet"
    names = ["view_role", "view_usercategory", "add_role", "view_auditentry"]
    group.permissions.set(Permission.objects.filter(codename__in=names))
    assert in_words(group) == "add and view roles; view audit log and user categories"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"user_id": "Erin"}, "user_id", "invalid"),
        ({"user_id": "erin o"}, "user_id", "invalid"),
        ({"user_id": "alice"}, "user_id", "unique"),
        ({"name": " "}, "name", "required"),
        ({"groups": []}, "groups", "required"),
        ({"groups": ["0"]}, "groups", "invalid_choice"),
    ],
)
def test_incomplete_staff_are_form_errors(staff_client, alice, lead_group, changes, field, code):
    response = add_staff(staff_client, lead_group, **changes)
    assert response.status_code == 200
    assert form_in(response).has_error(field, code)
    assert User.objects.count() == 2


@pytest.mark.parametrize("kind", ["add", "change", "password"])
def test_pages_of_users_have_no_words_of_django(staff_client, carol, kind):
    address = list_of(User) + "add/" if kind == "add" else page_for(carol).replace("/change/", f"/{kind}/")
    text = text_of(staff_client.get(address)).lower()
    for word in ("ldap", "sign-on", "algorithm", "salt", "hash", "designates", "authentication"):
        assert word not in text


def test_weak_passwords_are_form_errors(staff_client, alice):
    data = {"password1": "short", "password2": "short"}
    response = staff_client.post(f"/admin/accounts/user/{alice.pk}/password/", data)
    assert response.context["form"].has_error("password2", "password_too_short")


@pytest.mark.parametrize("password", [" Fresh-Password-9", "Fresh-Password-9 "])
def test_new_passwords_have_no_surrounding_blanks(staff_client, alice, password):
    data = {"password1": password, "password2": password}
    response = staff_client.post(f"/admin/accounts/user/{alice.pk}/password/", data)
    assert response.context["form"].has_error("password2", "password_surrounding_blanks")


def test_staff_can_set_a_trainees_password(staff_client, alice):
    data = {"password1": "Fresh-Password-9", "password2": "Fresh-Password-9"}
    address = f"/admin/accounts/user/{alice.pk}/password/"
    assert f"/admin/accounts/user/{alice.pk}/" in staff_client.get(page_for(alice)).content.decode()
    response = staff_client.post(address, data, follow=True)
    assert levels_of(response) == ["success"]
    assert log_in(new_client(), "alice", "Alice-Password-1").status_code == 200
    assert log_in(new_client(), "alice", "Fresh-Password-9").url == "/"


def test_staff_can_change_their_own_password(staff_client, carol):
    data = {"old_password": "Carol-Password-1",
            "new_password1": "Fresh-Password-9", "new_password2": "Fresh-Password-9"}  # fmt: skip
    assert staff_client.post("/admin/password_change/", data).url == "/admin/password_change/done/"
    assert log_in(new_client(), "carol", "Fresh-Password-9").url == "/admin/"


def test_trainees_can_be_deactivated_and_activated(staff_client, alice):
    data = form_of(staff_client.get(page_for(alice)), is_active=None)
    assert staff_client.post(page_for(alice), data).url == list_of(User)
    assert log_in(new_client(), "alice", "Alice-Password-1").status_code == 200
    data = form_of(staff_client.get(page_for(alice)), is_active="on")
    staff_client.post(page_for(alice), data)
    assert log_in(new_client(), "alice", "Alice-Password-1").url == "/"


def test_trainees_cannot_become_staff(staff_client, alice):
    data = form_of(staff_client.get(page_for(alice)), is_superuser="on", is_staff="on", sandbox="")
    response = staff_client.post(page_for(alice), data)
    assert response.context["adminform"].form.non_field_errors()
    before = alice.sandbox
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser, alice.sandbox) == (False, False, before)


def test_staff_can_become_superusers(staff_client):
    erin = User.objects.create_user("erin", is_staff=True)
    data = form_of(staff_client.get(page_for(erin)), is_superuser="on", is_staff=None)
    assert staff_client.post(page_for(erin), data).url == list_of(User)
    erin.refresh_from_db()
    assert (erin.is_staff, erin.is_superuser) == (True, True)


def test_start_over_action_skips_staff(staff_client, alice, bob, carol, pending):
    data = {"action": "start_over", "confirmed": "yes", "_selected_action": [alice.pk, carol.pk]}
    response = staff_client.post(f"{list_of(User)}?kind=all", data, follow=True)
    assert levels_of(response) == ["success", "warning"]
    assert "1" in messages_of(response)[0]
    sandboxes = dict(User.objects.values_list("user_id", "sandbox"))
    assert sandboxes["alice"] not in (None, alice.sandbox_id)
    assert sandboxes["bob"] == bob.sandbox_id
    assert sandboxes["carol"] is None
    pending.refresh_from_db()
    assert pending.sandbox == alice.sandbox


def test_unlock_action_covers_every_address(staff_client, alice, bob):
    for address in ("192.0.2.1", "192.0.2.2"):
        fail(5, client=new_client(address))
    data = {"action": "unlock", "confirmed": "yes", "_selected_action": [alice.pk, bob.pk]}
    response = staff_client.post(list_of(User), data, follow=True)
    assert re.findall(r"\d+", messages_of(response)[0]) == ["2", "1"]
    assert not AccessAttempt.objects.exists()
    for address in ("192.0.2.1", "192.0.2.2"):
        assert log_in(new_client(address), "alice", "Alice-Password-1").url == "/"


def test_user_list_shows_current_locks_only(staff_client, alice, bob):
    def locked():
        page = staff_client.get(list_of(User))
        shown = zip(listed(page), column_of(page, "account"), strict=True)
        return [user.user_id for user, account in shown if account == "Locked"]

    assert locked() == []
    fail(5)
    for address in ("192.0.2.1", "192.0.2.2"):
        fail(3, "bob", new_client(address))
    assert locked() == ["alice"]
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=14))
    assert locked() == ["alice"]
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=1))
    assert locked() == []


def test_sandbox_page_shows_its_current_user(staff_client, alice):
    assert "alice" in text_of(staff_client.get(page_for(alice.sandbox)))
    old = alice.sandbox
    alice.start_over()
    assert "alice" not in text_of(staff_client.get(page_for(old)))
    assert "alice" in text_of(staff_client.get(page_for(alice.sandbox)))


def test_admin_logout_ends_the_session(staff_client):
    staff_client.post("/admin/logout/")
    assert staff_client.get("/admin/", follow=True).redirect_chain[-1] == ("/login/?next=/admin/", 302)
