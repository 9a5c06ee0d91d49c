"""Where people turned: first selections, counted, and never of fewer than three people."""

from datetime import timedelta

import pytest

from rolerequests.models import Role, RoleRequest
from tests.factories import ExerciseFactory, TrainingClassFactory
from tests.training.practice.attempts import NOON, attempt_of
from training.live.turns import FEWEST, OTHERS, turns_of
from training.models import Goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles():
    """Three roles of different categories."""
    found = {role.category_id: role for role in Role.objects.select_related("category") if role.is_offered}
    return list(found.values())[:3]


@pytest.fixture
def exercise(roles):
    return ExerciseFactory(goal=Goal.SUBMIT, category=roles[0].category, role=roles[0])


def people(number):
    names = [f"Trainee {each}" for each in range(number)]
    return list(TrainingClassFactory(trainees=names).trainees())


def choose(user, exercise, *roles):
    """An attempt in which this user chooses the categories of these roles, and the first role."""
    attempt_of(user, exercise.slug, began_at=user.sandbox.now() - timedelta(hours=1))
    draft = RoleRequest.begin(user)
    for role in roles:
        draft.choose_category(role.category, actor=user)
    draft.choose_role(roles[-1], actor=user)


def test_first_selections_are_counted(exercise, roles):
    users = people(FEWEST * 2)
    for user in users[:FEWEST]:
        choose(user, exercise, roles[1], roles[0])  # turned back to what was needed
    for user in users[FEWEST:]:
        choose(user, exercise, roles[0])
    page_1, page_2 = turns_of([exercise], users)
    assert {each.words: (each.number, each.of, each.is_needed) for each in page_1.selections} == {
        roles[0].category.name: (3, 6, True),
        roles[1].category.name: (3, 6, False),
    }
    assert [(each.words, each.number) for each in page_2.selections] == [(roles[0].name, 6)]


def test_fewer_than_three_are_not_shown(exercise, roles):
    users = people(FEWEST - 1)
    for user in users:
        choose(user, exercise, roles[0])
    assert [each.selections for each in turns_of([exercise], users)] == [[], []]


def test_selections_of_few_are_added_up(exercise, roles):
    users = people(FEWEST + 2)
    for user in users[:FEWEST]:
        choose(user, exercise, roles[0])
    for user, role in zip(users[FEWEST:], roles[1:], strict=True):
        choose(user, exercise, role)
    page_1, _ = turns_of([exercise], users)
    assert [(each.words, each.number) for each in page_1.selections] == [
        (roles[0].category.name, FEWEST),
        (OTHERS, 2),
    ]


def test_only_the_first_attempt_counts(exercise, roles):
    users = people(FEWEST)
    for user in users:
        choose(user, exercise, roles[1])
        user.start_over()
        choose(user, exercise, roles[0])
    page_1, _ = turns_of([exercise], users)
    assert [each.words for each in page_1.selections] == [roles[1].category.name]


def test_selections_before_the_attempt_do_not_count(exercise, roles):
    users = people(FEWEST)
    for user in users:
        RoleRequest.begin(user).choose_category(roles[1].category, actor=user)
        attempt_of(user, exercise.slug, began_at=NOON + timedelta(days=3650))
    assert turns_of([exercise], users) == []
