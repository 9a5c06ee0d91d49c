"""The preview of an exercise: its page, and what the coach says at each level, for right and wrong turns."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rolerequests.models import UserCategory
from rolerequests.models.us_states import State
from training.exercises.checks import with_everything
from training.exercises.selections import WrongSelection, wrong_selections
from training.models import Attempt, Exercise, Field, Goal, Level, Occasion, Outcome, Turn
from training.models.choices import TURNS
from training.models.placeholders import fill
from training.practice import sentences
from training.practice.coach import WELCOME, Coach, explanation, section_of, show, verdict
from training.practice.grading import Result, reason

PAGES = {
    WELCOME: "Welcome to iQIES",
    "category": "Page 1: Select a User Category",
    "role": "Page 2: Select a User Role",
    "organizations": "Page 3: Add Organizations",
}


@dataclass(frozen=True)
class PreviewedPage:
    """A page of the replica, and what the coach says there while all fits."""

    title: str
    coach: Coach


@dataclass(frozen=True)
class PreviewedTurn:
    """A wrong turn, and what is said: after Next, the second time, after Submit Request."""

    selection: str
    first: str
    again: str
    submitted: str
    is_own: bool  # whether the exercise itself has a sentence


@dataclass
class Preview:
    """All that the page shows. Nothing of it is stored."""

    attempt: Attempt
    pages: list[PreviewedPage] = field(default_factory=list)
    turns: list[tuple[str, list[PreviewedTurn]]] = field(default_factory=list)  # by the field they are on
    fits: str = ""
    differs: str = ""


def preview_page(request: HttpRequest, exercise: Exercise) -> HttpResponse:
    """The exercise at all three levels. Writes nothing."""
    exercise = with_everything(Exercise.objects.filter(pk=exercise.pk)).get()
    words = exercise.words(exercise.first_state)
    context = {
        "exercise": exercise,
        "task": exercise.task_for(exercise.first_state),
        "section": section_of(exercise),
        "levels": [(level, sentences.LEVELS[level]) for level in Level],
        "preview": preview_of(exercise),
        "texts": [
            (label, fill(text, words))
            for label, text in (
                ("Slip of the job aid", exercise.slip),
                ("In iQIES", exercise.in_iqies),
                ("Where this is from", exercise.sources),
            )
            if text
        ],
    }
    return render(request, "training/exercises/preview.html", context)


def preview_of(exercise: Exercise) -> Preview:
    """What the coach says in an exercise that is loaded with everything."""
    attempt = Attempt(exercise=exercise, state=exercise.first_state, level=Level.SHOW)
    preview = Preview(attempt)
    for page, title in PAGES.items() if exercise.goal == Goal.SUBMIT else ():
        coach = Coach(attempt)
        show(coach, page)
        preview.pages.append(PreviewedPage(title, coach))
    if exercise.goal == Goal.LEAVE:
        preview.pages.append(PreviewedPage(PAGES["category"], Coach(attempt, why=sentences.SHOW_LEAVE)))
    for on in Field:
        if turns := list(previewed_turns(attempt, on)):
            preview.turns.append((on.label, turns))
    attempt.outcome, attempt.results = Outcome.FITS, []
    preview.fits = verdict(attempt)
    attempt.outcome, attempt.results = Outcome.DIFFERS, [{"fits": False}]
    preview.differs = verdict(attempt)
    return preview


def previewed_turns(attempt: Attempt, on: Field) -> Iterator[PreviewedTurn]:
    """The wrong turns on one field. Of other states, that have no sentence of their own, one is enough."""
    exercise = attempt.exercise
    own = {each.selection for each in exercise.wrong_turns.all() if each.on == on}
    categories = list(UserCategory.objects.prefetch_related("roles")) if on not in TURNS else []
    is_shown = False
    for each in [*wrong_selections(exercise, categories), *other_turns(exercise)]:
        if each.result.field != on:
            continue
        is_specific = each.result.key in own
        if on == Field.STATE and not is_specific:
            if is_shown:
                continue
            is_shown = True
        yield previewed(attempt, each, is_own=is_specific or "" in own)


def previewed(attempt: Attempt, wrong: WrongSelection, *, is_own: bool) -> PreviewedTurn:
    """What is said about a wrong selection."""
    turns = list(attempt.exercise.wrong_turns.all())
    result, words = wrong.result, attempt.exercise.words(attempt.state)
    is_on_later_page = result.field in (Field.CATEGORY, Field.ROLE)
    first, again = (
        explanation(attempt, turns, result, wrong.description, is_again=is_again) if is_on_later_page else ""
        for is_again in (False, True)
    )
    submitted = reason(turns, result, words, Occasion.SUBMITTED, wrong.description)
    selection = Turn(result.key).label if result.key in Turn.values else result.selected
    return PreviewedTurn(selection, first, again, submitted, is_own)


def other_turns(exercise: Exercise) -> Iterator[WrongSelection]:
    """The wrong turns of the exercise that are no selection."""
    for turn in exercise.wrong_turns.all():
        if turn.on in TURNS:
            yield WrongSelection(Result(turn.on, "2", "1", fits=False, key=turn.value))
        elif turn.on == Field.STATE and turn.value in exercise.state_codes:
            yield WrongSelection(Result(turn.on, State(turn.value).label, "", fits=False, key=turn.value))
