"""Where people turned: the first selection of each trainee on each page of an exercise, counted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from accounts.models import User
from rolerequests.models import RequestEvent
from rolerequests.models.choices import Transition
from training.models import Attempt, Exercise

FEWEST = 3  # people; fewer are not shown singly
OTHERS = "Other selections"
PAGE_OF = {Transition.CATEGORY_CHOSEN: 1, Transition.ROLE_CHOSEN: 2, Transition.PAGE_SAVED: 3}


@dataclass(frozen=True)
class Selection:
    """What people selected first on a page."""

    words: str
    number: int
    of: int  # people who selected something there
    is_needed: bool


@dataclass(frozen=True)
class Turns:
    """The first selections on one page of an exercise, most frequent first."""

    exercise: Exercise
    page: int
    selections: list[Selection]


def turns_of(exercises: Sequence[Exercise], trainees: Collection[User]) -> list[Turns]:
    """The first selections of these trainees in their first attempts. Two queries."""
    attempts = Attempt.objects.filter(trainee__in=[each.pk for each in trainees], exercise__in=exercises)
    in_order = attempts.order_by("began_at", "pk").values_list("trainee", "exercise", "sandbox")
    first: dict[tuple[int, int], int] = {}
    for trainee, exercise, sandbox in in_order:
        first.setdefault((trainee, exercise), sandbox)
    counted = first_selections({sandbox: exercise for (_, exercise), sandbox in first.items()})
    return [
        Turns(exercise, page, list(shown(counter, needed_on(exercise, page))))
        for exercise in exercises
        for page in PAGE_OF.values()
        if (counter := counted[exercise.pk, page])
    ]


def first_selections(of_sandbox: Mapping[int, int]) -> dict[tuple[int, int], Counter[str]]:
    """How often each selection was the first one, by exercise and page.

    `of_sandbox` has the exercise of each attempt, by the key of its sandbox.
    """
    events = RequestEvent.objects.filter(
        sandbox__in=of_sandbox, transition__in=PAGE_OF, at__gte=F("sandbox__attempt__began_at")
    )
    counted: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    seen = set()
    for sandbox, transition, words in events.values_list("sandbox", "transition", "words"):
        page = PAGE_OF[Transition(transition)]
        if (sandbox, page) not in seen:
            seen.add((sandbox, page))
            counted[of_sandbox[sandbox], page][words] += 1
    return counted


def shown(counter: Counter[str], needed: str) -> Iterator[Selection]:
    """The selections of at least FEWEST people, and the sum of the others; nothing for fewer people."""
    total = counter.total()
    if total < FEWEST:
        return
    frequent = {words: number for words, number in counter.most_common() if number >= FEWEST}
    for words, number in frequent.items():
        yield Selection(words, number, total, words == needed)
    if rest := total - sum(frequent.values()):
        yield Selection(OTHERS, rest, total, is_needed=False)


def needed_on(exercise: Exercise, page: int) -> str:
    """What an exercise needs on page 1 or 2, in the words of an event; '' if that is not one selection."""
    needed = {1: exercise.begin_with or exercise.category, 2: exercise.role}.get(page)
    return needed.name if needed else ""
