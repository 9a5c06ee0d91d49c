"""Every exercise, with all combinations of category, role, state and response: right by construction."""

from itertools import product

import pytest

from rolerequests.models import Role, RoleRequest, UserCategory
from rolerequests.models.choices import SurveyorResponse
from rolerequests.models.us_states import State
from training.models import Exercise, Field, Goal, Occasion, WrongTurn
from training.practice.grading import Result, compare, compare_pending, find, reason

pytestmark = pytest.mark.django_db

RESPONSES = ("", *SurveyorResponse.values)


def all_requests(organizations):
    """A request for each role, state and response that page 3 can give; with the needed organizations or none."""
    for role in Role.objects.select_related("category"):
        states = State.values if role.asks_state else [""]
        responses = RESPONSES if role.asks_surveyor else [""]
        named = [organizations, []] if role.asks_organizations else [[]]
        for state, response, chosen in product(states, responses, named):
            request = RoleRequest(category=role.category, role=role, state=state, surveyor_response=response)
            request.named_organizations = chosen
            yield request


def test_exactly_the_fitting_requests_pass(exercises):
    compared = 0
    for exercise in Exercise.objects.filter(goal=Goal.SUBMIT).prefetch_related("organizations"):
        organizations = list(exercise.organizations.all())
        turns = list(exercise.wrong_turns.select_related("category", "role__category"))
        for state in exercise.state_codes or [""]:
            for request in all_requests(organizations):
                compared += 1
                results = compare(exercise, state, request)
                expected = (
                    request.role == exercise.role
                    and request.state == state
                    and request.surveyor_response in ("", SurveyorResponse.SKIP)
                    and (not request.role.asks_organizations or request.named_organizations == organizations)
                )
                assert all(each.fits for each in results) == expected, (exercise.slug, results)
                for result in results:
                    if not result.fits:
                        said = reason(turns, result, exercise.words(state))
                        assert said, (exercise.slug, result)
                        assert "{" not in said, said
    assert compared > 5000


def test_every_wrong_selection_has_a_sentence_of_its_own(exercises):
    to_submit = [each for each in exercises.values() if each.goal == Goal.SUBMIT]
    assert to_submit
    for exercise in to_submit:
        turns = list(exercise.wrong_turns.select_related("category", "role__category"))
        others = [
            (Field.CATEGORY, each.key) for each in UserCategory.objects.all() if each != exercise.category
        ]
        siblings = Role.objects.filter(category=exercise.category).exclude(pk=exercise.role.pk)
        others += [(Field.ROLE, each.key) for each in siblings.select_related("category")]
        if exercise.role.asks_state:
            others += [(Field.STATE, code) for code in State.values if code not in exercise.state_codes]
        if exercise.role.asks_surveyor:
            others += [(Field.RESPONSE, SurveyorResponse.YES), (Field.RESPONSE, SurveyorResponse.NO)]
        if exercise.role.asks_organizations:
            others.append((Field.ORGANIZATIONS, ""))
        missing = [each for each in others if find(turns, *each, Occasion.SUBMITTED) is None]
        assert missing == [], exercise.slug


def test_own_sentence_of_a_selection_comes_before_the_others(exercises):
    exercise = exercises["cms-auditor"]
    turns = list(exercise.wrong_turns.select_related("category", "role__category"))
    keys = {(each.on, each.selection) for each in turns if each.selection}
    assert keys
    for on, key in keys:
        assert find(turns, on, key, Occasion.CHOSEN).selection == key


def test_renamed_role_is_renamed_in_the_reasons(exercises):
    exercise = exercises["new-nurse-surveyor"]
    exercise.role.name = "Another Name"
    exercise.role.save()
    request = next(
        each for each in all_requests([]) if each.role.slug == "assessment-coordinator" and each.state == "OH"
    )
    exercise = Exercise.objects.get(pk=exercise.pk)
    (role,) = [each for each in compare(exercise, "OH", request) if each.field == Field.ROLE]
    assert role.needed == exercise.words("OH")["role"] == "Another Name"


@pytest.mark.parametrize(
    ("slug", "pending", "turn"),
    [
        ("new-nurse-surveyor", ["needed"], ""),
        ("new-nurse-surveyor", ["needed", "other"], "second-request"),
        ("second-role", ["needed", "kept"], ""),
        ("second-role", ["needed"], "withdrawn"),
        ("second-role", ["needed", "kept", "other"], "second-request"),
    ],
)
def test_pending_requests_are_compared(exercises, slug, pending, turn):
    exercise = exercises[slug]
    roles = {
        "needed": exercise.role,
        "kept": exercise.also_pending,
        "other": Role.objects.get_by_natural_key("cms", "help-desk"),
    }
    requests = [RoleRequest(pk=number, role=roles[name]) for number, name in enumerate(pending)]
    assert compare_pending(exercise, requests[0], requests).key == turn


def test_composed_reason_serves_an_exercise_without_sentences(exercises):
    WrongTurn.objects.all().delete()
    exercise = exercises["new-nurse-surveyor"]
    for field in Field:
        result = Result(field, "Selected", "Needed", fits=False)
        assert reason([], result, exercise.words("OH"), description="Its text.")
