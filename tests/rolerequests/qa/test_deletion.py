"""Deleting sandboxes of the QA API, at once and when they are old. Nobody else's data is touched."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet

from accounts.deletion import InUseError, delete_accounts
from accounts.models import AuditEntry, Sandbox, TrainingClass, User
from rolerequests.models import RequestEvent, Role, RoleRequest, UserCategory
from rolerequests.qa import sandboxes
from rolerequests.qa.sandboxes import create_qa_sandbox
from tests.factories import TrainingClassFactory
from tests.helpers import client_of, pending_of
from tests.rolerequests.qa.conftest import browser_of
from tests.training.adding import rows
from tests.training.practice.exercises import add_exercises
from training.models import Attempt, Exercise

pytestmark = pytest.mark.django_db


def older(user, hours=25):
    """Make the sandbox of the user older."""
    Sandbox.objects.filter(users=user).update(created_at=user.sandbox.created_at - timedelta(hours=hours))


def user_of(account):
    return User.objects.get(user_id=account["user_id"])


def raise_next(errors):
    """Raise the next of these errors, while there is one."""
    if errors:
        raise errors.pop()


# At once


@pytest.mark.parametrize(
    "preset", ["crowded", "draft with organizations", "exercise passed", "locked account"]
)
def test_a_deleted_sandbox_leaves_nothing(qa_api, alice, sagu, preset):
    add_exercises()
    pending = pending_of(alice, sagu, "OH")
    account = qa_api.create(preset)
    user_of(account).start_over()
    assert qa_api.delete(account["user_id"]).json() == {"deleted": account["user_id"]}
    assert list(User.objects.all()) == [alice]
    assert list(RoleRequest.objects.all()) == [pending]
    assert set(RequestEvent.objects.values_list("actor", flat=True)) == {alice.pk}
    assert not Attempt.objects.exists()
    assert qa_api.delete(account["user_id"]).status_code == 404


@pytest.mark.parametrize("user_id", ["alice", "carol", "nobody", "%00"])
def test_accounts_of_others_cannot_be_deleted(qa_api, alice, carol, user_id):
    assert qa_api.delete(user_id).status_code == 404
    assert User.objects.count() == 2


def test_a_deletion_waits_for_other_changes(qa_api, monkeypatch):
    account = qa_api.create()
    delete, in_use = delete_accounts, [InUseError, InUseError]
    monkeypatch.setattr(sandboxes, "PAUSE", 0)
    monkeypatch.setattr(
        sandboxes, "delete_accounts", lambda users, **which: raise_next(in_use) or delete(users, **which)
    )
    assert qa_api.delete(account["user_id"]).status_code == 200
    assert not User.objects.exists()


def test_a_deletion_does_not_wait_for_ever(qa_api, monkeypatch):
    account = qa_api.create()
    monkeypatch.setattr(sandboxes, "PAUSE", 0)
    monkeypatch.setattr(sandboxes, "delete_accounts", lambda users, **which: raise_next([InUseError]))
    response = qa_api.delete(account["user_id"])
    assert (response.status_code, set(response.json())) == (409, {"error"})
    assert user_of(account)


def test_a_deletion_takes_no_fields(qa_api):
    account = qa_api.create()
    response = qa_api("DELETE", f"/qa/sandboxes/{account['user_id']}/", {"all": "yes"})
    assert (response.status_code, response.json()["field"]) == (400, "all")
    assert user_of(account)


def test_a_class_is_deleted_with_its_trainees(qa_api, sagu):
    others = TrainingClassFactory(trainees=["Ann"])
    account = qa_api.create("class with trainees", number=2)
    for each in account["trainees"]:
        pending_of(user_of(each), sagu, "OH")
        user_of(each).start_over()
    qa_api.delete(account["user_id"])
    assert list(TrainingClass.objects.all()) == [others]
    assert [user.name for user in User.objects.all()] == ["Ann"]
    assert list(Sandbox.objects.all()) == [others.trainees().get().sandbox]


def test_a_class_with_somebody_else_stays_closed(qa_api, alice):
    account = qa_api.create("class with trainees")
    TrainingClass.objects.get().adopt(alice, "Alice")
    qa_api.delete(account["user_id"])
    assert list(User.objects.all()) == [alice]
    assert not TrainingClass.objects.get().is_open
    assert TrainingClass.objects.get().qa_sandbox is None


def test_a_class_that_staff_of_the_api_created_goes_too(qa_api):
    lead = qa_api.create("training lead")
    browser = browser_of(lead)
    browser.post("/admin/accounts/trainingclass/add/", rows("Ann", "Bob") | {"name": "Of a test"})
    first = TrainingClass.objects.get()
    copy = {"name": "Of a test, again", "date": "2027-02-01"}
    browser.post(f"/admin/accounts/trainingclass/{first.pk}/copy/", copy)
    browser.post("/admin/see-as-trainee/")
    assert (TrainingClass.objects.count(), User.objects.count()) == (2, 4)
    qa_api.delete(lead["user_id"])
    assert (User.objects.count(), TrainingClass.objects.count(), Sandbox.objects.count()) == (0, 0, 0)


# What staff of the API added to the catalog


def add_category(browser, name="Of a test"):
    data = {
        "name": name,
        "slug": "of-a-test",
        "description": "For a test.",
        "position": 99,
        "is_active": "on",
    }
    inline = {"roles-TOTAL_FORMS": 0, "roles-INITIAL_FORMS": 0}
    response = browser.post("/admin/rolerequests/usercategory/add/", data | inline)
    assert response.status_code == 302, response.context["errors"]
    return UserCategory.objects.get(name=name)


def test_what_an_editor_added_goes_with_the_sandbox(qa_api):
    before = set(UserCategory.objects.all()), set(Role.objects.all()), set(Exercise.objects.all())
    editor = qa_api.create("catalog editor")
    category = add_category(browser_of(editor))
    assert AuditEntry.objects.filter(actor=user_of(editor), object_id=category.pk).exists()
    qa_api.delete(editor["user_id"])
    assert (set(UserCategory.objects.all()), set(Role.objects.all()), set(Exercise.objects.all())) == before
    assert not User.objects.exists()


def test_an_entry_that_others_use_is_switched_off(qa_api, alice):
    editor = qa_api.create("catalog editor")
    category = add_category(browser_of(editor))
    role = Role.objects.create(category=category, name="Of others", slug="of-others", position=1)
    qa_api.delete(editor["user_id"])
    category.refresh_from_db()
    assert (category.is_active, Role.objects.filter(pk=role.pk).exists()) == (False, True)


def test_entries_of_other_editors_stay(qa_api, carol):
    category = add_category(client_of(carol))
    editor = qa_api.create("catalog editor")
    browser_of(editor).post(f"/admin/rolerequests/usercategory/{category.pk}/change/", {"name": "Other"})
    qa_api.delete(editor["user_id"])
    assert UserCategory.objects.filter(pk=category.pk, is_active=True).exists()


# When they are old


def test_old_sandboxes_are_deleted_completely(qa_api, alice, sagu):
    pending = pending_of(alice, sagu, "OH")
    older(alice, hours=1000)
    old = create_qa_sandbox("identical pending").user
    young = create_qa_sandbox("one pending").user
    older(old)
    qa_api.create()
    assert not User.objects.filter(pk=old.pk).exists()
    assert not Sandbox.objects.filter(pk=old.sandbox.pk).exists()
    assert set(RoleRequest.objects.values_list("requester", flat=True)) == {alice.pk, young.pk}
    assert set(RequestEvent.objects.values_list("actor", flat=True)) == {alice.pk, young.pk}
    assert RoleRequest.objects.filter(pk=pending.pk).exists()


def test_old_staff_are_deleted_with_their_class(qa_api, carol):
    qa_api.create("class with trainees")
    Sandbox.objects.update(created_at=carol.created_at - timedelta(hours=25))
    young = qa_api.create()
    assert set(User.objects.all()) == {carol, user_of(young)}
    assert not TrainingClass.objects.exists()


def test_a_sandbox_is_deleted_after_starting_over(qa_api):
    user = create_qa_sandbox("one pending").user
    older(user)
    user.start_over()
    assert user.sandbox.made_by_qa
    older(user)
    qa_api.create()
    assert not User.objects.filter(pk=user.pk).exists()
    assert RequestEvent.objects.count() == 0


def test_two_calls_at_once_delete_in_order(qa_api, monkeypatch):
    user = create_qa_sandbox("one pending").user
    older(user)
    left = user.sandbox
    user.start_over()
    older(user)
    with monkeypatch.context() as patch:  # as if another call had locked the older one
        patch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.exclude(pk=left.pk))
        qa_api.create()
    assert User.objects.filter(pk=user.pk).exists()
    qa_api.create()
    assert not User.objects.filter(pk=user.pk).exists()


def test_a_call_deletes_the_twenty_oldest(qa_api):
    sandboxes = [create_qa_sandbox("fresh").user for _ in range(22)]
    for age, user in enumerate(sandboxes):
        older(user, hours=100 + age)
    qa_api.create()
    assert set(User.objects.filter(pk__in=[user.pk for user in sandboxes])) == set(sandboxes[:2])


def test_a_trainee_who_starts_over_is_no_qa_account(alice):
    alice.start_over()
    assert alice.sandbox.made_by_qa is False
