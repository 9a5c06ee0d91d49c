"""Where each trainee of a class is, how far the exercises are, and who needs help."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from accounts.lockout import with_locks
from accounts.models import TrainingClass, User
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.wizard.steps import STEPS
from training.models import Attempt, Exercise, Outcome
from training.practice.rows import rows_of
from training.roster import latest

STUCK_AFTER = timedelta(minutes=5)  # on the same page of the wizard
NOT_LOGGED_IN, LOGGED_OUT = "Not logged in", "Logged out"
NEEDED = ("category", "role", "begin_with")  # of an exercise, to compare selections with
# What the live page calls a page, by the title that `User.at_page` holds; other pages keep their title.
WIZARD = {f"STEP {step.number}, {step.title}": f"Page {step.number}" for step in STEPS}
PAGES = WIZARD | {"Welcome to iQIES": "Welcome"}


@dataclass(frozen=True)
class Progress:
    """A trainee on the live page, with the status of each exercise of the class in words."""

    trainee: User
    statuses: list[str]
    last_activity: datetime | None
    needs: str  # why the training lead should look; '' if all is well
    is_done: bool

    @property
    def place(self) -> str:
        """The page that the trainee opened last, or why there is none."""
        if self.trainee.at_page:
            return PAGES.get(self.trainee.at_page, self.trainee.at_page)
        return LOGGED_OUT if self.trainee.last_login_at else NOT_LOGGED_IN

    @property
    def since(self) -> datetime | None:
        """Since when the trainee is there; None if not logged in."""
        return self.trainee.at_page_since if self.trainee.at_page else None

    @property
    def has_logged_in(self) -> bool:
        return self.trainee.last_login_at is not None


@dataclass(frozen=True)
class LiveClass:
    """The trainees of a class at a moment, those who need help first, and the exercises of the columns."""

    exercises: Sequence[Exercise]
    rows: list[Progress]

    @property
    def titles(self) -> list[str]:
        """The titles of the exercises, for the cells of a row."""
        return [str(each) for each in self.exercises]

    @property
    def sums(self) -> list[str]:
        """The numbers for the top of the page, in words."""
        logged_in = sum(row.has_logged_in for row in self.rows)
        places = [(place, sum(row.place == place for row in self.rows)) for place in WIZARD.values()]
        done = sum(row.is_done for row in self.rows)
        needing = sum(bool(row.needs) for row in self.rows)
        return [
            f"{logged_in} of {len(self.rows)} logged in",
            *(f"{number} on {place.lower()}" for place, number in places if number),
            f"{done} done",
            f"{needing} need{'s' if needing == 1 else ''} you",
        ]


def live_class(training_class: TrainingClass, now: datetime) -> LiveClass:
    """The class as it is `now`. Six queries for any number of trainees."""
    active = training_class.active_trainees().select_related(None)
    trainees = training_class.in_natural_order(with_locks(active))
    attempts = attempts_by_trainee(trainees)
    exercises = exercises_of(training_class, attempts)
    events = last_events(trainees)
    submitted = set(
        RoleRequest.objects.submitted()
        .filter(sandbox__in=[user.sandbox_id for user in trainees])
        .values_list("requester", flat=True)
    )
    rows = []
    for user in trainees:
        own = attempts[user.pk]
        found = rows_of(exercises, own)
        fitting = [bool(row.best and row.best.fits) for row in found]
        rows.append(
            Progress(
                trainee=user,
                statuses=[row.status for row in found],
                last_activity=latest([user.last_login_at, user.at_page_since, events.get(user.pk)]),
                needs=what_needs_help(user, own, now),
                is_done=all(fitting) if exercises else user.pk in submitted,
            )
        )
    return LiveClass(exercises, sorted(rows, key=lambda row: not row.needs))


def attempts_by_trainee(trainees: Sequence[User]) -> dict[int, list[Attempt]]:
    """The attempts of these trainees, newest first. One query."""
    found: dict[int, list[Attempt]] = defaultdict(list)
    attempts = Attempt.objects.filter(trainee__in=[user.pk for user in trainees])
    for each in attempts.defer("results"):
        found[each.trainee_id].append(each)
    return found


def exercises_of(training_class: TrainingClass, attempts: dict[int, list[Attempt]]) -> list[Exercise]:
    """The exercises of the class in its order; without any, those that a trainee has begun."""
    assigned = training_class.assignments.select_related(*(f"exercise__{each}" for each in NEEDED))
    if exercises := [each.exercise for each in assigned]:
        return exercises
    begun = {each.exercise_id for own in attempts.values() for each in own}
    return list(Exercise.objects.filter(pk__in=begun).select_related(*NEEDED)) if begun else []


def last_events(trainees: Sequence[User]) -> dict[int, datetime]:
    """When each trainee last changed something in the current sandbox. One query."""
    events = RequestEvent.objects.filter(sandbox__in=[user.sandbox_id for user in trainees]).order_by()
    return {each["actor"]: each["at"] for each in events.values("actor").annotate(at=Max("at"))}


def what_needs_help(user: User, attempts: Sequence[Attempt], now: datetime) -> str:
    """Why a trainee needs the training lead; '' if all is well."""
    if user.login_locked:  # type: ignore[attr-defined] # with_locks adds it
        return "Locked"
    if attempts and attempts[0].outcome == Outcome.DIFFERS:
        return "Differs"
    if user.at_page in WIZARD and user.at_page_since and now - user.at_page_since >= STUCK_AFTER:
        return "Stuck"
    return ""
