"""Every exercise at each level: right, and with its first wrong turn. The browser plays each at one level."""

import pytest
from django.urls import reverse

from tests.pages import main_of
from tests.rolerequests.wizard.test_picker import add
from tests.rolerequests.wizard.walk import NEW, Walk
from training.models import Exercise, Field, Goal, Level, Occasion

pytestmark = pytest.mark.django_db


def first_wrong_turn(exercise):
    """The first one that names a category or a role; none where the task begins with another category."""
    if exercise.begin_with:
        return None
    turns = exercise.wrong_turns.filter(occasion=Occasion.CHOSEN).exclude(category=None, role=None)
    return turns.select_related("category", "role").order_by("pk").first()


def coach_after(client, walk, exercise, turn):
    """What the coach says on the page after a wrong selection."""
    at = walk.category((turn.category or exercise.category).name)
    if turn.on == Field.ROLE:
        at = walk.role(at, turn.role.name)
    return client.get(at).context["coach"].says


def submit(client, walk, exercise, state):
    """Go through all pages as the task says."""
    page_1 = NEW
    if exercise.begin_with:
        page_2 = walk.category(exercise.begin_with.name)
        client.post(page_2, {"previous": ""})
        page_1 = page_2.replace("/role/", "/category/")
    page_3 = walk.role(walk.category(exercise.category.name, page_1), exercise.role.name)
    if named := list(exercise.organizations.all()):
        add(client, client.get(page_3).context["role_request"], *named)
    selections = {"organizations": ",".join(str(each.pk) for each in named)}
    if exercise.role.asks_state:
        selections["state"] = state
    assert walk.submit(page_3, exercise.role.name, **selections)["Location"] == "/my-profile/"


@pytest.mark.parametrize("level", Level.values)
def test_exercise_fits_after_its_first_wrong_turn(level, alice, alice_client, begin, subtests):
    walk, explained = Walk(alice_client), 0
    for exercise in Exercise.objects.filter(goal=Goal.SUBMIT):
        with subtests.test(exercise.slug):
            alice.start_over()
            state = exercise.states[:2]
            attempt = begin(exercise.slug, level, **{"state": state} if state else {})
            if turn := first_wrong_turn(exercise):
                said = turn.sentence.split("{")[0].strip()
                assert (said in coach_after(alice_client, walk, exercise, turn)) == (level != Level.PROVE)
                explained += 1
            submit(alice_client, walk, exercise, attempt.state)
            debrief = main_of(alice_client.get(reverse("debrief", args=[attempt.pk])))
            assert "Fits" in debrief
            assert "Differs" not in debrief
    assert explained > 10
