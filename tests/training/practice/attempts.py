"""Attempts of tests, stored as they are after they ended."""

from datetime import UTC, datetime, timedelta

from training.models import Attempt, Exercise, Field, Goal, Level, Outcome

NOON = datetime(2026, 11, 25, 17, tzinfo=UTC)


def result(field=Field.STATE, *, selected="Kentucky", fits=False):
    return {"field": field, "selected": selected, "needed": "Tennessee", "fits": fits, "key": "KY"}


def attempt_of(trainee, slug="commuter", **fields):
    """An attempt without help that differs in the state; `ended_at=None` for one that goes on."""
    fields = {
        "level": Level.PROVE,
        "state": "TN",
        "began_at": NOON,
        "ended_at": NOON + timedelta(minutes=5, seconds=3),
        "outcome": Outcome.DIFFERS,
        "results": [result()],
        **fields,
    }
    words = {"title": "Commuter to {state}", "task": "Leave.", "why": "It fits.", "goal": Goal.LEAVE}
    exercise, _ = Exercise.objects.get_or_create(slug=slug, defaults={"position": 1, **words})
    return Attempt.objects.create(
        trainee=trainee,
        exercise=exercise,
        version=1,
        sandbox=trainee.sandbox,
        job_aid_version="2.0",
        **fields,
    )
