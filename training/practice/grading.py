"""Compares a request with what an exercise needs, field by field, and finds the sentence for a difference."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rolerequests.models import RoleRequest
from rolerequests.models.choices import SurveyorResponse, Transition
from rolerequests.models.events import RequestEvent
from rolerequests.models.us_states import State
from training.models import Exercise, Field, Occasion, Turn, WrongTurn
from training.models.placeholders import fill
from training.practice import sentences

ANSWERS = (SurveyorResponse.YES, SurveyorResponse.NO)
NOTHING = "Nothing"


@dataclass(frozen=True)
class Result:
    """A compared field: what was selected and needed, in words, and the key of the selection.

    The key is that of a catalog entry, the code of a state, a SurveyorResponse, or a Turn.
    """

    field: str
    selected: str
    needed: str
    fits: bool
    key: str = ""

    @property
    def label(self) -> str:
        return Field(self.field).label

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def compare(exercise: Exercise, state: str, request: RoleRequest) -> list[Result]:
    """Compare category, role and page 3 of a request with the exercise, for its state (code or '')."""
    category, role = request.category, request.role
    needed = exercise.role
    if category is None or role is None or needed is None:
        raise ValueError(
            "Only a submitted request can be compared, and only with an exercise that needs one."
        )
    results = [
        Result(
            Field.CATEGORY,
            category.name,
            str(exercise.category),
            category.pk == exercise.category_id,
            category.key,
        ),
        Result(Field.ROLE, role.name, needed.name, role.pk == needed.pk, role.key),
    ]
    if needed.asks_state or role.asks_state:
        wanted = state if needed.asks_state else ""
        results.append(
            Result(
                Field.STATE,
                State(request.state).label if request.state else "Not asked",
                State(wanted).label if wanted else "Not asked",
                request.state == wanted,
                request.state,
            )
        )
    if needed.asks_organizations or role.asks_organizations:
        results.append(compare_organizations(exercise, request))
    if needed.asks_surveyor or role.asks_surveyor:
        answered = request.surveyor_response in ANSWERS
        results.append(
            Result(
                Field.RESPONSE,
                request.surveyor_words,
                "Yes or No" if exercise.response_expected else "Not answered",
                answered == exercise.response_expected,
                request.surveyor_response if answered else "",
            )
        )
    return results


def compare_organizations(exercise: Exercise, request: RoleRequest) -> Result:
    """Compare the organizations that a request names. Two queries, unless they are loaded already."""
    needed = list(exercise.organizations.all())
    named = request.named_organizations
    return Result(
        Field.ORGANIZATIONS,
        ", ".join(map(str, named)) or NOTHING,
        ", ".join(map(str, needed)) or NOTHING,
        {each.pk for each in named} == {each.pk for each in needed},
    )


def compare_pending(exercise: Exercise, judged: RoleRequest | None, pending: Sequence[RoleRequest]) -> Result:
    """Compare the pending requests with what the exercise needs: its own, and the one that stays."""
    others = [each for each in pending if judged is None or each.pk != judged.pk]
    unneeded = [each for each in others if each.role_id != exercise.also_pending_id]
    is_kept = len(unneeded) < len(others)
    turn = ""
    if judged is None or exercise.role_id is None:
        turn = Turn.SENT if pending else ""
    elif exercise.also_pending_id and not is_kept:
        turn = Turn.WITHDRAWN
    elif unneeded:
        turn = Turn.SECOND_REQUEST
    needed = (exercise.role_id is not None) + (exercise.also_pending_id is not None)
    return Result(Field.PENDING, str(len(pending) or NOTHING), str(needed or NOTHING), not turn, turn)


def compare_way(exercise: Exercise, request: RoleRequest, events: Iterable[RequestEvent]) -> Result:
    """Compare the way to the request with the category that the task begins with.

    A second request and the browser's Back fit too: the debrief says that Previous is the shorter way.
    """
    first = str(exercise.begin_with)
    chosen = [
        each for each in events if each.transition == Transition.CATEGORY_CHOSEN and each.words == first
    ]
    own = [each for each in events if each.role_request_id == request.pk]
    went_back = any(each.transition == Transition.WENT_BACK for each in own)
    if not chosen:
        turn: str = Turn.NEVER_BEGUN
    elif all(each.role_request_id != request.pk for each in chosen):
        turn = Turn.BEGAN_AGAIN
    else:
        turn = "" if went_back else Turn.BROWSER_BACK
    return Result(
        Field.WAY,
        Turn(turn).label if turn else f"{first}, Previous, {request.category}",
        f"{first}, Previous, {exercise.category}",
        turn != Turn.NEVER_BEGUN,
        turn,
    )


def find(turns: Iterable[WrongTurn], on: str, key: str, occasion: Occasion) -> WrongTurn | None:
    """The wrong turn with a sentence for this selection; one about every other selection comes last."""
    matching = [each for each in turns if each.on == on and each.selection in (key, "")]
    usable = [each for each in matching if each.occasion in (occasion, Occasion.CHOSEN)]
    usable.sort(key=lambda each: (each.selection != key, each.occasion != occasion))
    return usable[0] if usable else None


def reason(
    turns: Iterable[WrongTurn],
    result: Result,
    words: dict[str, str],
    occasion: Occasion = Occasion.SUBMITTED,
    description: str = "",
) -> str:
    """Why a selection differs: the exercise's own sentence, or one that is composed. Never ''."""
    words = {**words, "selected": result.selected, "needed": result.needed, "description": description}
    turn = find(turns, result.field, result.key, occasion)
    return fill(turn.sentence if turn else sentences.composed(result.field, result.key), words)
