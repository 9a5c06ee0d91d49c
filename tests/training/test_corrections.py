"""People can be corrected: rename, move, remove, bring back, adopt."""

import pytest
from django.urls import reverse

from accounts.models import Sandbox, TrainingClass, User
from tests.accounts.login import is_logged_in, log_in, new_client
from tests.admin import levels_of, page_for
from tests.factories import SandboxFactory, UserFactory
from tests.helpers import after_statement, client_of, pending_of
from tests.pages import page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    training_class = TrainingClass.objects.create(name="Ohio")
    training_class.add_trainees(["Ann Lee", "Bob Ray"])
    return training_class


@pytest.fixture
def iowa():
    return TrainingClass.objects.create(name="Iowa")


@pytest.fixture
def ann(ohio):
    return ohio.trainees().get(user_id="ann-lee")


def address_of(training_class, what, user):
    if what in ("remove", "bring-back"):
        return reverse("admin:accounts_trainingclass_action_for", args=[training_class.pk, what, user.pk])
    return reverse(f"admin:accounts_trainingclass_{what}_trainee", args=[training_class.pk, user.pk])


def history_of(staff_client, training_class):
    return text_of(staff_client.get(page_for(training_class, "history")))


def test_renaming_keeps_user_id_and_tells_the_history(staff_client, ohio, ann):
    page = staff_client.get(address_of(ohio, "rename", ann))
    data = {"name": " Anna  Lee-Ray", "version": page_of(page).hidden("version")}
    assert levels_of(staff_client.post(address_of(ohio, "rename", ann), data, follow=True)) == ["success"]
    ann.refresh_from_db()
    assert (ann.name, ann.user_id) == ("Anna Lee-Ray", "ann-lee")
    told = history_of(staff_client, ohio)
    for words in ("admin", "Renamed", "Ann Lee", "Anna Lee-Ray"):
        assert words in told


@pytest.mark.parametrize(
    ("name", "code"), [("", "required"), ("x" * 101, "max_length"), ("a\0b", "null_characters_not_allowed")]
)
def test_invalid_new_name_is_an_error(staff_client, ohio, ann, name, code):
    page = staff_client.post(address_of(ohio, "rename", ann), {"name": name})
    assert page.context["form"].has_error("name", code)


def test_second_rename_of_an_old_page_compares_first(staff_client, ohio, ann):
    version = page_of(staff_client.get(address_of(ohio, "rename", ann))).hidden("version")
    User.objects.filter(pk=ann.pk).update(name="Anna")
    page = staff_client.post(address_of(ohio, "rename", ann), {"name": "Anne", "version": version})
    assert page.context["form"].has_error("name", "changed")


def test_renaming_to_a_name_of_the_class_warns_once(staff_client, ohio, ann):
    address = address_of(ohio, "rename", ann)
    page = staff_client.post(address, {"name": "bob ray"})
    assert page.context["form"].has_error("name", "same_name")
    data = {"name": "bob ray", "confirmed": page_of(page).hidden("confirmed")}
    assert staff_client.post(address, data).status_code == 302


def test_moving_takes_the_practice_data_along(staff_client, ohio, iowa, ann, view_only):
    request = pending_of(ann, view_only)
    data = {"to": iowa.pk}
    assert levels_of(staff_client.post(address_of(ohio, "move", ann), data, follow=True)) == ["success"]
    assert list(iowa.trainees()) == [ann]
    request.refresh_from_db()
    assert request.sandbox.training_class == iowa
    for each in (ohio, iowa):
        assert "Moved Ann Lee : Ohio" in history_of(staff_client, each).replace(": Ohio", " : Ohio").replace(
            "  ", " "
        )


@pytest.mark.parametrize("to", ["same", "closed", "none"])
def test_class_that_cannot_be_moved_to_is_an_error(staff_client, ohio, iowa, ann, to):
    iowa.close()
    data = {"same": {"to": ohio.pk}, "closed": {"to": iowa.pk}, "none": {"to": ""}}[to]
    page = staff_client.post(address_of(ohio, "move", ann), data)
    assert page.context["form"].has_error("to")
    assert ohio.trainees().count() == 2


def test_moving_to_a_class_with_the_name_warns_once(staff_client, ohio, iowa, ann):
    iowa.add_trainees(["ann lee"])
    address = address_of(ohio, "move", ann)
    page = staff_client.post(address, {"to": iowa.pk})
    assert page.context["form"].has_error("to", "same_name")
    staff_client.post(address, {"to": iowa.pk, "confirmed": page_of(page).hidden("confirmed")})
    assert iowa.trainees().count() == 2


def test_unused_trainee_is_deleted(staff_client, ohio, ann):
    assert staff_client.get(address_of(ohio, "remove", ann)).status_code == 200
    assert User.objects.filter(pk=ann.pk).exists()
    staff_client.post(address_of(ohio, "remove", ann))
    assert not User.objects.filter(pk=ann.pk).exists()
    assert Sandbox.objects.filter(training_class=ohio).count() == 1
    assert "Removed trainees: Ann Lee" in history_of(staff_client, ohio)


@pytest.mark.parametrize("did", ["logged in", "requested"])
def test_trainee_who_did_something_is_deactivated(staff_client, ohio, ann, view_only, did):
    if did == "logged in":
        ann.record_login()
    else:
        pending_of(ann, view_only)
    client = client_of(ann)
    staff_client.post(address_of(ohio, "remove", ann))
    ann.refresh_from_db()
    assert not ann.is_active
    assert client.get("/").status_code == 302
    staff_client.post(address_of(ohio, "bring-back", ann))
    ann.refresh_from_db()
    assert ann.is_active


def test_second_lead_is_told_that_the_trainee_moved(staff_client, ohio, iowa, ann):
    for what in ("remove", "move"):
        User.objects.filter(pk=ann.pk).update(is_active=True)
        Sandbox.objects.filter(users=ann).update(training_class=ohio)
        others = Sandbox.objects.filter(users=ann)
        with after_statement("SAVEPOINT", lambda others=others: others.update(training_class=iowa)):
            page = staff_client.post(address_of(ohio, what, ann), {"to": iowa.pk}, follow=True)
        assert levels_of(page) == ["warning"]
        assert User.objects.get(pk=ann.pk).is_active


def test_login_of_somebody_who_is_being_removed(ohio, ann):
    ((_, credentials),) = ohio.reset_passwords([ann])
    client = new_client()
    with after_statement("SELECT", lambda: ohio.remove(ann)):
        assert log_in(client, "ann-lee", credentials.password).status_code in (200, 302)
    assert not is_logged_in(client) or client.get("/").status_code == 302


def test_starting_over_after_a_move_stays_in_the_new_class(ohio, iowa, ann):
    ohio.move(User.objects.get(pk=ann.pk), iowa)
    ann.start_over()
    assert list(iowa.trainees()) == [ann]


@pytest.mark.parametrize("what", ["rename", "move", "remove", "bring-back"])
def test_corrections_need_the_permission(alice_client, ohio, ann, what):
    lead = User.objects.create_user("lead", is_staff=True)
    for client in (alice_client, client_of(lead)):
        response = client.post(address_of(ohio, what, ann), {"name": "x"})
        assert response.status_code in (302, 403)
    ann.refresh_from_db()
    assert (ann.name, ann.is_active) == ("Ann Lee", True)


def test_trainee_of_another_class_is_not_found(staff_client, iowa, ann):
    for what in ("rename", "move", "remove", "bring-back"):
        assert staff_client.get(address_of(iowa, what, ann)).status_code == 404


# Adopting a practice account


@pytest.fixture
def alone():
    """A trainee who created an account alone."""
    user, _ = User.objects.create_practice_account("192.0.2.1")
    return user


def adopt(client, training_class, user_id, **data):
    return client.post(page_for(training_class, "adopt"), {"user_id": user_id, **data})


def test_adopted_trainee_keeps_account_and_data(staff_client, ohio, alone, view_only):
    request = pending_of(alone, view_only)
    browser = client_of(alone)
    data = {"name": " Zoe  Fox "}
    assert adopt(staff_client, ohio, f" {alone.user_id.upper()} ", **data).url == page_for(ohio)
    adopted = ohio.trainees().get(name="Zoe Fox")
    assert (adopted.pk, adopted.user_id, adopted.password) == (alone.pk, alone.user_id, alone.password)
    request.refresh_from_db()
    assert request.sandbox.training_class == ohio
    assert browser.get("/my-profile/").status_code == 200
    assert f"Zoe Fox ({alone.user_id})" in history_of(staff_client, ohio)
    assert alone.user_id in text_of(staff_client.get(f"{page_for(ohio)[:-7]}live/"))


def test_adopted_trainee_is_found_by_name(staff_client, ohio, alone):
    adopt(staff_client, ohio, alone.user_id, name="Zoë Fox")
    assert User.objects.get(pk=alone.pk).search_text == f"{alone.user_id} zoe fox"


@pytest.mark.parametrize(
    ("who", "field", "code"),
    [
        ("nobody", "user_id", "not_found"),
        ("staff", "user_id", "not_found"),
        ("qa", "user_id", "not_found"),
        ("preview", "user_id", "not_found"),
        ("here", "user_id", "in_class"),
        ("elsewhere", "user_id", "in_class"),
        ("deactivated", "user_id", "inactive"),
        ("", "user_id", "required"),
        ("x" * 61, "user_id", "max_length"),
        ("a\0b", "user_id", "null_characters_not_allowed"),
        ("nameless", "name", "required"),
    ],
)
def test_account_that_cannot_be_adopted_is_an_error(staff_client, ohio, iowa, who, field, code):
    staff = UserFactory(user_id="staff", name="S", staff=True)
    UserFactory(user_id="preview", name="P", preview_of=staff)
    UserFactory(user_id="qa", name="Q", sandbox=SandboxFactory(made_by_qa=True))
    UserFactory(user_id="elsewhere", sandbox=SandboxFactory(training_class=iowa))
    UserFactory(user_id="here", sandbox=SandboxFactory(training_class=ohio))
    UserFactory(user_id="deactivated", is_active=False)
    UserFactory(user_id="nameless")
    data = {} if who == "nameless" else {"name": "Zoe"}
    page = adopt(staff_client, ohio, who, **data)
    assert page.context["form"].has_error(field, code)
    assert page.context["form"]["user_id"].value() == who
    assert ohio.trainees().count() == 3


def test_name_of_the_account_is_enough(staff_client, ohio):
    adopt(staff_client, ohio, UserFactory(name="Zoe Fox").user_id)
    assert ohio.trainees().filter(name="Zoe Fox").exists()


def test_adopting_a_name_of_the_class_warns_once(staff_client, ohio, alone):
    page = adopt(staff_client, ohio, alone.user_id, name="ann lee")
    assert page.context["form"].has_error("name", "same_name")
    adopt(staff_client, ohio, alone.user_id, name="ann lee", confirmed=page_of(page).hidden("confirmed"))
    assert ohio.trainees().count() == 3


def test_closed_class_adopts_nobody(staff_client, ohio, alone):
    ohio.close()
    page = staff_client.post(page_for(ohio, "adopt"), {"user_id": alone.user_id, "name": "Zoe"}, follow=True)
    assert levels_of(page) == ["warning"]
    assert ohio.trainees().count() == 2


def test_account_that_another_lead_adopted_stays_there(staff_client, ohio, iowa, alone):
    others = Sandbox.objects.filter(users=alone)
    with after_statement("SAVEPOINT", lambda: others.update(training_class=iowa)):
        page = staff_client.post(
            page_for(ohio, "adopt"), {"user_id": alone.user_id, "name": "Zoe"}, follow=True
        )
    assert levels_of(page) == ["warning"]
    assert ohio.trainees().count() == 2


def test_adopting_needs_the_permission(alice_client, ohio, alone):
    for client in (alice_client, client_of(UserFactory(staff=True))):
        assert adopt(client, ohio, alone.user_id, name="Zoe").status_code in (302, 403)
    assert ohio.trainees().count() == 2
