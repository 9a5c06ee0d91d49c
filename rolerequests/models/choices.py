"""Choices of a request's fields: status, transitions, and responses to the survey question."""

from dataclasses import dataclass

from django.db import models


class SurveyorResponse(models.TextChoices):
    """Responses to "Are you a Surveyor?" (Figures 4 and 9). An untouched question is ''."""

    YES = "yes", "Yes"
    NO = "no", "No"
    SKIP = "skip", "Skip Question"


class Status(models.TextChoices):
    """Statuses of a request. No page shows DRAFT. No transition leads to APPROVED or REJECTED yet."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    REMOVED = "removed", "Removed"
    LAPSED = "lapsed", "Lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"


STATUS_NAMES: dict[str, str] = dict(Status.choices)
OPEN_STATUSES = (Status.PENDING, Status.APPROVED)
ENDED_STATUSES = (Status.REJECTED, Status.REMOVED, Status.LAPSED, Status.WITHDRAWN)


class Transition(models.TextChoices):
    """Transitions of a request; each adds an event."""

    CATEGORY_CHOSEN = "category_chosen", "Category chosen"
    ROLE_CHOSEN = "role_chosen", "Role chosen"
    PAGE_SAVED = "page_saved", "Page 3 saved"
    ORGANIZATIONS_ADDED = "organizations_added", "Organizations added"
    ORGANIZATION_REMOVED = "organization_removed", "Organization removed"
    WENT_BACK = "went_back", "Previous selected"
    SUBMITTED = "submitted", "Submitted"
    WITHDRAWN = "withdrawn", "Withdrawn"


@dataclass(frozen=True)
class TransitionRule:
    """From which status a transition leads to which, and the fields that it sets to its time."""

    source: Status
    target: Status
    times: tuple[str, ...] = ()


TRANSITION_RULES = {
    Transition.CATEGORY_CHOSEN: TransitionRule(Status.DRAFT, Status.DRAFT),
    Transition.ROLE_CHOSEN: TransitionRule(Status.DRAFT, Status.DRAFT),
    Transition.PAGE_SAVED: TransitionRule(Status.DRAFT, Status.DRAFT),
    Transition.ORGANIZATIONS_ADDED: TransitionRule(Status.DRAFT, Status.DRAFT),
    Transition.ORGANIZATION_REMOVED: TransitionRule(Status.DRAFT, Status.DRAFT),
    Transition.WENT_BACK: TransitionRule(Status.DRAFT, Status.DRAFT),
    # In training a role is active as soon as its request is submitted (notes of sections 2, 3 and 4).
    Transition.SUBMITTED: TransitionRule(Status.DRAFT, Status.PENDING, ("submitted_at", "effective_at")),
    Transition.WITHDRAWN: TransitionRule(Status.PENDING, Status.WITHDRAWN, ("ended_at",)),
}
