"""Pages of practice: the exercises, one exercise, the debrief, the record of a trainee. All are ours."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import AuthenticatedRequest, for_trainees, page
from accounts.models import User
from training.models import Assignment, Attempt, Exercise, Field, Goal, Level, Occasion, Turn
from training.models.placeholders import fill
from training.practice import attempts as life
from training.practice import sentences
from training.practice.calendar import calendar_of
from training.practice.coach import section_of, verdict
from training.practice.grading import Result, find, reason
from training.practice.rows import (
    current_of,
    following,
    next_of,
    own_attempts,
    passed_in,
    recommended_for,
    row_of,
    rows_for,
)


@page("Practice")
@require_safe
@for_trainees
def practice(request: AuthenticatedRequest) -> HttpResponse:
    """The list of exercises, each with its status."""
    attempts = own_attempts(request.user)
    rows = rows_for(attempts, Assignment.objects.of_trainee(request.user))
    of_class = [row for row in rows if row.assignment]
    sandbox = request.user.sandbox
    context = {
        "rows": rows,
        "of_class": of_class,
        "passed_of_class": passed_in(of_class),
        "others": [row for row in rows if not row.assignment],
        "next": next_of(rows),
        "refresher": life.refresher(attempts, sandbox.now()) if sandbox else None,
        "current": current_of(request.user, attempts),
        "passed": passed_in(rows),
    }
    return render(request, "training/practice/exercises.html", context)


@require_safe
@for_trainees
def first_exercise(request: AuthenticatedRequest) -> HttpResponse:
    """Redirect to the page of the first exercise, so that Welcome need not look it up."""
    first = Exercise.objects.offered().first()
    return redirect("exercise", first.slug) if first else redirect("practice")


def is_offered(user: User, slug: str) -> bool:
    """Whether there is an active exercise of this slug."""
    return Exercise.objects.offered().filter(slug=slug).exists()


def exercise_title(slug: str) -> str:
    """The title that links to an exercise show."""
    return "Exercise"


@page(exercise_title, is_own=is_offered)
@require_safe
@for_trainees
def exercise(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The page of an exercise: story, how much help, Start. `?refresher` tells another state's story."""
    attempts = own_attempts(request.user)
    row = row_of(attempts, slug, Assignment.objects.of_trainee(request.user))
    is_refresher = "refresher" in request.GET
    state = row.exercise.first_state
    if is_refresher and row.latest:
        state = life.other_state(row.exercise, row.latest.state)
    recommended = Level.PROVE if is_refresher else recommended_for(row, attempts)
    context = {
        "row": row,
        "exercise": row.exercise,
        "title": row.exercise.title_for(state),
        "task": row.exercise.task_for(state),
        "state": state,
        "levels": [(level, sentences.LEVELS[level], level == recommended) for level in Level],
        "section": section_of(row.exercise),
        "current": current_of(request.user, attempts),
        "sandbox_pk": request.user.sandbox_id,
    }
    return render(request, "training/practice/exercise.html", context)


@require_POST
@for_trainees
def start(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Start an exercise in fresh practice data. Sent twice, it starts once."""
    exercise = get_object_or_404(Exercise.objects.offered(), slug=slug)
    level, state = request.POST.get("level", ""), request.POST.get("state", "")
    if level not in Level.values:
        level = life.recommended_level(own_attempts(request.user))
    if state not in exercise.state_codes:
        state = exercise.first_state
    if request.POST.get("sandbox") == str(request.user.sandbox_id):
        life.start(request.user, exercise, Level(level), state)
    return redirect("welcome")


@require_POST
@for_trainees
def leave(request: AuthenticatedRequest) -> HttpResponse:
    """Leave the exercise. It can be continued while its practice data is the present one."""
    if request.user.sandbox and request.user.sandbox.in_exercise:
        life.set_in_exercise(request.user.sandbox, False)
        messages.info(request, sentences.LEFT)
    return redirect("practice")


@require_POST
@for_trainees
def resume(request: AuthenticatedRequest) -> HttpResponse:
    """Continue the exercise that was left."""
    sandbox = request.user.sandbox
    if sandbox and Attempt.objects.filter(sandbox=sandbox).exists():
        life.set_in_exercise(sandbox, True)
        return redirect("welcome")
    return redirect("practice")


@require_POST
@for_trainees
def finish(request: AuthenticatedRequest) -> HttpResponse:
    """End an exercise whose task is to leave without sending a request."""
    sandbox = request.user.sandbox
    attempt = life.current_attempt(sandbox) if sandbox else None
    if sandbox is None or attempt is None or attempt.exercise.goal != Goal.LEAVE:
        return redirect("practice")
    turn = "" if request.POST.get("left_by") == "cancel" else Turn.LEFT_OTHERWISE
    words = "Left by another way" if turn else "Cancel on page 1"
    result = Result(Field.WAY, words, "Cancel on page 1", fits=True, key=turn)
    life.finish_by_leaving(attempt, result, sandbox.now())
    return redirect("debrief", attempt.pk)


def is_own_attempt(user: User, pk: int) -> bool:
    """Whether the attempt in a URL is the user's own."""
    return Attempt.objects.filter(pk=pk, trainee=user).exists()


@page("How it went", is_own=is_own_attempt)
@require_safe
@for_trainees
def debrief(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What the task needed beside what was requested, why, and the way taken."""
    attempts = Attempt.objects.filter(trainee=request.user).select_related(*life.WITH_NAMES, "request")
    attempt = get_object_or_404(attempts, pk=pk)
    if not attempt.outcome:
        return redirect("exercise", attempt.exercise.slug)
    rows = rows_for(own_attempts(request.user), Assignment.objects.of_trainee(request.user))
    context = {**debrief_context(attempt), "next": following(rows, attempt.exercise), "is_own": True}
    return render(request, "training/practice/debrief.html", context)


def debrief_context(attempt: Attempt) -> dict[str, Any]:
    """What the debrief shows, for the trainee and for a training lead."""
    exercise = attempt.exercise
    words = exercise.words(attempt.state)
    results = [Result(**each) for each in attempt.results]
    turns = list(exercise.wrong_turns.select_related("category", "role__category"))
    reasons = []
    for result in results:
        note = result.key in Turn.values and find(turns, result.field, result.key, Occasion.SUBMITTED)
        if not result.fits or note:
            reasons.append((result.label, reason(turns, result, words)))
    return {
        "attempt": attempt,
        "exercise": exercise,
        "verdict": verdict(attempt),
        "results": results,
        "reasons": reasons,
        "way": list(life.way_of(attempt)),
        "in_iqies": fill(exercise.in_iqies, words),
        "slip": fill(exercise.slip, words),
        "sources": exercise.sources,
    }


@page("Your practice record")
@require_safe
@for_trainees
def practice_record(request: AuthenticatedRequest) -> HttpResponse:
    """What was passed when, by which version of the job aid. To print."""
    attempts = own_attempts(request.user)
    rows = [row for row in rows_for(attempts) if row.attempts]
    context = {"rows": rows, "passes": [each for each in attempts if each.is_pass], "attempts": attempts}
    return render(request, "training/practice/record.html", context)


@require_safe
@for_trainees
def refresher_calendar(request: AuthenticatedRequest) -> HttpResponse:
    """The dates of both refreshers as a calendar file. Raises Http404 before the first pass."""
    passed = [each.ended_at for each in own_attempts(request.user) if each.is_pass and each.ended_at]
    if not passed:
        raise Http404
    last = localdate(max(passed))
    days = [last + timedelta(days=number) for number in life.REFRESHER_DAYS]
    content = calendar_of(days, request.build_absolute_uri("/practice/"), uid=f"{request.user.pk}")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="iqies-practice.ics"'
    return response
