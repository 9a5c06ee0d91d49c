"""The admin of attempts: what the list shows and finds, the debrief, who may see it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from accounts import admin_filters
from tests.admin import column_of, found, list_of, listed, page_for
from tests.factories import TrainingClassFactory, UserFactory
from tests.helpers import Queries, client_of
from tests.pages import main_of
from tests.training.practice.attempts import NOON, attempt_of
from training.models import Attempt, Level, Outcome

pytestmark = pytest.mark.django_db
LIST = "/admin/training/attempt/"


@pytest.fixture
def ann(db):
    return TrainingClassFactory(name="Ohio", trainees=["Ann Lee"]).trainees().get()


@pytest.fixture
def lead(db):
    """The client of somebody who may view attempts only."""
    lead = UserFactory(staff=True)
    lead.user_permissions.add(Permission.objects.get(codename="view_attempt"))
    return client_of(lead)


def filtered(client, **filters):
    return listed(client.get(LIST, filters))


def test_list_is_newest_first(alice, bob, lead):
    old, new = attempt_of(alice), attempt_of(bob, began_at=NOON + timedelta(minutes=1))
    assert filtered(lead) == [new, old]


def test_search_finds_user_ids_and_names(ann, bob, staff_client):
    attempt, _ = attempt_of(ann), attempt_of(bob)
    assert found(staff_client, Attempt, "ann-lee") == found(staff_client, Attempt, "LEE ann") == {attempt}


def test_attempts_of_archived_data_are_marked(alice, lead):
    archived = attempt_of(alice)
    alice.start_over()
    current = attempt_of(alice)
    assert filtered(lead, data="archived") == [archived]
    assert filtered(lead, data="current") == [current]
    assert sorted(column_of(lead.get(LIST), "data")) == ["Archived", "Current"]


@pytest.mark.parametrize(
    ("outcome", "fields"),
    [
        ("begun", {"outcome": "", "ended_at": None}),
        ("passed", {"outcome": Outcome.FITS}),
        ("helped", {"outcome": Outcome.FITS, "level": Level.TRY}),
        ("differs", {"outcome": Outcome.DIFFERS}),
    ],
)
def test_outcome_filters_by_status(outcome, fields, alice, lead):
    for name in ("begun", "passed", "helped", "differs"):
        attempt = attempt_of(alice, **(fields if name == outcome else {}))
        alice.start_over()
        if name == outcome:
            wanted = attempt
    found = filtered(lead, outcome=outcome)
    assert wanted in found
    assert {each.status for each in found} == {wanted.status}


def test_filters_by_class_exercise_level_and_date(ann, bob, lead):
    of_class, other = attempt_of(ann, level=Level.TRY), attempt_of(bob, "guam-surveyor")
    training_class = ann.sandbox.training_class
    assert filtered(lead, **{"class": training_class.pk}) == [of_class]
    assert filtered(lead, level__exact="try") == [of_class]
    assert filtered(lead, exercise__id__exact=other.exercise_id) == [other]
    assert filtered(lead, began_at__year=2025) == []


def test_class_filter_shows_the_newest_and_the_chosen(ann, lead, monkeypatch):
    monkeypatch.setattr(admin_filters, "CLASSES_SHOWN", 1)
    TrainingClassFactory(name="Newer")
    old = ann.sandbox.training_class
    assert "Ohio" not in main_of(lead.get(LIST))
    assert "Ohio" in main_of(lead.get(LIST, {"class": old.pk}))


@pytest.mark.parametrize("filters", [{"class": "x"}, {"class": "9" * 5000}, {"outcome": "x"}])
def test_odd_filter_is_a_bad_request(filters, ann, lead):
    assert lead.get(LIST, filters).status_code == 400


def test_list_costs_the_same_for_more_rows(ann, bob, lead):
    counts = []
    for number in (1, 10):
        for _ in range(number):
            attempt_of(ann)
            ann.start_over()
        with Queries() as queries:
            lead.get(LIST, {"q": "lee"})
        counts.append(queries.count())
    assert counts[0] == counts[1]


def test_page_shows_the_debrief(ann, pending, lead):
    attempt = attempt_of(ann, request=pending)
    page = lead.get(page_for(attempt))
    assert page.context["attempt"] == attempt
    assert [each.fits for each in page.context["results"]] == [False]
    assert pending.reference in main_of(page)


def test_page_of_an_attempt_that_goes_on_works(alice, lead):
    attempt = attempt_of(alice, ended_at=None, outcome="", results=[])
    assert lead.get(page_for(attempt)).status_code == 200


def test_page_says_that_the_exercise_changed(alice, lead):
    attempt = attempt_of(alice)
    type(attempt.exercise).objects.update(version=3)
    assert "1 (today 3)" in main_of(lead.get(page_for(attempt)))


def test_odd_id_is_not_found(lead):
    assert lead.get(f"{LIST}x/change/", follow=True).redirect_chain == [("/admin/", 302)]


@pytest.mark.parametrize("page", ["change", "delete"])
def test_nothing_can_be_changed(page, alice, staff_client):
    assert staff_client.post(page_for(attempt_of(alice), page)).status_code == 403
    assert staff_client.post(f"{LIST}add/").status_code == 403


def test_staff_without_permission_see_nothing(alice):
    client = client_of(UserFactory(staff=True))
    assert client.get(list_of(Attempt)).status_code == 403
    assert client.get(page_for(attempt_of(alice))).status_code == 403


def test_pages_of_class_and_trainee_link_attempts(ann, staff_client):
    page = staff_client.get(page_for(ann.sandbox.training_class)).content.decode()
    assert f"{LIST}?class={ann.sandbox.training_class_id}" in page
    assert f"{LIST}?q=ann-lee" in staff_client.get(page_for(ann)).content.decode()
