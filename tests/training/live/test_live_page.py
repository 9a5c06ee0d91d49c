"""The live page of a class: where its trainees are, who needs help, how many queries it takes."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.lockout import FAILURES
from accounts.models import User
from rolerequests.models.us_states import State
from tests.accounts.login import fail
from tests.admin import page_for
from tests.factories import ExerciseFactory, TrainingClassFactory, UserFactory
from tests.helpers import Queries, client_of, pending_of
from tests.training.practice.attempts import attempt_of
from training.live.progress import LOGGED_OUT, NOT_LOGGED_IN, STUCK_AFTER, live_class
from training.models import Assignment, Goal, Level, Outcome

pytestmark = pytest.mark.django_db

MAX_QUERIES = 12


@pytest.fixture
def ohio():
    return TrainingClassFactory(name="Ohio", trainees=["Ann Lee", "Bob Ray", "Cid Poe"])


@pytest.fixture
def ann(ohio):
    return ohio.trainees().get(name="Ann Lee")


def assign(training_class, *exercises):
    """Let the class do these exercises, in this order."""
    for number, exercise in enumerate(exercises, start=1):
        Assignment.objects.create(training_class=training_class, exercise=exercise, position=number)


def row_of(training_class, user, after=timedelta()):
    rows = live_class(training_class, now() + after).rows
    return next(row for row in rows if row.trainee == user)


def live(client, training_class, **query):
    return client.get(page_for(training_class, "live"), query)


def names_in(response):
    return re.findall(r"<bdi>(.*?)</bdi>", response.content.decode())


# Where they are


def test_page_is_that_of_last_visit(ann, ohio):
    client = client_of(ann)
    assert row_of(ohio, ann).place == NOT_LOGGED_IN
    for address, place in (
        ("/", "Welcome"),
        ("/role-requests/new/", "Page 1"),
        ("/my-profile/", "My Profile"),
        ("/practice/", "Practice"),
    ):
        client.get(address)
        assert row_of(ohio, ann).place == place


def test_steps_are_pages_2_and_3(ann, ohio, sagu):
    client = client_of(ann)
    category = sagu.category
    page_2 = client.post("/role-requests/new/", {"category": category.pk})["Location"]
    client.get(page_2)
    assert row_of(ohio, ann).place == "Page 2"
    client.get(client.post(page_2, {"role": sagu.pk})["Location"])
    assert row_of(ohio, ann).place == "Page 3"


def test_logging_out_leaves_all_pages(ann, ohio):
    client = client_of(ann)
    ann.record_login()
    client.get("/")
    client.post("/logout/")
    assert row_of(ohio, ann).place == LOGGED_OUT
    assert row_of(ohio, ann).since is None


def test_same_page_again_writes_nothing(ann):
    client = client_of(ann)
    client.get("/my-profile/")
    with Queries() as queries:
        client.get("/my-profile/")
    assert not [query for query in queries.captured_queries if query["sql"].startswith("UPDATE")]


def test_trainee_without_class_writes_nothing(alice, alice_client):
    alice_client.get("/")
    alice.refresh_from_db()
    assert alice.at_page == ""


# Who needs help


def test_long_on_one_page_needs_help(ann, ohio):
    client_of(ann).get("/role-requests/new/")
    assert row_of(ohio, ann, STUCK_AFTER - timedelta(seconds=30)).needs == ""
    assert row_of(ohio, ann, STUCK_AFTER + timedelta(seconds=30)).needs == "Stuck"


def test_long_on_my_profile_needs_no_help(ann, ohio):
    client_of(ann).get("/my-profile/")
    assert row_of(ohio, ann, timedelta(hours=1)).needs == ""


def test_locked_trainee_needs_help(ann, ohio):
    fail(FAILURES, ann.user_id)
    assert row_of(ohio, ann).needs == "Locked"


def test_attempt_that_differs_needs_help(ann, ohio):
    attempt_of(ann)
    assert row_of(ohio, ann).needs == "Differs"
    ann.start_over()
    attempt_of(ann, outcome="", ended_at=None, results=[], began_at=now())  # tries again
    assert row_of(ohio, ann).needs == ""


def test_those_who_need_help_come_first(ohio, staff_client):
    attempt_of(ohio.trainees().get(name="Cid Poe"))
    assert names_in(live(staff_client, ohio)) == ["Cid Poe", "Ann Lee", "Bob Ray"]


# Exercises and sums


def test_each_exercise_has_a_word(ann, ohio, staff_client):
    passed, helped, differs, begun, new = exercises = [ExerciseFactory(goal=Goal.LEAVE) for _ in range(5)]
    assign(ohio, *exercises)
    attempt_of(ann, passed.slug, outcome=Outcome.FITS)
    for exercise, fields in (
        (helped, {"outcome": Outcome.FITS, "level": Level.SHOW}),
        (differs, {}),
        (begun, {"outcome": "", "ended_at": None, "results": []}),
    ):
        ann.start_over()
        attempt_of(ann, exercise.slug, **fields)
    assert row_of(ohio, ann).statuses == ["Passed", "Passed with help", "Differs", "Begun", "Not begun"]
    assert live(staff_client, ohio).content.decode().count(f'data-label="{new}"') == 3


def test_done_is_who_did_all_exercises(ann, ohio):
    first, second = ExerciseFactory(goal=Goal.LEAVE), ExerciseFactory(goal=Goal.LEAVE)
    assign(ohio, first, second)
    attempt_of(ann, first.slug, outcome=Outcome.FITS)
    assert not row_of(ohio, ann).is_done
    ann.start_over()
    attempt_of(ann, second.slug, outcome=Outcome.FITS, level=Level.TRY)
    assert row_of(ohio, ann).is_done


def test_done_without_exercises_has_submitted(ann, ohio, sagu):
    assert not row_of(ohio, ann).is_done
    pending_of(ann, sagu, State.OHIO)
    assert row_of(ohio, ann).is_done


def test_sums_count_people_by_page(ann, ohio):
    ann.record_login()
    client_of(ann).get("/role-requests/new/")
    bob = ohio.trainees().get(name="Bob Ray")
    attempt_of(bob)
    logged_in, on_page_1, done, needing = live_class(ohio, now()).sums
    assert [logged_in[:6], on_page_1[:1], done[:1], needing[:1]] == ["1 of 3", "1", "0", "1"]


# What is shown


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"show": "needs"}, ["Cid Poe"]),
        ({"show": "wizard"}, ["Ann Lee"]),
        ({"show": "out"}, ["Cid Poe", "Bob Ray"]),
        ({"show": "done"}, []),
        ({"q": "ÁNN"}, ["Ann Lee"]),
        ({"q": "nobody"}, []),
        ({"q": "LEE ann"}, ["Ann Lee"]),
        ({"q": "bob-ray"}, ["Bob Ray"]),
        ({"order": "name"}, ["Ann Lee", "Bob Ray", "Cid Poe"]),
        ({"order": "place"}, ["Bob Ray", "Cid Poe", "Ann Lee"]),
        ({"order": "activity"}, ["Ann Lee", "Cid Poe", "Bob Ray"]),
        ({"show": "nonsense", "order": "\x00"}, ["Cid Poe", "Ann Lee", "Bob Ray"]),
    ],
)
def test_rows_are_chosen_and_ordered(ann, ohio, staff_client, query, names):
    client_of(ann).get("/role-requests/new/")
    attempt_of(ohio.trainees().get(name="Cid Poe"))
    assert names_in(live(staff_client, ohio, **query)) == names


@pytest.mark.parametrize("number", [2, 30])
def test_queries_do_not_grow_with_trainees(number, staff_client, sagu):
    training_class = TrainingClassFactory(trainees=[f"Trainee {each}" for each in range(number)])
    needed = {"goal": Goal.SUBMIT, "category": sagu.category, "role": sagu}
    assign(training_class, *(ExerciseFactory(**needed) for _ in range(number)))
    for user in training_class.trainees():
        attempt_of(user, "one")
    with Queries() as queries:
        assert live(staff_client, training_class).status_code == 200
    assert queries.count() <= MAX_QUERIES


def test_script_replaces_marked_parts(ohio, staff_client):
    html = live(staff_client, ohio).content.decode()
    assert re.search(r'<script src="/static/js/live[^"]*" defer></script>', html)
    assert set(re.findall(r'data-live="(\w+)"', html)) == {"sums", "time", "rows"}


def test_projector_shows_address_and_code(ann, ohio, staff_client):
    ann.record_login()
    html = staff_client.get(page_for(ohio, "projector")).content.decode()
    assert "http://testserver/" in html
    assert "<svg" in html
    assert "1 of 3" in html


# A trainee


def test_trainee_page_marks_archived_data(ann, ohio, staff_client, sagu):
    pending_of(ann, sagu, State.OHIO)
    attempt_of(ann)
    ann.start_over()
    html = staff_client.get(trainee_page(ohio, ann)).content.decode()
    assert html.count('data-label="Practice data">Archived') >= 3  # the attempt, the request, its events
    assert 'data-label="Practice data">Current' not in html


def test_trainee_of_another_class_is_not_found(ann, staff_client):
    other = TrainingClassFactory(trainees=["Dee Fox"])
    assert staff_client.get(trainee_page(other, ann)).status_code == 404


def test_trainee_page_takes_as_many_queries(ann, ohio, staff_client, sagu, cms_general):
    counts = []
    for role in (sagu, cms_general):
        pending_of(ann, role, State.OHIO if role.asks_state else "")
        with Queries() as queries:
            staff_client.get(trainee_page(ohio, ann))
        counts.append(queries.count())
    assert counts[0] == counts[1]


def trainee_page(training_class, user):
    return page_for(training_class, "live").replace("/live/", f"/trainees/{user.pk}/")


# Rights


@pytest.mark.parametrize("page", ["live", "projector", "exercises"])
def test_pages_need_a_right(ohio, page, alice_client):
    address = page_for(ohio, page)
    assert client_of(UserFactory(staff=True)).get(address).status_code == 403
    assert alice_client.get(address).status_code == 302
    assert (
        client_of(UserFactory(superuser=True)).get(address.replace(f"/{ohio.pk}/", "/999999/")).status_code
        == 404
    )


def test_deleted_trainees_do_not_appear(ohio, staff_client):
    User.objects.filter(name="Bob Ray").delete()
    assert names_in(live(staff_client, ohio)) == ["Ann Lee", "Cid Poe"]
