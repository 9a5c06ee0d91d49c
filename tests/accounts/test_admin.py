"""Users in the admin."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db.models import F

from accounts.models import User
from tests.accounts.login import fail, log_in, new_client
from tests.admin import column_of, form_of, levels_of, list_of, listed, messages_of, page_for
from tests.pages import text_of


def test_added_users_are_staff(staff_client, db):
    data = {"user_id": "erin", "usable_password": "true",
            "password1": "Erin-Password-1", "password2": "Erin-Password-1"}  # fmt: skip
    response = staff_client.post(list_of(User) + "add/", data)
    erin = User.objects.get(user_id="erin")
    assert response.url == page_for(erin)
    assert (erin.is_staff, erin.is_superuser, erin.sandbox) == (True, False, None)
    assert log_in(new_client(), "erin", "Erin-Password-1").url == "/admin/"


@pytest.mark.parametrize(
    ("user_id", "code"),
    [
        ("Erin", "invalid"),
        ("erin o", "invalid"),
        ("alice", "unique"),
        ("", "required"),
    ],
)
def test_invalid_user_ids_are_form_errors(staff_client, alice, user_id, code):
    data = {"user_id": user_id, "usable_password": "true",
            "password1": "Erin-Password-1", "password2": "Erin-Password-1"}  # fmt: skip
    response = staff_client.post(list_of(User) + "add/", data)
    assert response.status_code == 200
    assert response.context["adminform"].form.has_error("user_id", code)
    assert User.objects.count() == 2


def test_weak_passwords_are_form_errors(staff_client, db):
    data = {"user_id": "erin", "usable_password": "true", "password1": "short", "password2": "short"}
    response = staff_client.post(list_of(User) + "add/", data)
    assert response.context["adminform"].form.has_error("password2", "password_too_short")
    assert not User.objects.filter(user_id="erin").exists()


@pytest.mark.parametrize("password", [" Fresh-Password-9", "Fresh-Password-9 "])
def test_new_passwords_have_no_surrounding_blanks(staff_client, alice, password):
    data = {"usable_password": "true", "password1": password, "password2": password}
    response = staff_client.post(f"/admin/accounts/user/{alice.pk}/password/", data)
    assert response.context["form"].has_error("password2", "password_surrounding_blanks")


def test_staff_can_set_a_trainees_password(staff_client, alice):
    data = {"usable_password": "true", "password1": "Fresh-Password-9", "password2": "Fresh-Password-9"}
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
    data = {"action": "start_over", "_selected_action": [alice.pk, carol.pk]}
    response = staff_client.post(list_of(User), data, follow=True)
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
    data = {"action": "unlock", "_selected_action": [alice.pk, bob.pk]}
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
