"""Choices of a request's fields: status, transitions, and responses to the survey question."""

from django.db import models


class SurveyorResponse(models.TextChoices):
    """Responses to "Are you a Surveyor?" (Figures 4 and 9). Skip Question and untouched are both ''."""

    YES = "yes", "Yes"
    NO = "no", "No"


class Status(models.TextChoices):
    """Statuses of a request. No page shows DRAFT. No transition leads to APPROVED or REJECTED yet."""

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
    """Transitions of a request; each adds an event."""

    CATEGORY_CHOSEN = "category_chosen", "Category chosen"
    ROLE_CHOSEN = "role_chosen", "Role chosen"
    SUBMITTED = "submitted", "Submitted"
    WITHDRAWN = "withdrawn", "Withdrawn"
