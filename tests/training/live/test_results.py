"""The results of a class: sheet, CSV, workbook, certificates."""

import csv
import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Permission

from accounts.audit_log import Action
from accounts.models import AuditEntry
from tests.admin import page_for
from tests.factories import ExerciseFactory, TrainingClassFactory, UserFactory
from tests.helpers import Queries, client_of
from tests.pages import main_of
from tests.training.practice.attempts import NOON, attempt_of
from training.live.results import FIRST_COLUMNS, results_of
from training.models import Assignment, Goal, Level, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClassFactory(name="Ohio", trainees=["Ann Lee", "Bob Ray"])


@pytest.fixture
def ann(ohio):
    return ohio.trainees().get(name="Ann Lee")


@pytest.fixture
def exercises(ohio):
    """Two exercises of the class."""
    found = [ExerciseFactory(goal=Goal.LEAVE, title=f"Exercise {each}") for each in "AB"]
    for number, each in enumerate(found):
        Assignment.objects.create(training_class=ohio, exercise=each, position=number)
    return found


def try_once(user, exercise, **fields):
    user.start_over()
    return attempt_of(user, exercise.slug, **{"outcome": Outcome.FITS, **fields})


def table_of(response):
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def get(client, ohio, page):
    return client.get(page_for(ohio, page))


def test_passing_all_exercises_passes(ann, ohio, exercises):
    first, second = exercises
    try_once(ann, first)
    assert [each.has_passed for each in results_of(ohio).results] == [False, False]
    later = NOON + timedelta(days=1)
    try_once(ann, second, began_at=later, ended_at=later)
    result = results_of(ohio).results[0]
    assert (result.has_passed, result.passed_at, result.attempts) == (True, later, 2)


def test_passing_with_help_is_not_enough(ann, ohio, exercises):
    for each in exercises:
        try_once(ann, each, level=Level.SHOW)
    assert results_of(ohio).passed == []


def test_class_without_exercises_shows_those_begun(ann, ohio):
    attempt_of(ann, outcome=Outcome.FITS)
    assert [each.trainee for each in results_of(ohio).passed] == [ann]


def test_csv_has_a_row_for_each_trainee(ann, ohio, exercises, staff_client):
    try_once(ann, exercises[0])
    head, first, second = table_of(get(staff_client, ohio, "results_csv"))
    assert head == [*FIRST_COLUMNS, "Exercise A", "Exercise A: date", "Exercise B", "Exercise B: date"]
    assert first == ["Ann Lee", "ann-lee", "", "No", "1", "Passed", "2026-11-25", "Not begun", ""]
    assert second[:2] == ["Bob Ray", "bob-ray"]


def test_no_cell_is_a_formula(ohio, exercises, staff_client):
    ohio.trainees().filter(name="Ann Lee").update(name="=1+1")
    assert table_of(get(staff_client, ohio, "results_csv"))[1][0][0] != "="
    with ZipFile(io.BytesIO(get(staff_client, ohio, "results_xlsx").content)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
        assert "=1+1" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("page", ["results_csv", "results_xlsx"])
def test_download_is_named_and_recorded(ohio, staff_client, page):
    response = get(staff_client, ohio, page)
    assert response["Content-Disposition"].startswith('attachment; filename="results-ohio-20')
    assert AuditEntry.objects.filter(action=Action.EXPORTED, object_name="Ohio").count() == 1


def test_certificate_names_what_was_passed(ann, ohio, exercises, staff_client):
    for each in exercises:
        try_once(ann, each)
    for query in ({}, {"trainee": ann.pk}):
        response = staff_client.get(page_for(ohio, "certificates"), query)
        assert "certificate__name" in response.content.decode()
        html = main_of(response)
        for words in ("Ann Lee", "Exercise A", "Exercise B", "November 25, 2026", "2.0"):
            assert words in html
        assert "Bob Ray" not in html


def test_no_certificate_before_all_is_passed(ann, ohio, exercises, staff_client):
    try_once(ann, exercises[0])
    assert "certificate__name" not in get(staff_client, ohio, "certificates").content.decode()
    address = page_for(ohio, "certificates")
    for trainee in (ann.pk, "x", "9" * 30):
        assert staff_client.get(address, {"trainee": trainee}).status_code == 404


@pytest.mark.parametrize("page", ["results", "results_csv", "results_xlsx", "certificates"])
def test_results_need_the_right_to_view_attempts(ohio, page):
    lead = UserFactory(staff=True)
    lead.user_permissions.add(Permission.objects.get(codename="view_trainingclass"))
    assert get(client_of(lead), ohio, page).status_code == 403
    lead.user_permissions.add(Permission.objects.get(codename="view_attempt"))
    assert get(client_of(lead), ohio, page).status_code == 200


@pytest.mark.parametrize("number", [1, 20])
def test_queries_do_not_grow_with_trainees(number, exercises, staff_client):
    training_class = TrainingClassFactory(trainees=[f"Trainee {each}" for each in range(number)])
    for user in training_class.trainees():
        attempt_of(user, "one", outcome=Outcome.FITS)
    with Queries() as queries:
        get(staff_client, training_class, "results")
    assert queries.count() <= 9
