"""All wrong selections that a trainee can make in an exercise: for its preview and for the catalog checks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rolerequests.catalog.checks import is_offered, roles_of
from rolerequests.models import CatalogEntry, UserCategory
from rolerequests.models.choices import SurveyorResponse
from rolerequests.models.us_states import STATE_NAMES, State
from training.models import Exercise, Field, Goal
from training.practice.grading import ANSWERS, NOTHING, Result


@dataclass(frozen=True)
class WrongSelection:
    """A selection that the exercise does not need, and its text on the page."""

    result: Result
    description: str = ""


def wrong_selections(exercise: Exercise, categories: Sequence[UserCategory]) -> Iterator[WrongSelection]:
    """The selections that trainees can make on the three pages. No query if roles are prefetched."""
    category, role = exercise.category, exercise.role
    if exercise.goal != Goal.SUBMIT or category is None or role is None:
        return
    offered = [each for each in categories if is_offered(each)]
    yield from others(Field.CATEGORY, category, offered)
    siblings = next((roles_of(each) for each in offered if each == category), [])
    yield from others(Field.ROLE, role, siblings)
    if role.asks_state:
        needed = STATE_NAMES.get(exercise.first_state, exercise.first_state)
        for state in State:
            if state not in exercise.state_codes:
                yield WrongSelection(Result(Field.STATE, state.label, needed, fits=False, key=state))
    if role.asks_organizations:
        needed = ", ".join(map(str, exercise.organizations.all()))
        yield WrongSelection(Result(Field.ORGANIZATIONS, NOTHING, needed, fits=False))
    if role.asks_surveyor and not exercise.response_expected:
        for answer in ANSWERS:
            label = SurveyorResponse(answer).label
            yield WrongSelection(Result(Field.RESPONSE, label, "Not answered", fits=False, key=answer))


def others(field: Field, needed: CatalogEntry, offered: Sequence[CatalogEntry]) -> Iterator[WrongSelection]:
    """The entries of a page that the exercise does not need."""
    for entry in offered:
        if entry != needed and is_offered(entry):
            result = Result(field, entry.name, needed.name, fits=False, key=entry.key)
            yield WrongSelection(result, entry.description)
