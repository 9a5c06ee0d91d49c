"""Classes can be corrected: renamed, archived and brought back, and deleted while nobody has logged in."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEntry, Sandbox, TrainingClass, User
from accounts.models.exceptions import ClassUsedError
from tests.admin import form_of, found, levels_of, list_of, listed, page_for
from tests.factories import ExerciseFactory, TrainingClassFactory, UserFactory
from tests.helpers import Queries, after_statement, client_of, pending_of
from tests.pages import text_of
from tests.training.practice.attempts import attempt_of
from training.models import Assignment, Goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClassFactory(name="Ohio", trainees=["Ann Lee", "Bob Ray"])


@pytest.fixture
def ann(ohio):
    return User.objects.get(user_id="ann-lee")


def act(client, training_class, action, **options):
    address = reverse("admin:accounts_trainingclass_action", args=[training_class.pk, action])
    return client.post(address, **options)


def classes_in(staff_client, **query):
    return [str(each) for each in listed(staff_client.get(list_of(TrainingClass), query))]


def test_class_is_renamed(staff_client, ohio):
    page = staff_client.get(page_for(ohio))
    assert staff_client.post(page_for(ohio), form_of(page, name=" New  Ohio ")).status_code == 302
    assert TrainingClass.objects.get(pk=ohio.pk).name == "New Ohio"
    assert found(staff_client, TrainingClass, "new") == {ohio}
    assert "New Ohio" in text_of(staff_client.get(page_for(ohio, "history")))


@pytest.mark.parametrize(("name", "code"), [("", "required"), ("Iowa", "unique"), ("x" * 101, "max_length")])
def test_wrong_name_of_a_class_is_an_error(staff_client, ohio, name, code):
    TrainingClassFactory(name="Iowa")
    page = staff_client.post(page_for(ohio), form_of(staff_client.get(page_for(ohio)), name=name))
    assert page.context["adminform"].form.has_error("name", code)


# Archiving


def test_archived_class_leaves_the_everyday_list(staff_client, ohio):
    TrainingClassFactory(name="Iowa")
    TrainingClassFactory(name="Utah", closed=True)
    ohio.close()
    assert act(staff_client, ohio, "archive").url == page_for(ohio)
    assert classes_in(staff_client) == ["Utah", "Iowa"]
    assert classes_in(staff_client, state="closed") == ["Utah"]
    assert classes_in(staff_client, state="open") == ["Iowa"]
    assert classes_in(staff_client, state="archived") == ["Ohio"]
    assert classes_in(staff_client, q="ohio") == ["Ohio"]
    assert classes_in(staff_client, state="open", q="ohio") == []


def test_archived_class_leaves_the_menus(staff_client, ohio):
    attempts = reverse("admin:training_attempt_changelist")
    ohio.close()
    assert "Ohio" in text_of(staff_client.get(attempts))
    ohio.archive()
    assert "Ohio" not in text_of(staff_client.get(attempts))
    assert "Ohio" in text_of(staff_client.get(attempts, {"class": ohio.pk}))


def test_archived_class_can_be_brought_back(staff_client, ohio):
    ohio.close()
    act(staff_client, ohio, "archive")
    act(staff_client, ohio, "unarchive")
    assert TrainingClass.objects.get().state == "Closed"
    assert classes_in(staff_client) == ["Ohio"]


def test_reopening_brings_back_from_the_archive(staff_client, ohio):
    ohio.close()
    ohio.archive()
    act(staff_client, ohio, "reopen")
    assert TrainingClass.objects.get().state == "Open"


def test_open_class_is_not_archived(staff_client, ohio):
    assert levels_of(act(staff_client, ohio, "archive", follow=True)) == ["warning"]
    assert TrainingClass.objects.get().state == "Open"
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.update(archived_at=ohio.created_at)


def test_archiving_twice_keeps_the_first_time(ohio):
    ohio.close()
    ohio.archive()
    before = ohio.archived_at
    TrainingClass.objects.get().archive()
    assert TrainingClass.objects.get().archived_at == before


# Deleting


def test_unused_class_is_deleted_with_its_accounts(staff_client, ohio, ann):
    ann.start_over()
    Assignment.objects.create(training_class=ohio, exercise=ExerciseFactory(goal=Goal.LEAVE), position=1)
    other = TrainingClassFactory(name="Iowa", trainees=["Cid Poe"])
    response = act(staff_client, ohio, "delete", follow=True)
    assert response.redirect_chain == [(list_of(TrainingClass), 302)]
    assert levels_of(response) == ["success"]
    assert list(TrainingClass.objects.all()) == [other]
    assert list(User.objects.filter(sandbox__isnull=False)) == list(other.trainees())
    assert Sandbox.objects.count() == 1
    entry = AuditEntry.objects.first()
    assert (entry.object_name, entry.action, entry.actor_name) == ("Ohio", "deleted", "carol")


@pytest.mark.parametrize("did", ["logged in", "removed", "requested", "attempted", "moved away"])
def test_used_class_is_kept(staff_client, ohio, ann, view_only, did):
    if did in ("logged in", "removed"):
        ann.record_login()
    if did == "removed":
        ohio.remove(ann)
    if did == "requested":
        pending_of(ann, view_only)
    if did == "attempted":
        attempt_of(ann)
    if did == "moved away":
        pending_of(ann, view_only)
        ann.start_over()
        ohio.move(ann, TrainingClassFactory())
    before = User.objects.count(), Sandbox.objects.count()
    assert levels_of(act(staff_client, ohio, "delete", follow=True)) == ["warning"]
    assert TrainingClass.objects.filter(pk=ohio.pk).exists()
    assert (User.objects.count(), Sandbox.objects.count()) == before


def test_delete_is_offered_while_nobody_has_logged_in(staff_client, ohio, ann):
    assert staff_client.get(page_for(ohio)).context["is_unused"]
    ann.record_login()
    assert not staff_client.get(page_for(ohio)).context["is_unused"]


def test_login_just_before_the_deletion_keeps_the_class(ohio, ann):
    with (
        after_statement(
            "SAVEPOINT", lambda: User.objects.filter(pk=ann.pk).update(last_login_at=ann.created_at)
        ),
        pytest.raises(ClassUsedError),
    ):
        ohio.delete_unused()


@pytest.mark.parametrize("action", ["close", "start-over", "renew-code", "delete"])
def test_lead_is_told_that_another_deleted_the_class(staff_client, ohio, action):
    with after_statement("SAVEPOINT", ohio.delete_unused):
        response = act(staff_client, ohio, action, follow=True)
    assert levels_of(response) == ["warning"]


def test_deleting_takes_the_same_queries(staff_client):
    counts = []
    for number in (1, 40):
        training_class = TrainingClassFactory(trainees=[f"Trainee {each}" for each in range(number)])
        with Queries() as queries:
            act(staff_client, training_class, "delete")
        counts.append(queries.count())
    assert counts[0] == counts[1]


@pytest.mark.parametrize("action", ["archive", "unarchive", "delete"])
def test_correcting_a_class_needs_the_permission(alice_client, ohio, action):
    ohio.close()
    before = TrainingClass.objects.values().get()
    for client in (alice_client, client_of(UserFactory(staff=True))):
        assert act(client, ohio, action).status_code in (302, 403)
    assert TrainingClass.objects.values().get() == before
