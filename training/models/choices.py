"""Choices of exercises and attempts."""

from django.db import models


class Goal(models.TextChoices):
    """What a trainee does in an exercise."""

    SUBMIT = "submit", "Submit the right request"
    LEAVE = "leave", "Leave on page 1 without sending a request"


class Level(models.TextChoices):
    """How much the coach helps."""

    SHOW = "show", "Show me"
    TRY = "try", "Let me try"
    PROVE = "prove", "Without help"


class Outcome(models.TextChoices):
    """How an attempt compares with what its task needs. An attempt without a request has ''."""

    FITS = "fits", "Fits"
    DIFFERS = "differs", "Differs"


class Field(models.TextChoices):
    """What is compared."""

    CATEGORY = "category", "Category"
    ROLE = "role", "Role"
    STATE = "state", "State"
    ORGANIZATIONS = "organizations", "Organizations"
    RESPONSE = "response", "Are you a Surveyor?"
    PENDING = "pending", "Pending requests"
    WAY = "way", "Way"


class Occasion(models.TextChoices):
    """When a sentence about a wrong turn is used."""

    CHOSEN = "chosen", "After Next, and where no other sentence fits"
    AGAIN = "again", "After Next, the second time"
    SUBMITTED = "submitted", "After Submit Request"


class Turn(models.TextChoices):
    """Wrong turns that are no selection: values of a wrong turn on `pending` or `way`."""

    SECOND_REQUEST = "second-request", "A request that the task does not need is pending"
    WITHDRAWN = "withdrawn", "The request that should stay pending was withdrawn"
    REFUSED = "refused", "Page 3 refused the request because the same one is pending"
    SENT = "sent", "A request was sent, and the task was to send none"
    NEVER_BEGUN = "never-begun", "The category to begin with was never chosen"
    BEGAN_AGAIN = "began-again", "A second request was begun, instead of going back with Previous"
    BROWSER_BACK = "browser-back", "Went back with the browser, not with Previous"
    LOOKS_FOR_CANCEL = "looks-for-cancel", "Went on to page 2 or 3, where there is no Cancel"
    LEFT_OTHERWISE = "left-otherwise", "Left by another way than Cancel"
    LOOKS_FOR_STATE = "looks-for-state", "Went back from page 3, which asks for no state"


# Those that belong to each of the two fields.
TURNS = {
    Field.PENDING: (Turn.SECOND_REQUEST, Turn.WITHDRAWN, Turn.REFUSED, Turn.SENT),
    Field.WAY: (
        Turn.NEVER_BEGUN,
        Turn.BEGAN_AGAIN,
        Turn.BROWSER_BACK,
        Turn.LOOKS_FOR_CANCEL,
        Turn.LEFT_OTHERWISE,
        Turn.LOOKS_FOR_STATE,
    ),
}
