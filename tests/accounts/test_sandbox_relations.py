"""What belongs to a sandbox: starting over, archiving and deleting follow the relations."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import Sandbox, User
from accounts.sandbox_relations import delete_sandboxes, label_of, relations
from rolerequests.models import RequestEvent, RoleRequest
from tests.admin import list_of, listed, page_for
from tests.factories import TrainingClassFactory
from tests.helpers import pending_of
from tests.pages import text_of

ARCHIVED = "Archived (was pending)"


def test_every_relation_to_a_sandbox_is_registered():
    labels = {label_of(each.related_model, each.field.name) for each in Sandbox._meta.related_objects}
    assert labels == set(relations)


def test_start_over_moves_the_user_and_archives_the_rest(alice, sagu):
    request = pending_of(alice, sagu, "OH")
    old = alice.sandbox
    alice.start_over()
    request = RoleRequest.objects.get(pk=request.pk)
    assert (request.sandbox, request.is_archived) == (old, True)
    assert set(RequestEvent.objects.values_list("sandbox", flat=True)) == {old.pk}
    assert not pending_of(User.objects.get(pk=alice.pk), sagu, "OH").is_archived


def test_deleting_qa_sandboxes_deletes_all_their_rows(alice, bob, sagu):
    for trainee in (alice, bob):
        pending_of(trainee, sagu, "OH")
    Sandbox.objects.filter(pk=alice.sandbox_id).update(made_by_qa=True)
    with transaction.atomic():
        delete_sandboxes(list(Sandbox.objects.filter(made_by_qa=True)))
    assert list(User.objects.all()) == [bob]
    assert list(Sandbox.objects.all()) == [bob.sandbox]
    assert set(RoleRequest.objects.values_list("requester", flat=True)) == {bob.pk}
    assert set(RequestEvent.objects.values_list("actor", flat=True)) == {bob.pk}


def test_sandboxes_in_use_cannot_be_deleted_alone(alice):
    with pytest.raises(ProtectedError):
        alice.sandbox.delete()


# Where staff see what Start over archived


def test_request_list_and_page_mark_archived_requests(staff_client, alice, pending):
    assert ARCHIVED not in text_of(staff_client.get(list_of(RoleRequest)))
    alice.start_over()
    assert ARCHIVED in text_of(staff_client.get(list_of(RoleRequest)))
    assert ARCHIVED in text_of(staff_client.get(page_for(pending)))


def test_lists_filter_current_and_archived_data(staff_client, alice, pending, bob, sagu):
    alice.start_over()
    other = pending_of(bob, sagu, "OH")
    for value, requests, sandboxes in (
        ("current", [other], {alice.sandbox, bob.sandbox}),
        ("archived", [pending], {pending.sandbox}),
    ):
        assert listed(staff_client.get(list_of(RoleRequest), {"data": value})) == requests
        assert set(listed(staff_client.get(list_of(Sandbox), {"data": value}))) == sandboxes


def test_sandbox_list_says_what_is_archived(staff_client, alice):
    assert "Archived" not in text_of(staff_client.get(list_of(Sandbox))).split("results")[-1].split("By ")[0]
    alice.start_over()
    rows = staff_client.get(list_of(Sandbox)).content.decode()
    assert rows.count('"field-state">Archived<') == rows.count('"field-state">Current<') == 1


def test_roster_shows_current_requests_only(staff_client, sagu):
    ohio = TrainingClassFactory(trainees=["Ann"])
    ann = ohio.trainees().get()
    pending_of(ann, sagu, "OH")
    ann.start_over()
    assert "(pending)" not in text_of(staff_client.get(page_for(ohio)))
