"""Date and lead of a class, and a copy for next time."""

from datetime import date

import pytest

from accounts.models import AuditEntry, TrainingClass
from tests.admin import form_in, list_of, listed, page_for
from tests.factories import TrainingClassFactory, UserFactory
from tests.helpers import Queries
from tests.pages import text_of
from tests.training.adding import rows
from training.models import Assignment, Level

pytestmark = pytest.mark.django_db
ADD = "/admin/accounts/trainingclass/add/"
DAY = date(2027, 5, 4)


@pytest.fixture
def ohio(exercises):
    """A class with two exercises."""
    training_class = TrainingClassFactory(name="Ohio", trainees=["Ann Lee"], date=date(2026, 5, 4))
    for position, (slug, level) in enumerate([("commuter", Level.TRY), ("cms-analyst", Level.PROVE)]):
        Assignment.objects.create(
            training_class=training_class,
            exercise=exercises[slug],
            position=position,
            level=level,
            last_day=DAY,
        )
    return training_class


def test_new_class_has_date_and_lead(staff_client, carol):
    form = staff_client.get(ADD).context["form"]
    assert form["lead"].value() == carol.pk
    assert form["date"].value()
    staff_client.post(ADD, rows("Ann", name="Ohio", date="2027-05-04", lead=carol.pk))
    created = TrainingClass.objects.get()
    assert (created.date, created.lead) == (DAY, carol)


def test_date_and_lead_can_be_corrected(staff_client, carol, ohio):
    version = form_in(staff_client.get(page_for(ohio)))["version"].value()
    data = {"name": "Ohio", "date": "2027-05-04", "lead": carol.pk, "version": version}
    assert staff_client.post(page_for(ohio), data).status_code == 302
    ohio.refresh_from_db()
    assert (ohio.date, ohio.lead) == (DAY, carol)
    assert {each["field"] for each in AuditEntry.objects.latest("pk").changes} == {"date", "lead"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("date", "tomorrow", "invalid"),
        ("date", "2027-02-30", "invalid"),
        ("lead", "0", "invalid_choice"),
        ("lead", "x", "invalid_choice"),
    ],
)
def test_wrong_date_or_lead_is_a_field_error(staff_client, ohio, field, value, code):
    for address in (ADD, page_for(ohio), page_for(ohio, "copy")):
        response = staff_client.post(address, {"name": "New", "number": "1", field: value})
        form = response.context["form"] if "form" in response.context else form_in(response)
        assert form.has_error(field, code)


def test_leads_are_active_staff(staff_client, carol, ohio, alice):
    gone = UserFactory(staff=True, is_active=False)
    for user in (alice, gone):
        response = staff_client.post(ADD, {"name": "New", "number": "1", "lead": user.pk})
        assert response.context["form"].has_error("lead", "invalid_choice")


def test_own_classes_are_first_in_the_list(staff_client, carol):
    mine = TrainingClassFactory(name="Mine", lead=carol)
    other = TrainingClassFactory(name="Other", lead=UserFactory(staff=True, name="Lea Dunn"))
    without = TrainingClassFactory(name="Without lead")
    with Queries() as queries:
        response = staff_client.get(list_of(TrainingClass))
    assert listed(response) == [mine, without, other]
    assert other.lead.user_id in text_of(response)
    assert queries.count() < 12


def test_deleted_lead_leaves_the_class(carol):
    lead = UserFactory(staff=True)
    training_class = TrainingClassFactory(lead=lead)
    lead.delete()
    training_class.refresh_from_db()
    assert training_class.lead is None


# Copy for next time


def test_copy_has_exercises_and_no_people(staff_client, carol, ohio):
    assert page_for(ohio, "copy") in staff_client.get(page_for(ohio)).content.decode()
    assert staff_client.get(page_for(ohio, "copy")).context["form"]["lead"].value() == carol.pk
    data = {"name": "Ohio, next", "date": "2027-05-04", "lead": carol.pk}
    response = staff_client.post(page_for(ohio, "copy"), data)
    copy = TrainingClass.objects.get(name="Ohio, next")
    assert response["Location"] == page_for(copy)
    assert (copy.date, copy.lead, copy.is_open, copy.trainees().count()) == (DAY, carol, True, 0)
    fields = ("exercise__slug", "position", "level")
    assert list(copy.assignments.values_list(*fields)) == list(ohio.assignments.values_list(*fields))
    assert set(copy.assignments.values_list("last_day", flat=True)) == {None}
    assert ohio.trainees().count() == 1
    assert "Ohio" in str(AuditEntry.objects.latest("pk").changes)


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ({"name": "Ohio", "date": "2027-05-04"}, "name", "unique"),
        ({"name": "", "date": "2027-05-04"}, "name", "required"),
        ({"name": "New", "date": ""}, "date", "required"),
    ],
)
def test_copy_needs_a_new_name_and_a_date(staff_client, ohio, data, field, code):
    response = staff_client.post(page_for(ohio, "copy"), data)
    assert response.context["form"].has_error(field, code)
    assert TrainingClass.objects.count() == 1


def test_closed_class_can_be_copied(staff_client, ohio):
    ohio.close()
    staff_client.post(page_for(ohio, "copy"), {"name": "New", "date": "2027-05-04"})
    assert TrainingClass.objects.get(name="New").is_open
