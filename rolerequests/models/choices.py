"""The fixed choices of a request: its status, its transitions, and the responses to the survey question."""

from django.db import models


class SurveyorResponse(models.TextChoices):
    """Answers to "Are you a Surveyor?" (Figures 4 and 9). Skip Question and untouched are both ''."""

    YES = "yes", "Yes"
    NO = "no", "No"


class Status(models.TextChoices):
    """The life of a request. DRAFT is ours and never shown; what nobody can reach yet has its place."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    REMOVED = "removed", "Removed"
    LAPSED = "lapsed", "Lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN_STATUSES = (Status.PENDING, Status.APPROVED)
ENDED_STATUSES = (Status.REJECTED, Status.REMOVED, Status.LAPSED, Status.WITHDRAWN)


class Transition(models.TextChoices):
    """What can happen to a request; each writes an event."""

    CATEGORY_CHOSEN = "category_chosen", "Category chosen"
    ROLE_CHOSEN = "role_chosen", "Role chosen"
    SUBMITTED = "submitted", "Submitted"
    WITHDRAWN = "withdrawn", "Withdrawn"
