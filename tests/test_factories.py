import pytest

from accounts.models import User
from rolerequests.models import Role, RoleRequest, UserCategory
from tests.factories import (
    PASSWORD,
    CategoryFactory,
    DraftFactory,
    PendingRequestFactory,
    RoleFactory,
    TrainingClassFactory,
    UserFactory,
    WithdrawnRequestFactory,
)

pytestmark = pytest.mark.django_db


def test_each_trainee_has_an_own_sandbox():
    one, other = UserFactory(), UserFactory()
    assert one.sandbox != other.sandbox
    assert one.check_password(PASSWORD)


@pytest.mark.parametrize("kind", ["staff", "superuser"])
def test_staff_have_no_sandbox(kind):
    user = UserFactory(**{kind: True})
    assert user.sandbox is None
    assert (user.is_staff, user.is_superuser) == (True, kind == "superuser")


def test_class_gets_its_trainees_before_it_closes():
    training_class = TrainingClassFactory(trainees=["Ann Lee", "Bo Fox"], closed=True)
    assert not training_class.is_open
    assert [user.name for user in training_class.trainees()] == ["Ann Lee", "Bo Fox"]


def test_new_entries_come_last():
    role = RoleFactory(category=CategoryFactory())
    other = RoleFactory(category=role.category)
    assert UserCategory.objects.offered().last() == role.category
    assert list(Role.objects.offered().filter(category=role.category)) == [role, other]


@pytest.mark.parametrize(
    ("factory", "status", "events"),
    [
        (DraftFactory, "draft", 2),
        (PendingRequestFactory, "pending", 3),
        (WithdrawnRequestFactory, "withdrawn", 4),
    ],
)
def test_requests_have_their_events(factory, status, events):
    request = RoleRequest.objects.get(pk=factory().pk)
    assert request.status == status
    assert request.events.count() == events
    assert User.objects.get() == request.requester
