"""What the coach says on a page. It comes before `<main>`, which an exercise never changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Subquery
from django.http import HttpRequest

from accounts.models import Sandbox
from rolerequests.job_aid.data import load_data
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.models.choices import Transition
from rolerequests.wizard.steps import first_incomplete
from training.models import Attempt, Exercise, Field, Goal, Level, Occasion, Turn, WrongTurn
from training.models.placeholders import fill
from training.practice import sentences
from training.practice.attempts import counted, current_attempt
from training.practice.grading import Result, find, reason

# The pages with a coach, by the name of their URL.
WELCOME, PROFILE = "welcome", "my_profile"
STEPS = ("new_role_request", "step")
SILENT = ("search_organizations", "add_several", "withdraw", "start_over")
# Steps of the job aid on each page, by the end of their number in each section (2.4, 3.4, 4.4).
STEPS_ON = {"welcome": ("3",), "category": ("4",), "role": ("5",), "organizations": ("7", "8")}


@dataclass
class Coach:
    """The coach on one page. `says` is new to the trainee; `steps` are the job aid's next steps."""

    attempt: Attempt
    says: str = ""
    steps: list[tuple[str, str]] = field(default_factory=list)  # number and text
    why: str = ""
    is_open: bool = False  # whether the task is unfolded
    continue_url: str = ""
    may_finish: str = ""  # how the trainee left, if the task is to leave

    @property
    def section(self) -> dict[str, Any]:
        """The section of the job aid."""
        return section_of(self.attempt.exercise)


def section_of(exercise: Exercise) -> dict[str, Any]:
    """The section of the job aid that an exercise follows."""
    sections: list[dict[str, Any]] = load_data("job_aid.json")["sections"]
    return next(each for each in sections if each["number"] == exercise.section)


def coach_for(request: HttpRequest, context: Any) -> Coach | None:
    """The coach of a page; None where there is none. No query without an exercise, two at most with one."""
    user = getattr(request, "user", None)  # an error page may come before there is one
    sandbox: Sandbox | None = getattr(user, "sandbox", None)
    if sandbox is None or not sandbox.in_exercise or request.resolver_match is None:
        return None
    name = request.resolver_match.url_name
    if name not in (WELCOME, PROFILE, *STEPS, *SILENT):
        return None
    attempt = current_attempt(sandbox)
    if attempt is None:
        return None
    coach = Coach(attempt, is_open=name == WELCOME)
    if name == WELCOME:
        speak_on_welcome(coach, sandbox, left_by_cancel="cancel" in request.GET)
    elif name in STEPS and "step" in context:  # an error page has none
        speak_on_step(coach, context["step"].slug, context["role_request"], context["form"])
    return coach


def speak_on_welcome(coach: Coach, sandbox: Sandbox, *, left_by_cancel: bool) -> None:
    """The first step, the draft that waits, or the end of an exercise whose task is to leave."""
    attempt = coach.attempt
    if attempt.outcome:
        return
    if attempt.exercise.goal == Goal.LEAVE:
        coach.may_finish = "cancel" if left_by_cancel else Turn.LEFT_OTHERWISE
    drafts = RoleRequest.objects.drafts().filter(sandbox=sandbox).select_related("category", "role")
    draft = drafts.order_by("-pk").first()
    if draft and attempt.exercise.goal == Goal.SUBMIT:
        coach.says, coach.continue_url = sentences.CONTINUE, first_incomplete(draft).url(draft)
    elif attempt.level == Level.SHOW:
        show(coach, WELCOME)
    if not draft and not left_by_cancel and attempt.number == 1:  # type: ignore[attr-defined]
        coach.says = coach.says or sentences.BEGIN


def speak_on_step(coach: Coach, page: str, draft: RoleRequest, form: Any) -> None:
    """An explanation of what differs, or at Show the next step."""
    attempt, exercise = coach.attempt, coach.attempt.exercise
    if attempt.level == Level.PROVE or attempt.outcome:
        return
    if exercise.goal == Goal.LEAVE:
        if page == "category":
            if attempt.level == Level.SHOW:
                coach.why = sentences.SHOW_LEAVE
        else:
            coach.says = words_for(coach, Result(Field.WAY, "", "", False, Turn.LOOKS_FOR_CANCEL))
        return
    if form.has_error("__all__", "identical_request"):
        coach.says = words_for(coach, Result(Field.PENDING, "", "", False, Turn.REFUSED))
    elif page == "role" and draft.category and draft.category.pk == exercise.begin_with_id:
        if attempt.level == Level.SHOW:
            category = draft.category
            coach.says = words_for(coach, Result(Field.CATEGORY, category.name, "", True, category.key))
    elif page != "category" and (differs := what_differs(exercise, draft, page)):
        coach.says = words_for(coach, *differs)
    elif attempt.level == Level.SHOW:
        show(coach, page)
    if not coach.says and page == "role":
        coach.says = words_after_going_back(coach, draft)


def what_differs(exercise: Exercise, draft: RoleRequest, page: str) -> tuple[Result, str] | None:
    """The selection of an earlier page that the task does not need, and its text in the catalog."""
    category, role = draft.category, draft.role
    if category and category.pk != exercise.category_id:
        return (
            Result(Field.CATEGORY, category.name, str(exercise.category), False, category.key),
            category.description,
        )
    if page == "organizations" and category and role and exercise.role and role.pk != exercise.role_id:
        role.category = category  # saves a query
        return Result(Field.ROLE, role.name, exercise.role.name, False, role.key), role.description
    return None


def words_for(coach: Coach, result: Result, description: str = "") -> str:
    """The sentence for a difference; the second time it names what the task needs. One query."""
    attempt = coach.attempt
    chosen = RequestEvent.objects.filter(
        Q(transition=Transition.CATEGORY_CHOSEN) | Q(transition=Transition.ROLE_CHOSEN),
        sandbox=attempt.sandbox_id,
        words=result.selected,
    )
    turns = list(
        WrongTurn.objects.filter(exercise=attempt.exercise)
        .select_related("category", "role__category")
        .annotate(times=counted(chosen))
    )
    is_again = bool(turns) and turns[0].times > 1
    return explanation(attempt, turns, result, description, is_again=is_again)


def explanation(
    attempt: Attempt, turns: Iterable[WrongTurn], result: Result, description: str, *, is_again: bool
) -> str:
    """The sentence for a difference after Next. No query with the wrong turns and the exercise loaded."""
    occasion = Occasion.AGAIN if is_again else Occasion.CHOSEN
    said = reason(turns, result, attempt.exercise.words(attempt.state), occasion, description)
    own = find(turns, result.field, result.key, occasion)
    if (
        is_again
        and result.field in (Field.CATEGORY, Field.ROLE)
        and (own is None or own.occasion != occasion)
    ):
        said = said.rsplit("Select Previous", 1)[0].strip()
        said += fill(sentences.CHOOSE, {"needed": result.needed})
    return said


def words_after_going_back(coach: Coach, draft: RoleRequest) -> str:
    """What to say to a trainee who went back from a page 3 that fits; '' for all others."""
    exercise = coach.attempt.exercise
    if draft.role_id != exercise.role_id or not exercise.role or exercise.role.asks_state:
        return ""
    last = Subquery(
        RequestEvent.objects.filter(role_request=draft.pk).order_by("-pk").values("transition")[:1]
    )
    turn = exercise.wrong_turns.annotate(last=last).filter(value=Turn.LOOKS_FOR_STATE).first()
    if turn is None or turn.last != Transition.WENT_BACK:
        return ""
    return fill(turn.sentence, exercise.words(coach.attempt.state))


def show(coach: Coach, page: str) -> None:
    """The next steps in the words of the job aid, and one sentence why."""
    exercise, section = coach.attempt.exercise, coach.section
    numbers = [f"{section['number']}.{each}" for each in STEPS_ON[page]]
    coach.steps = [
        (each["number"], each["text"].split(" The **")[0].split(" See *")[0])
        for each in section["steps"]
        if each["number"] in numbers
    ]
    coach.why = fill(sentences.why_of(exercise, page), exercise.words(coach.attempt.state))


def verdict(attempt: Attempt) -> str:
    """One sentence for My Profile; '' before the first submission."""
    if not attempt.outcome:
        return ""
    words = attempt.exercise.words(attempt.state)
    if attempt.fits:
        sentence = sentences.LEFT_WELL if attempt.exercise.goal == Goal.LEAVE else sentences.FITS
        return fill(sentence, {"why": fill(attempt.exercise.why, words)})
    differing = sum(not each["fits"] for each in attempt.results)
    return fill(sentences.DIFFERS, {"count": sentences.count_of(differing)})
