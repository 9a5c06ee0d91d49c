"""Exercises of the repository, and a trainee who starts one."""

import pytest

# pytest loads this file before tests/conftest.py sets up Django: models are imported in the fixtures.


@pytest.fixture
def exercises(db):
    """The exercises of the repository, by slug, with the organizations that they name."""
    from tests.training.practice.exercises import add_exercises
    from training.models import Exercise

    add_exercises()
    return {each.slug: each for each in Exercise.objects.all()}


@pytest.fixture
def begin(alice, alice_client, exercises):
    """A function that starts an exercise as Alice; returns the attempt."""
    from training.models import Attempt

    def start(slug, level="try", **data):
        alice.refresh_from_db()
        data = {"level": level, "sandbox": alice.sandbox_id, **data}
        assert alice_client.post(f"/practice/exercises/{slug}/start/", data)["Location"] == "/"
        alice.refresh_from_db()
        return Attempt.objects.get(sandbox=alice.sandbox_id)

    return start
