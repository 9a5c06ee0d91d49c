"""The life of an attempt: started in fresh practice data, compared with each submission, left, continued."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.dispatch import receiver
from django.utils.timezone import localdate

from accounts.models import Sandbox, User
from rolerequests.job_aid.data import load_data
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.models.choices import Status, Transition
from rolerequests.models.transitions import transition_applied
from rolerequests.qa.presets import PRESETS
from training.models import Attempt, Exercise, Goal, Level, Outcome
from training.practice.grading import Result, compare, compare_pending, compare_way

REFRESHER_DAYS = (14, 45)  # after the last pass
PASSES_BEFORE_PROVE = 2  # at Try, without an explanation

WITH_NAMES = (
    "exercise__category",
    "exercise__role__category",
    "exercise__also_pending",
    "exercise__begin_with",
)


def start(user: User, exercise: Exercise, level: Level, state: str) -> Attempt | None:
    """Begin an attempt: fresh practice data with the exercise's preset. Other data is archived.

    None if another click has begun one since the user was read.
    """
    with transaction.atomic():
        waiting = User.objects.select_for_update(no_key=True).filter(pk=user.pk, sandbox=user.sandbox_id)
        if not waiting.values_list("pk"):
            return None
        user.start_over()
        sandbox = user.sandbox
        if sandbox is None:
            raise ValueError("Staff have no sandbox.")
        PRESETS[exercise.preset](user)
        attempt = Attempt.objects.create(
            trainee=user,
            exercise=exercise,
            version=exercise.version,
            level=level,
            state=state,
            sandbox=sandbox,
            began_at=sandbox.begin_now(),
            job_aid_version=load_data("job_aid.json")["version"],
        )
        # Only now: what the preset submits is no submission of the attempt.
        set_in_exercise(sandbox, True)
        if not user.has_practiced:
            User.objects.filter(pk=user.pk).update(has_practiced=True)
    return attempt


def set_in_exercise(sandbox: Sandbox, value: bool) -> None:
    """Let the coach appear on the pages of this sandbox, or no more."""
    Sandbox.objects.filter(pk=sandbox.pk).update(in_exercise=value)
    sandbox.in_exercise = value


def current_attempt(sandbox: Sandbox) -> Attempt | None:
    """The attempt that was begun in this sandbox, with the names that its sentences need.

    With `number` of its exercise among the active ones, and `total` of them. One query.
    """
    before = Exercise.objects.offered().filter(position__lt=OuterRef("exercise__position"))
    attempts = Attempt.objects.filter(sandbox=sandbox).select_related(*WITH_NAMES)
    return attempts.annotate(number=counted(before) + 1, total=counted(Exercise.objects.offered())).first()


def counted(queryset: QuerySet[Any]) -> Coalesce:
    """The number of rows, as a part of another query."""
    number = queryset.order_by().values(everything=F("pk") * 0).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


@receiver(transition_applied)
def grade_transition(
    sender: type[RoleRequest], role_request: RoleRequest, transition: Transition, **kwargs: Any
) -> None:
    """Compare what is pending after a submission or a withdrawal, in the transaction of that transition."""
    if transition in (Transition.SUBMITTED, Transition.WITHDRAWN) and role_request.sandbox.in_exercise:
        grade(role_request.sandbox)


def grade(sandbox: Sandbox) -> None:
    """Store how the pending requests of a sandbox compare with its exercise. A closed attempt stays."""
    # Two submissions at the same time are compared one after the other.
    attempt = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related(*WITH_NAMES)
        .filter(sandbox=sandbox)
        .first()
    )
    if attempt is None or attempt.is_closed:
        return
    pending = list(
        RoleRequest.objects.filter(sandbox=sandbox, status=Status.PENDING).select_related(
            "category", "role__category"
        )
    )
    request = judged_request(attempt, pending)
    results = results_of(attempt, request, pending) if request else []
    fits = all(each.fits for each in results)
    Attempt.objects.filter(pk=attempt.pk).update(
        # Everything was withdrawn: the attempt goes on.
        outcome="" if request is None else Outcome.FITS if fits else Outcome.DIFFERS,
        results=[each.as_dict() for each in results],
        request=request,
        ended_at=sandbox.now() if request else None,
        was_helped=attempt.level != Level.PROVE
        and (attempt.was_helped or not fits or was_explained(attempt)),
    )


def judged_request(attempt: Attempt, pending: list[RoleRequest]) -> RoleRequest | None:
    """The pending request to compare: one that fits, else the newest that the task does not keep."""
    exercise = attempt.exercise
    own = [each for each in pending if each.role_id != exercise.also_pending_id]
    own.sort(key=lambda each: each.pk, reverse=True)
    if exercise.goal == Goal.LEAVE:
        return own[0] if own else None
    fitting = [each for each in own if all(found.fits for found in compare(exercise, attempt.state, each))]
    return next(iter(fitting or own), None)


def results_of(attempt: Attempt, request: RoleRequest, pending: list[RoleRequest]) -> list[Result]:
    """All compared fields."""
    exercise = attempt.exercise
    if exercise.goal == Goal.LEAVE:
        return [compare_pending(exercise, None, pending)]
    results = compare(exercise, attempt.state, request)
    if exercise.begin_with_id:
        results.append(compare_way(exercise, request, way_of(attempt)))
    return [*results, compare_pending(exercise, request, pending)]


def way_of(attempt: Attempt) -> QuerySet[RequestEvent]:
    """What the trainee did in this attempt, in order."""
    return RequestEvent.objects.filter(sandbox=attempt.sandbox_id, at__gte=attempt.began_at)


def was_explained(attempt: Attempt) -> bool:
    """Whether the coach had something to explain: a category or role that the task does not need."""
    exercise = attempt.exercise
    fitting = {
        Transition.CATEGORY_CHOSEN: {str(exercise.category), str(exercise.begin_with)},
        Transition.ROLE_CHOSEN: {exercise.role.name if exercise.role else ""},
    }
    chosen = way_of(attempt).filter(transition__in=fitting)
    return any(each.words not in fitting[Transition(each.transition)] for each in chosen)


def finish_by_leaving(attempt: Attempt, result: Result, at: datetime) -> bool:
    """End an attempt whose task is to send nothing. False if a request was sent or it has ended."""
    return bool(
        Attempt.objects.filter(pk=attempt.pk, outcome="").update(
            outcome=Outcome.FITS, results=[result.as_dict()], ended_at=at
        )
    )


def recommended_level(attempts: Iterable[Attempt]) -> Level:
    """How much the coach helps next, by this trainee's attempts, newest first (practice.md 7).

    One pass at Show leads to Try, two passes at Try without an explanation to Prove. A Prove that differs
    leads back to Try.
    """
    ended = [each for each in attempts if each.outcome]
    if ended and ended[0].level == Level.PROVE:
        return Level.PROVE if ended[0].fits else Level.TRY
    passes = [each for each in ended if each.fits]
    alone = [each for each in passes if each.level == Level.TRY and not each.was_helped]
    if len(alone) >= PASSES_BEFORE_PROVE or any(each.level == Level.PROVE for each in passes):
        return Level.PROVE
    return Level.TRY if passes else Level.SHOW


def refresher(attempts: Iterable[Attempt], now: datetime) -> Attempt | None:
    """The pass to repeat: of the exercise that was passed longest ago; None if nothing is due."""
    last: dict[int, Attempt] = {}
    for each in attempts:  # newest first
        if each.is_pass:
            last.setdefault(each.exercise_id, each)
    passes = [each for each in last.values() if each.exercise.is_active and each.ended_at]
    newest = max((each.ended_at for each in passes if each.ended_at), default=None)
    if newest is None or not is_due(newest, now):
        return None
    return min(passes, key=lambda each: each.ended_at or now)


def is_due(last_pass: datetime, now: datetime) -> bool:
    """Whether a refresher is due after the last pass.

    By days, as the calendar file: it is due all day, also before the hour of the pass.
    """
    return localdate(now) >= localdate(last_pass) + timedelta(days=REFRESHER_DAYS[0])


def due_for_refresher(trainees: Sequence[User], now: datetime) -> list[tuple[User, datetime]]:
    """Who of these trainees should do an exercise again, with the time of the last pass. One query."""
    passes = Attempt.objects.filter(
        trainee__in=[user.pk for user in trainees],
        level=Level.PROVE,
        outcome=Outcome.FITS,
        exercise__is_active=True,
    )
    last = dict(passes.order_by().values_list("trainee").annotate(at=Max("ended_at")))
    return [(user, last[user.pk]) for user in trainees if user.pk in last and is_due(last[user.pk], now)]


def other_state(exercise: Exercise, last: str) -> str:
    """Another state of the exercise than in the last attempt, if it has one."""
    codes = exercise.state_codes
    if last not in codes:
        return exercise.first_state
    return codes[(codes.index(last) + 1) % len(codes)]
