"""What one more trainee costs the pages of a class: in queries, and in calls of functions.

Seconds would differ by machine. 1,000 calls take some 0.2 ms.
"""

from cProfile import Profile

import pytest

from tests.admin import page_for
from tests.factories import ExerciseFactory, TrainingClassFactory
from tests.helpers import Queries, pending_of
from training.models import Assignment, Goal

pytestmark = pytest.mark.django_db

CALLS = {"change": 750, "live": 900, "results": 450}  # for a trainee with a request, at most
SMALL, LARGE = 2, 12


@pytest.fixture
def classes(sagu):
    """A small class and a large one with the same six exercises."""
    exercises = [ExerciseFactory(goal=Goal.LEAVE) for _ in range(6)]
    found = []
    for size in (SMALL, LARGE):
        trainees = [f"Ann Lee {size} {number}" for number in range(size)]
        found.append(TrainingClassFactory(trainees=trainees))
        for position, exercise in enumerate(exercises):
            Assignment.objects.create(training_class=found[-1], exercise=exercise, position=position)
        for trainee in found[-1].trainees():
            pending_of(trainee, sagu, "OH")
    return found


def calls_of(client, address):
    with Profile() as profile:
        client.get(address)
    return sum(each.callcount for each in profile.getstats())


@pytest.mark.parametrize("page", CALLS)
def test_one_more_trainee_costs_little(page, classes, staff_client):
    small, large = (page_for(each, page) for each in classes)
    queries = []
    for address in (small, small, large):  # the first one looks up content types
        with Queries() as each:
            staff_client.get(address)
        queries.append(each.count())
    assert len(set(queries[1:])) == 1
    more = calls_of(staff_client, large) - calls_of(staff_client, small)
    assert more / (LARGE - SMALL) <= CALLS[page]
