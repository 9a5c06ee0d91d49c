"""Finding people and requests: trainees apart from staff, names of classes, marks of what was archived."""

import pytest

from accounts.models import TrainingClass, User
from rolerequests.models import RoleRequest
from rolerequests.models.choices import Status
from tests.admin import found, list_of, listed
from tests.factories import PendingRequestFactory, TrainingClassFactory
from tests.pages import page_of, text_of
from training.models import Attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClassFactory(name="Ohio, May", trainees=["Ann Lee", "Bob Ray"])


def users(staff_client, **query):
    return set(listed(staff_client.get(list_of(User), query)))


def test_trainees_and_staff_are_apart(staff_client, carol, alice):
    assert users(staff_client) == users(staff_client, kind="unknown") == {alice}
    assert users(staff_client, kind="staff") == {carol}
    assert users(staff_client, kind="all") == {alice, carol}
    assert users(staff_client, q="carol") == set()
    assert users(staff_client, q="carol", kind="staff") == {carol}


def test_first_page_leads_to_both_lists(staff_client):
    links = [link["href"] for link in page_of(staff_client.get("/admin/")).all("a")]
    assert {list_of(User), f"{list_of(User)}?kind=staff"} <= set(links)


def test_class_finds_its_people_and_requests(staff_client, ohio, sagu, view_only):
    ann, bob = ohio.trainees()
    other = TrainingClassFactory(name="Iowa", trainees=["Ann Lee"]).trainees().get()
    anns = PendingRequestFactory(requester=ann, role=sagu, state="OH")
    bobs = PendingRequestFactory(requester=bob, role=view_only)
    others = PendingRequestFactory(requester=other, role=view_only)
    assert found(staff_client, TrainingClass, "ohio") == {ohio}
    assert found(staff_client, User, "may") == found(staff_client, User, "Ohio, May") == {ann, bob}
    assert found(staff_client, User, "ann may") == {ann}
    assert found(staff_client, RoleRequest, "may") == {anns, bobs}
    assert found(staff_client, RoleRequest, "lee may") == {anns}
    assert found(staff_client, RoleRequest, "iowa ann") == {others}
    assert found(staff_client, RoleRequest, "iowa bob") == set()


def test_class_finds_its_attempts(staff_client, alice, begin):
    attempt = begin("commuter")
    ohio = TrainingClassFactory(name="Ohio, May")
    assert found(staff_client, Attempt, "may") == set()
    attempt.sandbox.training_class = ohio
    attempt.sandbox.save()
    assert found(staff_client, Attempt, "may") == found(staff_client, Attempt, "may alice") == {attempt}
    assert found(staff_client, Attempt, "may bob") == set()


def test_request_of_an_earlier_class_is_found_there(staff_client, ohio, sagu):
    ann = ohio.trainees().get(name="Ann Lee")
    request = PendingRequestFactory(requester=ann, role=sagu, state="OH")
    ann.start_over()
    assert found(staff_client, RoleRequest, "may") == {request}


def test_archived_request_is_marked_in_the_list(staff_client, ohio, sagu):
    ann = ohio.trainees().get(name="Ann Lee")
    request = PendingRequestFactory(requester=ann, role=sagu, state="OH")
    before = text_of(staff_client.get(list_of(RoleRequest)))
    ann.start_over()
    after = text_of(staff_client.get(list_of(RoleRequest), {"q": request.reference}))
    marked = f"Archived (was {Status.PENDING.label.lower()})"
    assert (marked in before, marked in after) == (False, True)
