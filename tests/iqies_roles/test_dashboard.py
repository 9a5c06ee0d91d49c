"""The first page of the admin: the day, and what each member of staff may see of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils.timezone import localdate

from accounts.audit_log import Action, record
from accounts.models import TrainingClass
from iqies_roles.dashboard import CHANGES_SHOWN, CLASSES_SHOWN
from rolerequests.models import Role
from tests.accounts.login import log_in
from tests.admin import list_of, page_for
from tests.factories import PASSWORD, TrainingClassFactory, UserFactory
from tests.helpers import Queries, client_of
from tests.pages import text_of

pytestmark = pytest.mark.django_db
MAX_QUERIES = 20


def today(client):
    return client.get("/admin/").context["today"]


def staff_with(*permissions):
    staff = UserFactory(staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return client_of(staff)


def test_open_classes_lead_to_their_live_pages(staff_client):
    TrainingClassFactory(name="Closed", trainees=["Ann"], closed=True)
    ohio = TrainingClassFactory(name="Ohio", trainees=["Ann", "Bob"])
    ohio.trainees().first().record_login()
    response = staff_client.get("/admin/")
    assert response.context["today"].classes == [ohio]
    assert page_for(ohio, "live") in response.content.decode()
    assert "1 of 2" in text_of(response)


def test_only_the_newest_classes_are_listed(staff_client):
    for _ in range(CLASSES_SHOWN + 2):
        TrainingClassFactory()
    shown = today(staff_client)
    assert (len(shown.classes), shown.number_of_classes) == (CLASSES_SHOWN, CLASSES_SHOWN + 2)
    assert f"{list_of(TrainingClass)}?state=open" in staff_client.get("/admin/").content.decode()


def test_first_steps_until_there_is_a_class(staff_client):
    assert today(staff_client).may_begin
    TrainingClassFactory(closed=True)
    assert not today(staff_client).may_begin


def test_checks_are_counted(staff_client):
    before = today(staff_client)
    role = Role.objects.filter(is_active=True, category__is_active=True).first()
    Role.objects.filter(category=role.category).update(is_active=False)  # a category without roles
    after = today(staff_client)
    assert (after.errors, after.warnings) > (before.errors, before.warnings)


def test_last_changes_are_newest_first(staff_client, carol):
    for number in range(CHANGES_SHOWN + 1):
        record(carol, TrainingClassFactory(name=f"Class {number}"), Action.ADDED)
    names = [each.object_name for each in today(staff_client).changes]
    assert names == [f"Class {number}" for number in range(CHANGES_SHOWN, 0, -1)]


@pytest.mark.parametrize(
    ("permissions", "shown"),
    [
        (["view_trainingclass"], {"classes"}),
        (["view_usercategory"], {"checks"}),
        (["view_auditentry", "view_trainingclass"], {"classes", "changes"}),
        (["view_auditentry"], set()),  # no objects to see entries about
        ([], set()),
    ],
)
def test_each_sees_what_the_own_rights_allow(carol, permissions, shown):
    record(carol, TrainingClassFactory(), Action.ADDED)
    day = today(staff_with(*permissions))
    parts = {"classes": day.classes, "checks": day.errors is not None, "changes": day.changes}
    assert {name for name, is_shown in parts.items() if is_shown} == shown
    assert not day.may_begin


def test_queries_do_not_grow(staff_client, carol):
    staff_client.get("/admin/")  # the first page also looks up content types
    counts = []
    for number in (1, 5):
        for _ in range(number):
            record(carol, TrainingClassFactory(trainees=["Ann", "Bob"]), Action.ADDED)
        with Queries() as queries:
            staff_client.get("/admin/")
        counts.append(queries.count())
    assert counts[0] == counts[1] <= MAX_QUERIES


def test_staff_land_here_after_logging_in(client):
    lead = UserFactory(staff=True)
    lead.groups.add(Group.objects.get(name="Training lead"))
    assert log_in(client, lead.user_id, PASSWORD)["Location"] == "/admin/"
    assert client.get("/login/")["Location"] == "/admin/"


def test_trainees_land_on_welcome(client):
    assert log_in(client, UserFactory().user_id, PASSWORD)["Location"] == "/"


def test_classes_of_today_are_apart(staff_client, carol):
    day = localdate()
    ohio = TrainingClassFactory(name="Ohio", date=day)
    closed = TrainingClassFactory(name="Closed", date=day, closed=True)
    mine = TrainingClassFactory(name="Mine", date=day, lead=carol)
    later = TrainingClassFactory(name="Later", date=day + timedelta(days=1))
    TrainingClassFactory(date=day - timedelta(days=1), closed=True)
    shown = today(staff_client)
    assert shown.today == [mine, closed, ohio]
    assert shown.classes == [later]


def test_own_classes_come_first(staff_client, carol):
    mine = TrainingClassFactory(lead=carol)
    others = [TrainingClassFactory(lead=UserFactory(staff=True)) for _ in range(CLASSES_SHOWN)]
    assert today(staff_client).classes == [mine, *reversed(others[1:])]
    assert today(staff_client).has_more
