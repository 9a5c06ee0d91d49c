"""Users in the admin: staff accounts, and what staff do for trainees."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db.models import F

from accounts.models import User
from tests.accounts.login import fail, new_browser, sign_in
from tests.admin import form_of, list_of, listed, messages_of, page_for
from tests.pages import text_of


def test_what_is_added_is_staff(staff_client, db):
    data = {"user_id": "erin", "usable_password": "true",
            "password1": "Erin-Password-1", "password2": "Erin-Password-1"}  # fmt: skip
    response = staff_client.post(list_of(User) + "add/", data)
    erin = User.objects.get(user_id="erin")
    assert response.url == page_for(erin)
    assert (erin.is_staff, erin.is_superuser, erin.sandbox) == (True, False, None)
    assert sign_in(new_browser(), "erin", "Erin-Password-1").url == "/"


@pytest.mark.parametrize(
    ("user_id", "message"),
    [
        ("Erin", "Use lower-case letters, digits, . _ and - only."),
        ("erin o", "Use lower-case letters, digits, . _ and - only."),
        ("alice", "There is an identity with this User ID already."),
        ("", "This field is required."),
    ],
)
def test_a_user_id_that_cannot_be_is_refused_in_words(staff_client, alice, user_id, message):
    data = {"user_id": user_id, "usable_password": "true",
            "password1": "Erin-Password-1", "password2": "Erin-Password-1"}  # fmt: skip
    response = staff_client.post(list_of(User) + "add/", data)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {"user_id": [message]}
    assert User.objects.count() == 2


def test_a_weak_password_is_refused_in_words(staff_client, db):
    data = {"user_id": "erin", "usable_password": "true", "password1": "short", "password2": "short"}
    response = staff_client.post(list_of(User) + "add/", data)
    assert "This password is too short. It must contain at least 12 characters." in text_of(response)
    assert not User.objects.filter(user_id="erin").exists()


def test_staff_set_a_trainees_password(staff_client, alice):
    data = {"usable_password": "true", "password1": "Fresh-Password-9", "password2": "Fresh-Password-9"}
    address = f"/admin/accounts/user/{alice.pk}/password/"
    assert f"/admin/accounts/user/{alice.pk}/" in staff_client.get(page_for(alice)).content.decode()
    response = staff_client.post(address, data, follow=True)
    assert messages_of(response) == ["Password changed successfully."]
    assert sign_in(new_browser(), "alice", "Alice-Password-1").status_code == 200
    assert sign_in(new_browser(), "alice", "Fresh-Password-9").url == "/"


def test_staff_change_their_own_password(staff_client, carol):
    data = {"old_password": "Carol-Password-1",
            "new_password1": "Fresh-Password-9", "new_password2": "Fresh-Password-9"}  # fmt: skip
    assert staff_client.post("/admin/password_change/", data).url == "/admin/password_change/done/"
    assert sign_in(new_browser(), "carol", "Fresh-Password-9").url == "/"


def test_a_trainee_is_switched_off_and_on_again(staff_client, alice):
    data = form_of(staff_client.get(page_for(alice)), is_active=None)
    assert staff_client.post(page_for(alice), data).url == list_of(User)
    assert sign_in(new_browser(), "alice", "Alice-Password-1").status_code == 200
    data = form_of(staff_client.get(page_for(alice)), is_active="on")
    staff_client.post(page_for(alice), data)
    assert sign_in(new_browser(), "alice", "Alice-Password-1").url == "/"


def test_a_trainee_cannot_be_made_staff(staff_client, alice):
    data = form_of(staff_client.get(page_for(alice)), is_superuser="on", is_staff="on", sandbox="")
    response = staff_client.post(page_for(alice), data)
    assert "A practice identity cannot be staff: add a staff account instead." in text_of(response)
    before = alice.sandbox
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser, alice.sandbox) == (False, False, before)


def test_staff_stay_staff_and_can_be_given_every_right(staff_client):
    erin = User.objects.create_user("erin", is_staff=True)
    data = form_of(staff_client.get(page_for(erin)), is_superuser="on", is_staff=None)
    assert staff_client.post(page_for(erin), data).url == list_of(User)
    erin.refresh_from_db()
    assert (erin.is_staff, erin.is_superuser) == (True, True)


def test_the_action_starts_over_for_trainees_and_leaves_staff_alone(staff_client, alice, bob, carol, pending):
    data = {"action": "start_over", "_selected_action": [alice.pk, carol.pk]}
    response = staff_client.post(list_of(User), data, follow=True)
    assert messages_of(response) == ["Started over: 1.", "Staff have no sandbox and were left alone."]
    sandboxes = dict(User.objects.values_list("user_id", "sandbox"))
    assert sandboxes["alice"] not in (None, alice.sandbox_id)
    assert sandboxes["bob"] == bob.sandbox_id
    assert sandboxes["carol"] is None
    pending.refresh_from_db()
    assert pending.sandbox == alice.sandbox


def test_the_action_unlocks_at_every_address_and_says_how_many(staff_client, alice, bob):
    for address in ("192.0.2.1", "192.0.2.2"):
        fail(5, client=new_browser(address))
    data = {"action": "unlock", "_selected_action": [alice.pk, bob.pk]}
    response = staff_client.post(list_of(User), data, follow=True)
    assert messages_of(response) == ["Sign-in unlocked: 1 of 2 had failed attempts."]
    assert not AccessAttempt.objects.exists()
    for address in ("192.0.2.1", "192.0.2.2"):
        assert sign_in(new_browser(address), "alice", "Alice-Password-1").url == "/"


def test_the_list_of_users_shows_who_is_locked_and_no_longer_than_it_lasts(staff_client, alice, bob):
    def locked():
        users = listed(staff_client.get(list_of(User)))
        shown = re.findall(
            r'"field-locked"><img[^>]*alt="(\w+)"', staff_client.get(list_of(User)).content.decode()
        )
        return [user.user_id for user, answer in zip(users, shown, strict=True) if answer == "True"]

    assert locked() == []
    fail(5)
    for address in ("192.0.2.1", "192.0.2.2"):
        fail(3, "bob", new_browser(address))
    assert locked() == ["alice"]
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=14))
    assert locked() == ["alice"]
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=1))
    assert locked() == []


def test_a_sandbox_says_who_is_in_it_now(staff_client, alice):
    assert "alice" in text_of(staff_client.get(page_for(alice.sandbox)))
    old = alice.sandbox
    alice.start_over()
    assert "alice" not in text_of(staff_client.get(page_for(old)))
    assert "alice" in text_of(staff_client.get(page_for(alice.sandbox)))


def test_signing_out_of_the_admin_works(staff_client):
    staff_client.post("/admin/logout/")
    assert staff_client.get("/admin/", follow=True).redirect_chain[-1] == ("/login/?next=/admin/", 302)
