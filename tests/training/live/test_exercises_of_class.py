"""The exercises of a class: chosen and ordered by the training lead, first for its trainees."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, TrainingClass
from tests.admin import page_for
from tests.factories import ExerciseFactory, TrainingClassFactory
from tests.helpers import Queries, client_of
from tests.training.practice.attempts import attempt_of
from training.live.assigning import SETS
from training.models import Assignment, Exercise, Goal, Level, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClassFactory(name="Ohio", trainees=["Ann Lee"])


@pytest.fixture
def ann_client(ohio):
    return client_of(ohio.trainees().get())


@pytest.fixture
def three():
    return [
        ExerciseFactory(goal=Goal.LEAVE, slug=slug, title=f"The {slug} one")
        for slug in ("first", "second", "third")
    ]


def data_of(client, ohio, **changes):
    """What the page would send, with these changes; None leaves a field out."""
    form = client.get(page_for(ohio, "exercises")).context["form"]
    data = {"version": form["version"].value()}
    for row in form.rows:
        for bound in row:
            if bound.name != "chosen" or bound.value():
                data[bound.html_name] = bound.value() or ""
    return {name: value for name, value in (data | changes).items() if value is not None}


def save(client, ohio, **changes):
    return client.post(page_for(ohio, "exercises"), data_of(client, ohio, **changes))


def of_class(ohio):
    return [(each.exercise.slug, each.level) for each in ohio.assignments.select_related("exercise")]


def test_ticked_exercises_are_kept_in_order(ohio, three, staff_client):
    chosen = {"third-chosen": "on", "third-position": "1", "first-chosen": "on", "first-position": "2"}
    assert save(staff_client, ohio, **chosen, **{"third-level": Level.PROVE}).status_code == 302
    assert of_class(ohio) == [("third", Level.PROVE), ("first", Level.SHOW)]


def test_unnumbered_exercises_come_last(ohio, three, staff_client):
    chosen = {"first-chosen": "on", "second-chosen": "on", "third-chosen": "on", "third-position": "1"}
    save(staff_client, ohio, **chosen)
    assert [slug for slug, _ in of_class(ohio)] == ["third", "first", "second"]


def test_last_day_is_optional(ohio, three, staff_client):
    save(staff_client, ohio, **{"first-chosen": "on", "first-last_day": "2026-12-31", "second-chosen": "on"})
    assert [each.last_day for each in ohio.assignments.all()] == [date(2026, 12, 31), None]


def test_unticking_removes_an_exercise(ohio, three, staff_client):
    save(staff_client, ohio, **{"first-chosen": "on", "second-chosen": "on"})
    save(staff_client, ohio, **{"first-chosen": None})
    assert [slug for slug, _ in of_class(ohio)] == ["second"]


@pytest.mark.parametrize("key", SETS)
def test_set_is_ticked_and_saved(ohio, exercises, staff_client, key):
    save(staff_client, ohio, **{"second-role-chosen": "on"})
    form = staff_client.get(page_for(ohio, "exercises") + f"?set={key}").context["form"]
    ticked = [row.exercise.slug for row in form.rows if row["chosen"].value()]
    assert ticked == list(SETS[key][1])
    assert [slug for slug, _ in of_class(ohio)] == ["second-role"]  # nothing is saved yet


def test_unknown_set_shows_the_stored_exercises(ohio, three, staff_client):
    save(staff_client, ohio, **{"second-chosen": "on"})
    form = staff_client.get(page_for(ohio, "exercises") + "?set=other").context["form"]
    assert [row.exercise.slug for row in form.rows if row["chosen"].value()] == ["second"]


@pytest.mark.parametrize("key", SETS)
def test_class_is_created_with_a_set(exercises, staff_client, key):
    data = {"name": "Reno", "number": "2", "exercises": key}
    assert staff_client.post("/admin/accounts/trainingclass/add/", data).status_code == 302
    reno = TrainingClass.objects.get(name="Reno")
    assert of_class(reno) == [(slug, Level.SHOW) for slug in SETS[key][1]]
    entry = AuditEntry.objects.latest("pk")
    assert str(Exercise.objects.get(slug=SETS[key][1][0])) in str(entry.changes)


def test_inactive_exercise_of_a_set_is_left_out(exercises, staff_client):
    left_out, *others = SETS["cms"][1]
    Exercise.objects.filter(slug=left_out).update(is_active=False)
    staff_client.post(
        "/admin/accounts/trainingclass/add/", {"name": "Reno", "number": "1", "exercises": "cms"}
    )
    assert [slug for slug, _ in of_class(TrainingClass.objects.get())] == others


@pytest.mark.parametrize(
    ("field", "value"),
    [("position", "0"), ("position", "x"), ("level", "hard"), ("last_day", "tomorrow"), ("level", None)],
)
def test_wrong_entry_is_an_error_and_kept(ohio, three, staff_client, field, value):
    response = save(staff_client, ohio, **{"first-chosen": "on", f"first-{field}": value})
    assert response.status_code == 200
    row = next(row for row in response.context["form"].rows if row.exercise.slug == "first")
    assert list(row.errors) == [field]
    assert row["chosen"].value()
    assert not ohio.assignments.exists()


def test_second_lead_sees_the_first_change(ohio, three, staff_client):
    opened = data_of(staff_client, ohio, **{"first-chosen": "on"})
    save(staff_client, ohio, **{"second-chosen": "on"})
    response = staff_client.post(page_for(ohio, "exercises"), opened)
    assert response.context["form"].non_field_errors().as_data()[0].code == "changed"
    assert [slug for slug, _ in of_class(ohio)] == ["second"]
    again = opened | {"version": response.context["form"]["version"].value()}
    assert staff_client.post(page_for(ohio, "exercises"), again).status_code == 302
    assert [slug for slug, _ in of_class(ohio)] == ["first"]


def test_history_names_the_exercises(ohio, three, staff_client):
    save(staff_client, ohio, **{"first-chosen": "on"})
    (change,) = AuditEntry.objects.get(object_name="Ohio").changes
    assert change["before"] == ""
    assert "The first one" in change["after"]


def test_exercise_is_once_in_a_class(ohio, three):
    for_class = {"training_class": ohio, "exercise": three[0]}
    Assignment.objects.create(**for_class, position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(**for_class, position=2)


def test_unknown_level_is_refused(ohio, three):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(training_class=ohio, exercise=three[0], position=1, level="hard")


# For the trainees


def titles_of(response, pattern=r"<ol.*?</ol>"):
    part = re.search(pattern, response.content.decode(), re.S)
    return re.findall(r">(The \w+ one)", part[0]) if part else []


def test_welcome_lists_them_in_order(ohio, three, ann_client):
    for number, exercise in enumerate((three[2], three[0])):
        Assignment.objects.create(training_class=ohio, exercise=exercise, position=number)
    assert titles_of(ann_client.get("/")) == ["The third one", "The first one"]


def test_practice_lists_them_first(ohio, three, ann_client):
    Assignment.objects.create(training_class=ohio, exercise=three[2], position=1)
    response = ann_client.get("/practice/")
    assert [row.exercise for row in response.context["rows"]] == [three[2], *three[:2]]
    assert response.context["next"].exercise == three[2]


def test_inactive_exercise_is_not_offered(ohio, three, ann_client):
    ohio_first = Assignment.objects.create(training_class=ohio, exercise=three[0], position=1)
    type(three[0]).objects.filter(pk=ohio_first.exercise_id).update(is_active=False)
    assert titles_of(ann_client.get("/")) == []


def test_level_is_chosen_until_the_first_attempt(ohio, three, ann_client):
    Assignment.objects.create(training_class=ohio, exercise=three[0], position=1, level=Level.PROVE)
    assert chosen_level(ann_client, three[0]) == Level.PROVE
    attempt_of(ohio.trainees().get(), "first")
    assert chosen_level(ann_client, three[0]) == Level.TRY  # differed without help


def chosen_level(client, exercise):
    levels = client.get(f"/practice/exercises/{exercise.slug}/").context["levels"]
    return next(level for level, _, is_chosen in levels if is_chosen)


def test_next_exercise_is_that_of_the_class(ohio, three, ann_client):
    for number, exercise in enumerate((three[2], three[0])):
        Assignment.objects.create(training_class=ohio, exercise=exercise, position=number)
    attempt = attempt_of(ohio.trainees().get(), "third", outcome=Outcome.FITS)
    assert ann_client.get(f"/practice/attempts/{attempt.pk}/").context["next"].exercise == three[0]


def test_trainee_without_class_costs_no_query(alice, alice_client):
    alice_client.get("/")
    with Queries() as queries:
        alice_client.get("/")
    assert queries.count() == 2  # session and user
