"""Each exercise, played from its own data at each level: right, and with its first wrong turn."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_states_of_practice import coach, expect_debrief, start_exercise
from tests.browser.sandboxes import Account
from tests.browser.server import ROOT
from tests.browser.trainee import Trainee

LEVELS = ("Show me", "Let me try", "Without help")
STATES = {
    **{"OH": "Ohio", "GA": "Georgia", "TN": "Tennessee", "GU": "Guam", "TX": "Texas", "MO": "Missouri"},
    **{"NV": "Nevada", "ME": "Maine", "KY": "Kentucky"},
}


def rows_of(name: str, model: str) -> list[dict[str, Any]]:
    """The fields of the rows of a fixture."""
    rows = json.loads((ROOT / "fixtures" / f"{name}.json").read_text())
    return [row["fields"] for row in rows if row["model"] == model]


CATEGORIES = {each["slug"]: each["name"] for each in rows_of("categories", "rolerequests.usercategory")}
ROLES = {(*each["category"], each["slug"]): each for each in rows_of("roles", "rolerequests.role")}
EXERCISES = rows_of("exercises", "training.exercise")
WRONG_TURNS = rows_of("exercises", "training.wrongturn")


class Player:
    """Plays one exercise."""

    def __init__(self, trainee: Trainee, exercise: dict[str, Any]) -> None:
        self.trainee = trainee
        self.exercise = exercise
        self.role = ROLES[tuple(exercise["role"])]
        self.category = CATEGORIES[exercise["category"][0]]

    def choose(self, name: str) -> None:
        self.trainee.select(name)
        self.trainee.next()

    def begin(self) -> None:
        """Open page 1; where the task says so, begin with another category and go back."""
        self.trainee.click("Request User Role")
        if first := self.exercise.get("begin_with"):
            self.choose(CATEGORIES[first[0]])
            self.trainee.previous()

    def finish(self, state: str) -> None:
        """Select role and page 3 of the task, with this state, and submit."""
        self.choose(self.role["name"])
        for (code,) in self.exercise.get("organizations", []):
            self.trainee.search(code.removeprefix("AO"))
            self.trainee.add()
        if self.role["asks_state"]:
            self.trainee.select_state(STATES[state])
        self.trainee.submit_request()
        expect(self.trainee.banner()).to_be_visible()

    def turn_wrong(self, turn: dict[str, Any]) -> None:
        """Take a wrong turn, and go back from it."""
        if turn["on"] == "category":
            self.choose(CATEGORIES[turn["category"][0]])
        else:
            self.choose(self.category)
            self.choose(ROLES[tuple(turn["role"])]["name"])

    def turn_wrong_and_right(self, level: str) -> None:
        """Take the first wrong turn, read what the coach says at this level, go back, and choose the category."""
        turn = first_wrong_turn(self.exercise["slug"])
        if not turn or self.exercise.get("begin_with"):
            self.choose(self.category)
            return
        self.turn_wrong(turn)
        said = turn["sentence"].split("{")[0].strip()
        if level == "Without help":
            expect(coach(self.trainee)).not_to_contain_text(said)
        else:
            expect(coach(self.trainee)).to_contain_text(said)
        self.trainee.previous()
        if turn["on"] == "category":
            self.choose(self.category)

    def expect_debrief(self, *, fits: bool) -> None:
        self.trainee.page.get_by_role("link", name="See how it went").click()
        expect_debrief(self.trainee)
        differs = self.trainee.page.get_by_role("cell", name="Differs", exact=True)
        expect(differs).to_have_count(0 if fits else 1)


def first_wrong_turn(slug: str) -> dict[str, Any] | None:
    """The first wrong turn of an exercise that names a category or a role of it."""
    turns = [each for each in WRONG_TURNS if each["exercise"] == [slug] and "occasion" not in each]
    return next((each for each in turns if "category" in each or "role" in each), None)


def first_state(exercise: dict[str, Any]) -> str:
    return str(exercise.get("states", "")[:2])


@pytest.fixture
def trainee_for(
    page: Page, qa_sandbox: Callable[[str], Account], subtests: pytest.Subtests
) -> Callable[[str], AbstractContextManager[Trainee]]:
    """A new trainee who plays at a level in a subtest, in the same tab as those before."""

    @contextmanager
    def trainee_for(level: str) -> Iterator[Trainee]:
        with subtests.test(level):
            trainee = Trainee(page, qa_sandbox("fresh"))
            trainee.restore_session()
            yield trainee

    return trainee_for


@pytest.mark.parametrize(
    "exercise", [each for each in EXERCISES if "role" in each], ids=lambda each: each["slug"]
)
def test_exercise_fits_after_its_first_wrong_turn(trainee_for, exercise: dict[str, Any]) -> None:
    for level in LEVELS:
        with trainee_for(level) as trainee:
            start_exercise(trainee, level, exercise["slug"])
            player = Player(trainee, exercise)
            player.begin()
            player.turn_wrong_and_right(level)
            player.finish(first_state(exercise))
            player.expect_debrief(fits=True)


def test_wrong_state_differs(trainee_for) -> None:
    (exercise,) = [each for each in EXERCISES if each["slug"] == "commuter"]
    for level in LEVELS:
        with trainee_for(level) as trainee:
            start_exercise(trainee, level, "commuter")
            player = Player(trainee, exercise)
            player.begin()
            player.choose(player.category)
            player.finish("KY")
            player.expect_debrief(fits=False)
            expect(trainee.page.get_by_role("main")).to_contain_text("You live there")


def test_exercise_is_left_without_sending(trainee_for) -> None:
    for level in LEVELS:
        with trainee_for(level) as trainee:
            start_exercise(trainee, level, "leave-without-sending")
            trainee.click("Request User Role")
            trainee.select("State Agency")
            trainee.next()
            trainee.previous()
            trainee.cancel()
            trainee.page.get_by_role("button", name="I left without sending: see how it went").click()
            expect_debrief(trainee)


def test_exercise_is_done_by_keyboard_without_javascript(qa_sandbox, new_context) -> None:
    account = qa_sandbox("fresh")
    context = new_context(
        storage_state=account.state, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    trainee = Trainee(context.new_page(), account)
    start_exercise(trainee, "Let me try")
    trainee.click("Request User Role")
    trainee.select("CMS")
    trainee.page.keyboard.press("Enter")
    expect(coach(trainee)).to_contain_text("You chose CMS")
    trainee.page.keyboard.press("Tab")  # the explanation has the focus: on into the page
    expect(trainee.radio("CMS View Only User")).to_be_focused()
