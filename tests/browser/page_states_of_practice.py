"""Page states of practice: the exercises, the coach, the verdict, the debrief, the record."""

from playwright.sync_api import Locator, expect

from tests.browser.page_states import SAGU, page_state
from tests.browser.trainee import Trainee

SLUG = "new-nurse-surveyor"


def start_exercise(trainee: Trainee, level: str, slug: str = SLUG) -> None:
    """Start an exercise at a level, by its page."""
    trainee.open(f"/practice/exercises/{slug}/")
    trainee.page.get_by_role("radio", name=level, exact=True).check()
    trainee.page.get_by_role("button", name="Start", exact=True).click()
    trainee.expect_page("Welcome to iQIES")


def coach(trainee: Trainee) -> Locator:
    """The region of the coach."""
    return trainee.page.get_by_role("region", name="Exercise ")


def expect_debrief(trainee: Trainee) -> None:
    """Wait until the debrief is open."""
    expect(trainee.page.get_by_role("heading", level=1)).to_contain_text("How it went: ")


def walk_exercise(trainee: Trainee, category: str, role: str, state: str) -> None:
    """Request a role from Welcome on."""
    trainee.click("Request User Role")
    trainee.select(category)
    trainee.next()
    trainee.select(role)
    trainee.next()
    trainee.select_state(state)
    trainee.submit_request()
    expect(trainee.banner()).to_be_visible()


@page_state("practice", "fresh")
def practice(trainee: Trainee) -> None:
    trainee.open("/practice/")


@page_state("exercise", "fresh")
def exercise(trainee: Trainee) -> None:
    trainee.open(f"/practice/exercises/{SLUG}/")


@page_state("exercise begun", "fresh", own_sandbox=True)
def exercise_begun(trainee: Trainee) -> None:
    start_exercise(trainee, "Show me")


@page_state("exercise left", "fresh", own_sandbox=True)
def exercise_left(trainee: Trainee) -> None:
    start_exercise(trainee, "Let me try")
    trainee.page.get_by_role("button", name="Leave the exercise").click()
    trainee.expect_page("Practice")


@page_state("step 1, coach silent", "fresh", own_sandbox=True)
def step_1_with_a_silent_coach(trainee: Trainee) -> None:
    start_exercise(trainee, "Without help")
    trainee.open("/role-requests/new/")


@page_state("step 2, coach explains", "fresh", own_sandbox=True)
def step_2_with_an_explanation(trainee: Trainee) -> None:
    start_exercise(trainee, "Let me try")
    trainee.start_request("CMS")
    expect(coach(trainee)).to_contain_text("You chose CMS")


@page_state("step 3, coach shows", "fresh", own_sandbox=True)
def step_3_with_steps_of_the_job_aid(trainee: Trainee) -> None:
    start_exercise(trainee, "Show me")
    trainee.start_request("State Agency", SAGU)
    expect(coach(trainee)).to_contain_text("2.7")


@page_state("my profile, exercise differs", "fresh", own_sandbox=True)
def my_profile_exercise_differs(trainee: Trainee) -> None:
    start_exercise(trainee, "Let me try")
    walk_exercise(trainee, "State Agency", SAGU, "Kentucky")


@page_state("debrief, differs", "fresh", own_sandbox=True)
def debrief_differs(trainee: Trainee) -> None:
    my_profile_exercise_differs(trainee)
    trainee.page.get_by_role("link", name="See how it went").click()
    expect_debrief(trainee)


@page_state("debrief, fits", "fresh", own_sandbox=True)
def debrief_fits(trainee: Trainee) -> None:
    start_exercise(trainee, "Without help")
    walk_exercise(trainee, "State Agency", SAGU, "Ohio")
    trainee.page.get_by_role("link", name="See how it went").click()
    expect_debrief(trainee)


@page_state("practice, passed", "fresh", own_sandbox=True)
def practice_passed(trainee: Trainee) -> None:
    debrief_fits(trainee)
    trainee.open("/practice/")


@page_state("practice record", "fresh", own_sandbox=True)
def practice_record(trainee: Trainee) -> None:
    debrief_fits(trainee)
    trainee.open("/practice/record/")


@page_state("practice record, empty", "fresh")
def practice_record_empty(trainee: Trainee) -> None:
    trainee.open("/practice/record/")


@page_state("welcome, leave without sending", "fresh", own_sandbox=True)
def welcome_leave_without_sending(trainee: Trainee) -> None:
    start_exercise(trainee, "Let me try", "leave-without-sending")
    trainee.click("Request User Role")
    trainee.cancel()
    trainee.expect_page("Welcome to iQIES")


@page_state("welcome, next exercise", "fresh", own_sandbox=True)
def welcome_next_exercise(trainee: Trainee) -> None:
    debrief_fits(trainee)
    trainee.open("/practice/")
    trainee.open("/start-over/")
    trainee.page.get_by_role("button", name="Start over", exact=True).click()
    trainee.expect_page("Welcome to iQIES")
