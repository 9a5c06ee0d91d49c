"""The exercises as a trainee meets them: in the order of the class, each with the attempts at it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from accounts.models import User
from training.models import Assignment, Attempt, Exercise, Level
from training.practice import attempts as life


def own_attempts(user: User) -> list[Attempt]:
    """The attempts of a trainee, newest first. One query."""
    return list(Attempt.objects.filter(trainee=user).select_related("exercise"))


@dataclass(frozen=True)
class Row:
    """An exercise in the list of practice, with the trainee's attempts at it, newest first."""

    exercise: Exercise
    number: int
    attempts: list[Attempt]
    assignment: Assignment | None = None  # if the trainee's class does it

    @property
    def latest(self) -> Attempt | None:
        return self.attempts[0] if self.attempts else None

    @cached_property
    def best(self) -> Attempt | None:
        """The attempt that says how far the trainee is: the last pass, else one with help, else the last."""
        passes = [each for each in self.attempts if each.is_pass]
        fitting = [each for each in self.attempts if each.fits]
        return next(iter(passes or fitting or self.attempts), None)

    @property
    def status(self) -> str:
        """Its status in words."""
        return self.best.status if self.best else "Not begun"


def rows_of(exercises: Iterable[Exercise], attempts: Iterable[Attempt]) -> list[Row]:
    """These exercises, each with its attempts of a trainee, newest first."""
    by_exercise = defaultdict(list)
    for each in attempts:
        by_exercise[each.exercise_id].append(each)
    return [Row(each, 0, by_exercise[each.pk]) for each in exercises]


def rows_for(attempts: list[Attempt], assignments: Iterable[Assignment] = ()) -> list[Row]:
    """The active exercises with these attempts, first those of the trainee's class. One query or two."""
    assigned = {each.exercise_id: each for each in assignments}
    by_exercise: dict[int, list[Attempt]] = {}
    for each in attempts:
        by_exercise.setdefault(each.exercise_id, []).append(each)
    rows = [
        Row(exercise, number, by_exercise.get(exercise.pk, []), assigned.get(exercise.pk))
        for number, exercise in enumerate(Exercise.objects.offered(), start=1)
    ]
    order = list(assigned)
    return sorted(rows, key=lambda row: order.index(row.exercise.pk) if row.assignment else len(order))


def passed_in(rows: list[Row]) -> int:
    """How many of these exercises are passed without help."""
    return sum(bool(row.best and row.best.is_pass) for row in rows)


def next_of(rows: list[Row]) -> Row | None:
    """The first exercise that is not passed without help."""
    return next((row for row in rows if not (row.best and row.best.is_pass)), None)


def current_of(user: User, attempts: list[Attempt]) -> Attempt | None:
    """The attempt whose practice data the trainee has now, unless it has an outcome."""
    return next((each for each in attempts if each.sandbox_id == user.sandbox_id and not each.outcome), None)


def recommended_for(row: Row, attempts: list[Attempt]) -> Level:
    """How much help is chosen at first: what the training lead chose, until it was tried once."""
    if row.assignment and not row.attempts:
        return Level(row.assignment.level)
    return life.recommended_level(attempts)


def row_of(attempts: list[Attempt], slug: str, assignments: Iterable[Assignment] = ()) -> Row:
    """The row of an active exercise. Raises Http404."""
    for row in rows_for(attempts, assignments):
        if row.exercise.slug == slug:
            return row
    raise Http404


def following(rows: list[Row], exercise: Exercise) -> Row | None:
    """The row after that of an exercise; the next by position if it is not active any more."""
    for number, row in enumerate(rows):
        if row.exercise.pk == exercise.pk:
            return next(iter(rows[number + 1 :]), None)
    return next((row for row in rows if row.exercise.position > exercise.position), None)
