"""Sentences of the coach that belong to no exercise. All are ours.

`{selected}` and `{needed}` are names, `{description}` is the text of what was selected.
"""

from training.models import Exercise
from training.models.choices import Field, Level, Turn

START_FIRST = "Start with exercise 1"  # the button on Welcome, which the log-in handout names
BEGIN = (
    "Mistakes are welcome here. Nothing reaches iQIES. When a choice does not fit, you will read "
    "why, and you can go back."
)
REFUSED = (
    "The page refused the request because the same one is pending. If it is the one that your "
    "task needs, you are done. If not, select Previous and choose again."
)
CONTINUE = "You began a request in this exercise. What you selected is saved."
FITS = "This is the request that your task needed. {why}"
LEFT_WELL = "You left without sending a request, as the task said. {why}"
DIFFERS = (
    "{count} from your task. The green banner only says that a request was sent. It does not say "
    "that it is the right one. See what differs, and why."
)
LEFT = "You left the exercise. It waits for you under Practice. Nothing counts against you."
CHOOSE = " Select Previous and choose {needed}."

COMPOSED = {
    Field.CATEGORY: (
        "You chose {selected}. Its text says: {description} Your task needs another category. Select "
        "Previous and look for the category of your employer."
    ),
    Field.ROLE: (
        "You chose {selected}. Its text says: {description} Select Previous and read the descriptions again."
    ),
    Field.STATE: "You selected {selected}. Your task names another state.",
    Field.ORGANIZATIONS: "You added {selected}. Your task names {needed}.",
    Field.RESPONSE: (
        "You answered the question. The job aid says: do not respond to this question. Leave it "
        "alone, or select Skip Question."
    ),
    Field.PENDING: "Your task needs another number of pending requests: {needed}.",
    Field.WAY: "You went another way than the task says.",
}
BY_TURN = {
    Turn.SECOND_REQUEST: (
        "{selected} requests are pending, and the task needed {needed}. Here you can withdraw the "
        "other. The job aid shows no way to take a request back, so look at page 3 once more before "
        "you submit."
    ),
    Turn.WITHDRAWN: "You took back a request that your task wants to keep. Start the exercise again.",
    Turn.SENT: "You sent a request. The task was to leave without sending.",
    Turn.NEVER_BEGUN: (
        "You went straight to the right category. Now try the way back: begin with the category that "
        "the task names, and use Previous."
    ),
    Turn.BEGAN_AGAIN: "You began again from Welcome to iQIES. That works too. Previous is the shorter way.",
    Turn.BROWSER_BACK: (
        "You used Back in the browser. It works here. The job aid shows Previous: that is the one to learn."
    ),
    Turn.LOOKS_FOR_CANCEL: (
        "There is no Cancel here. The job aid shows it on page 1 only. Select Previous until you are there."
    ),
    Turn.LEFT_OTHERWISE: (
        "You left by another way. Nothing was sent, so that works too. Cancel on page 1 is the way "
        "that the job aid shows."
    ),
}


def composed(field: str, key: str) -> str:
    """The sentence for a difference that the exercise has no own sentence for."""
    return BY_TURN[Turn(key)] if key in BY_TURN else COMPOSED[Field(field)]


# At Show: one sentence why, by page.

SHOW_LEAVE = "Select Cancel. It takes you back to Welcome to iQIES, and nothing is sent."
WHY = {
    "welcome": "This button opens the three pages of a request.",
    "category": "Page 1 asks for the category of your organization. In this task it is {category}.",
    "role": "Choose the role whose text fits the work. In this task it is {role}.",
}
WHY_BEGIN_WITH = "The task begins with {begin_with}. Select it here. On page 2, select Previous."
WHY_STATE = "The State menu asks where the role works. In this task it is {state}."
WHY_NOTHING = "Page 3 asks this role for no state."
WHY_ORGANIZATIONS = "Search for each organization that the task names, and add it."
WHY_NO_RESPONSE = " Do not answer the question below it."


def why_of(exercise: Exercise, page: str) -> str:
    """Why the next step is as it is, with placeholders."""
    role = exercise.role
    if exercise.begin_with_id and page == "category":
        return WHY_BEGIN_WITH
    if page != "organizations" or role is None:
        return WHY[page]
    asks_nothing = not (role.asks_state or role.asks_organizations)
    sentence = WHY_NOTHING if asks_nothing else WHY_STATE if role.asks_state else WHY_ORGANIZATIONS
    return sentence + (WHY_NO_RESPONSE if role.asks_surveyor else "")


def count_of(number: int) -> str:
    """How many things differ, at the beginning of a sentence."""
    return "One thing differs" if number == 1 else f"{number} things differ"


# How much the coach helps, on the page of an exercise.
LEVELS = {
    Level.SHOW: "The coach shows each step of the job aid.",
    Level.TRY: "The coach explains when something does not fit.",
    Level.PROVE: "The coach says nothing until the end. This is how you pass an exercise.",
}
