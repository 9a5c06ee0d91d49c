"""The trainee's way: exercises, start, submission, verdict, debrief, record; what attempts keep."""

from datetime import timedelta

import icalendar
import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate

from accounts.models import Sandbox
from rolerequests.models import Role, RoleRequest
from tests.admin import page_for
from tests.factories import TrainingClassFactory
from tests.helpers import client_of
from tests.pages import heading_of, main_of, page_of
from tests.rolerequests.wizard.walk import CMSGU, SAGU, VIEW_ONLY, Walk
from tests.training.practice.attempts import attempt_of
from training.models import Attempt, Level, Outcome
from training.practice.attempts import recommended_level, refresher, start

pytestmark = pytest.mark.django_db
OFFICIAL = "State Agency Security Official for S&C"


@pytest.fixture
def walk(alice_client):
    return Walk(alice_client)


def submit(walk, category, role, **selections):
    """Walk through all pages; returns the submitted request."""
    response = walk.submit(walk.to_page_3(category, role), role, **selections)
    assert response["Location"] == "/my-profile/"
    return RoleRequest.objects.order_by("pk").last()


def results_of(attempt):
    attempt.refresh_from_db()
    return {each["field"]: each["fits"] for each in attempt.results}


def test_fitting_request_without_help_passes(alice_client, begin, walk):
    attempt = begin("new-nurse-surveyor", "prove")
    request = submit(walk, "State Agency", SAGU, state="OH")
    assert all(results_of(attempt).values())
    assert (attempt.outcome, attempt.request, attempt.is_pass, attempt.was_helped) == (
        "fits",
        request,
        True,
        False,
    )
    assert attempt.ended_at
    assert attempt.job_aid_version == "2.0"


@pytest.mark.parametrize("level", Level.values)
def test_wrong_state_differs(level, alice_client, begin, walk):
    attempt = begin("commuter", level)
    submit(walk, "State Agency", SAGU, state="KY")
    assert [name for name, fits in results_of(attempt).items() if not fits] == ["state"]
    page = alice_client.get(f"/practice/attempts/{attempt.pk}/")
    assert main_of(page).count("Differs") == 1
    assert "You live there" in main_of(page)


def test_answered_question_differs(begin, walk):
    attempt = begin("new-nurse-surveyor", "prove")
    submit(walk, "State Agency", SAGU, state="OH", surveyor="yes")
    assert [name for name, fits in results_of(attempt).items() if not fits] == ["response"]


def test_skipped_question_fits(begin, walk):
    attempt = begin("new-nurse-surveyor", "prove")
    submit(walk, "State Agency", SAGU, state="OH", surveyor="skip")
    assert all(results_of(attempt).values())


def test_first_submission_without_help_counts(begin, walk):
    attempt = begin("cms-auditor", "prove")
    request = submit(walk, "CMS", CMSGU)
    submit(walk, "CMS", VIEW_ONLY)
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.request) == ("differs", request)


def test_first_fitting_submission_with_help_counts(alice_client, begin, walk):
    attempt = begin("cms-auditor", "try")
    wrong = submit(walk, "CMS", CMSGU)
    submit(walk, "CMS", VIEW_ONLY)
    assert [name for name, fits in results_of(attempt).items() if not fits] == ["pending"]
    alice_client.post(f"/role-requests/{wrong.pk}/withdraw/")
    assert all(results_of(attempt).values())
    assert (attempt.outcome, attempt.was_helped, attempt.status) == ("fits", True, "Passed with help")


@pytest.mark.parametrize("level", ["show", "try", "prove"])
def test_later_requests_do_not_spoil_what_fits(level, begin, walk):
    attempt = begin("cms-auditor", level)
    request = submit(walk, "CMS", VIEW_ONLY)
    submit(walk, "CMS", CMSGU)
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.request) == ("fits", request)


def test_attempt_goes_on_when_all_is_withdrawn(alice_client, begin, walk):
    attempt = begin("cms-auditor", "try")
    wrong = submit(walk, "CMS", CMSGU)
    alice_client.post(f"/role-requests/{wrong.pk}/withdraw/")
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.results, attempt.request) == ("", [], None)


def test_double_submission_is_compared_once(begin, walk):
    attempt = begin("new-nurse-surveyor", "prove")
    page_3 = walk.to_page_3("State Agency", SAGU)
    for _ in range(2):
        walk.submit(page_3, SAGU, state="OH")
    assert all(results_of(attempt).values())
    assert Attempt.objects.count() == 1


def test_second_role_keeps_the_first(begin, walk):
    attempt = begin("second-role", "prove")
    submit(walk, "State Agency", SAGU, state="MO")
    assert all(results_of(attempt).values())


def test_second_role_without_the_first_differs(alice_client, begin, walk):
    attempt = begin("second-role", "prove")
    first = RoleRequest.objects.get(sandbox=attempt.sandbox)
    alice_client.post(f"/role-requests/{first.pk}/withdraw/")
    submit(walk, "State Agency", SAGU, state="MO")
    assert [name for name, fits in results_of(attempt).items() if not fits] == ["pending"]


def test_change_of_mind_needs_previous(alice_client, begin, walk):
    attempt = begin("change-of-mind", "prove")
    role = walk.category("Contractor")
    page_1 = alice_client.post(role, {"previous": ""})["Location"]
    page_3 = walk.role(walk.category("State Agency", page_1), SAGU)
    walk.submit(page_3, SAGU, state="NV")
    assert all(results_of(attempt).values())
    assert "Previous selected" in main_of(alice_client.get(f"/practice/attempts/{attempt.pk}/"))


@pytest.mark.parametrize(("begins_with", "fits"), [(None, False), ("new", True), ("browser", True)])
def test_other_ways_to_change_ones_mind(begins_with, fits, alice_client, begin, walk):
    attempt = begin("change-of-mind", "prove")
    page_1 = "/role-requests/new/"
    if begins_with:
        role = walk.category("Contractor")
        page_1 = role.replace("/role/", "/category/") if begins_with == "browser" else page_1
    page_3 = walk.role(walk.category("State Agency", page_1), SAGU)
    walk.submit(page_3, SAGU, state="NV")
    assert results_of(attempt)["way"] is fits
    assert "<dt>Way</dt>" in alice_client.get(f"/practice/attempts/{attempt.pk}/").content.decode()


@pytest.mark.parametrize("level", Level.values)
def test_leaving_by_cancel_ends_the_exercise(level, alice_client, begin, walk):
    attempt = begin("leave-without-sending", level)
    walk.category("State Agency")
    left_by = page_of(alice_client.get("/?cancel=")).hidden("left_by")
    response = alice_client.post("/practice/finish/", {"left_by": left_by})
    assert response["Location"] == f"/practice/attempts/{attempt.pk}/"
    assert (left_by, results_of(attempt)) == ("cancel", {"way": True})
    assert attempt.is_pass == (level == Level.PROVE)
    assert heading_of(alice_client.get(response["Location"])).startswith("How it went: ")


def test_request_that_should_not_be_sent_differs(begin, walk):
    attempt = begin("leave-without-sending", "prove")
    submit(walk, "State Agency", SAGU, state="ME")
    assert results_of(attempt) == {"pending": False}


def test_start_that_is_sent_twice_starts_once(alice, alice_client, exercises):
    data = {"level": "show", "sandbox": alice.sandbox_id}
    for _ in range(2):
        alice_client.post("/practice/exercises/guam-surveyor/start/", data)
    assert Attempt.objects.count() == 1


def test_attempts_survive_starting_over(alice, alice_client, begin, walk):
    attempt = begin("new-nurse-surveyor", "prove")
    submit(walk, "State Agency", SAGU, state="OH")
    alice_client.post("/start-over/")
    alice.refresh_from_db()
    assert not alice.sandbox.in_exercise
    assert alice_client.get(f"/practice/attempts/{attempt.pk}/").status_code == 200
    assert "Passed" in main_of(alice_client.get("/practice/"))


def test_exercise_that_was_left_can_be_continued(alice_client, begin, walk):
    attempt = begin("new-nurse-surveyor", "try")
    page_2 = walk.category("State Agency")
    assert alice_client.post("/practice/leave/")["Location"] == "/practice/"
    assert alice_client.get("/").context["coach"] is None
    assert alice_client.get("/practice/").context["current"] == attempt
    alice_client.post("/practice/continue/")
    assert alice_client.get("/").context["coach"].continue_url == page_2


def test_attempt_of_another_trainee_is_not_found(bob, begin, walk):
    attempt = begin("new-nurse-surveyor", "prove")
    submit(walk, "State Agency", SAGU, state="OH")
    assert client_of(bob).get(f"/practice/attempts/{attempt.pk}/").status_code == 404


def test_inactive_exercise_is_not_found(alice_client, exercises):
    exercise = exercises["guam-surveyor"]
    exercise.is_active = False
    exercise.save()
    assert alice_client.get("/practice/exercises/guam-surveyor/").status_code == 404
    assert alice_client.post("/practice/exercises/guam-surveyor/start/").status_code == 404


def test_odd_values_start_the_recommended_level(alice, alice_client, exercises):
    data = {"level": "x", "state": "ZZ", "sandbox": alice.sandbox_id}
    alice_client.post("/practice/exercises/guam-surveyor/start/", data)
    attempt = Attempt.objects.get()
    assert (attempt.level, attempt.state) == ("show", "GU")


def test_changed_expectation_is_a_new_version(begin, exercises):
    attempt = begin("guam-surveyor")
    exercise = attempt.exercise
    exercise.title = "Another title"
    exercise.save()
    assert exercise.version == 1
    exercise.states = "PR"
    exercise.save()
    exercise.refresh_from_db()
    attempt.refresh_from_db()
    assert (exercise.version, attempt.version) == (2, 1)


def ended(level, outcome="fits", *, was_helped=False, days=0, exercise=None, now=None):
    """An attempt that ended that many days ago."""
    return Attempt(
        level=level,
        outcome=outcome,
        was_helped=was_helped,
        exercise=exercise,
        ended_at=now and now - timedelta(days=days),
    )


@pytest.mark.parametrize(
    ("attempts", "level"),
    [
        ([], Level.SHOW),
        ([ended("show")], Level.TRY),
        ([ended("show", "differs")], Level.SHOW),
        ([ended("try"), ended("show")], Level.TRY),
        ([ended("try"), ended("try"), ended("show")], Level.PROVE),
        ([ended("try", was_helped=True), ended("try"), ended("show")], Level.TRY),
        ([ended("prove", "differs"), ended("try"), ended("try")], Level.TRY),
        ([ended("prove")], Level.PROVE),
        ([ended("show", ""), ended("prove")], Level.PROVE),
    ],
)
def test_guidance_withdraws(attempts, level):
    assert recommended_level(attempts) == level


def test_refresher_repeats_what_was_passed_longest_ago(exercises, alice):
    now = alice.sandbox.now()
    old, new = exercises["new-nurse-surveyor"], exercises["guam-surveyor"]
    attempts = [
        ended("prove", days=14, exercise=new, now=now),
        ended("prove", days=20, exercise=old, now=now),
    ]
    assert refresher(attempts, now) is attempts[1]
    assert refresher(attempts, now - timedelta(days=1)) is None
    assert refresher([ended("try", days=90, exercise=old, now=now)], now) is None


def test_class_page_lists_who_is_due(staff_client):
    ohio = TrainingClassFactory(trainees=["Ann Lee", "Bob Ray", "Cy Poe"])
    ann, bob, cy = ohio.trainees().order_by("name")
    long_ago, lately = timezone.now() - timedelta(days=15), timezone.now() - timedelta(days=13)
    for trainee, ended_at, outcome in (
        (ann, long_ago, Outcome.FITS),
        (bob, lately, Outcome.FITS),
        (cy, long_ago, Outcome.DIFFERS),
    ):
        attempt_of(trainee, outcome=outcome, began_at=ended_at, ended_at=ended_at)
    assert staff_client.get(page_for(ohio)).context["due"] == [(ann, long_ago)]
    ohio.remove(ann)
    assert staff_client.get(page_for(ohio)).context["due"] == []


def test_refresher_is_offered_with_another_state(alice, alice_client, exercises):
    attempt = start(alice, exercises["new-nurse-surveyor"], Level.PROVE, "OH")
    past = alice.sandbox.now() - timedelta(days=20)
    Attempt.objects.update(outcome="fits", ended_at=past)
    alice.start_over()
    assert alice_client.get("/").context["practice"]["refresher"] == attempt
    page = alice_client.get(f"/practice/exercises/{attempt.exercise.slug}/?refresher")
    assert page.context["state"] == "PA"
    assert [preset for level, _, preset in page.context["levels"]] == [False, False, True]


def test_calendar_has_both_refreshers(alice, alice_client, exercises):
    assert alice_client.get("/practice/refreshers.ics").status_code == 404
    start(alice, exercises["new-nurse-surveyor"], Level.PROVE, "OH")
    Attempt.objects.update(outcome="fits", ended_at=alice.sandbox.now())
    calendar = icalendar.Calendar.from_ical(alice_client.get("/practice/refreshers.ics").content)
    today = localdate()
    days = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    assert days == [today + timedelta(days=14), today + timedelta(days=45)]


def test_record_lists_what_was_passed(alice, alice_client, begin, walk):
    attempt = begin("new-nurse-surveyor", "prove")
    submit(walk, "State Agency", SAGU, state="OH")
    type(attempt.exercise).objects.update(version=3)  # later
    page = alice_client.get("/practice/record/")
    today = date_format(localdate())
    assert f"New nurse surveyor, Ohio Passed {today} Without help 1 2.0" in main_of(page)
    assert f'href="/practice/attempts/{attempt.pk}/"' in page.content.decode()


@pytest.mark.parametrize("path", ["", "first/", "record/", "exercises/guam-surveyor/"])
def test_staff_are_led_to_the_admin(path, staff_client, exercises):
    assert "accounts/staff.html" in [each.name for each in staff_client.get(f"/practice/{path}").templates]


def test_qa_sandbox_is_deleted_with_its_attempt(alice, exercises):
    from accounts.sandbox_relations import delete_sandboxes

    start(alice, exercises["second-role"], Level.TRY, "MO")
    Sandbox.objects.filter(users=alice).update(made_by_qa=True)
    delete_sandboxes(Sandbox.objects.filter(users=alice))
    assert not Attempt.objects.exists()
    assert Role.objects.exists()


def test_organizations_are_compared(alice_client, alice, exercises):
    exercise = exercises["first-security-official"]
    attempt = start(alice, exercise, Level.PROVE, "")
    draft = RoleRequest.begin(alice)
    draft.choose_category(exercise.category, actor=alice)
    draft.choose_role(exercise.role, actor=alice)
    needed = list(exercise.organizations.all())
    draft.add_organizations(needed, actor=alice)
    draft.submit(exercise.role_id, actor=alice, shown_organizations=[each.pk for each in needed])
    assert results_of(attempt)["organizations"] is True
    assert attempt.is_pass
    assert OFFICIAL not in main_of(alice_client.get(f"/practice/attempts/{attempt.pk}/"))
