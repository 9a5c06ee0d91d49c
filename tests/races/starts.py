"""Two clicks in an exercise at the same time: they start one attempt, and end it once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from typing import Any


def at_once(action: Callable[[Any], object], subjects: tuple[Any, Any]) -> None:
    """Do this to both in two threads."""
    from django.db import connection

    barrier = Barrier(2)

    def run(subject: Any) -> None:
        try:
            barrier.wait()
            action(subject)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, subjects))


def start(user: Any, exercise: Any) -> Any:
    """Two clicks on Start. Returns the attempt, of which there is one more."""
    from accounts.models import Sandbox, User
    from training.models import Attempt, Level
    from training.practice import attempts

    before = Attempt.objects.count(), Sandbox.objects.filter(is_archived=False).count()
    copies = [User.objects.select_related("sandbox").get(pk=user.pk) for _ in range(2)]
    at_once(lambda each: attempts.start(each, exercise, Level.PROVE, "TN"), (copies[0], copies[1]))
    user.refresh_from_db()
    attempt = Attempt.objects.get(sandbox=user.sandbox_id)
    after = Attempt.objects.count(), Sandbox.objects.filter(is_archived=False).count()
    assert after == (before[0] + 1, before[1]), (before, after)
    return attempt


def submit(request: Any) -> None:
    """Submit a copy of a request, as each click does."""
    from rolerequests.models import RoleRequest, TransitionError

    copy = RoleRequest.objects.select_related("role", "requester", "sandbox").get(pk=request.pk)
    with suppress(TransitionError):
        copy.submit(copy.role_id, actor=copy.requester)


def race(user: Any, exercise: Any, states: tuple[str, ...]) -> None:
    """One round: one draft that is submitted twice, or a draft in each of two tabs."""
    from rolerequests.models import RequestEvent, RoleRequest

    attempt = start(user, exercise)
    drafts = []
    for state in states:
        draft = RoleRequest.begin(user)
        draft.choose_category(exercise.category, actor=user)
        draft.choose_role(exercise.role, actor=user)
        draft.save_page(draft.role_id, state=state, surveyor_response="", actor=user)
        drafts.append(draft)
    at_once(submit, (drafts[0], drafts[-1]))
    attempt.refresh_from_db()
    submitted = RequestEvent.objects.filter(sandbox=user.sandbox_id, transition="submitted")
    assert submitted.count() == len(drafts)
    # Without help, the first submission ends it; the other one is not compared any more.
    assert attempt.is_closed
    assert attempt.fits == (attempt.request.state == "TN"), attempt.results
    assert {each["field"]: each["selected"] for each in attempt.results}["pending"] == "1", attempt.results


def races(rounds: int) -> None:
    """Two clicks on Start and on Submit Request, and two tabs."""
    from accounts.models import User
    from training.models import Exercise
    from training.seeding import seed_exercises

    seed_exercises()
    user = User.objects.create_user("practice")
    exercise = Exercise.objects.select_related("category", "role__category").get(slug="commuter")
    for name, states in {"one draft": ("TN",), "two tabs": ("TN", "KY")}.items():
        for _ in range(rounds):
            race(user, exercise, states)
        print(f"exercise, {name}: {rounds} rounds", flush=True)
