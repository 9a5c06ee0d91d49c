"""Role requests: drafts, transitions, and the constraints on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, Q, When

from accounts.models import Sandbox, User
from rolerequests.models.catalog import Role, UserCategory
from rolerequests.models.choices import ENDED_STATUSES, OPEN_STATUSES, Status, SurveyorResponse, Transition
from rolerequests.models.events import RequestEvent
from rolerequests.models.exceptions import (
    IdenticalRequestError,
    NotADraftError,
    OrganizationsRequiredError,
    SelectionChangedError,
    SelectionDeletedError,
    StateRequiredError,
    TransitionError,
)
from rolerequests.models.us_states import State


class RoleRequestQuerySet(models.QuerySet["RoleRequest"]):
    """Queries for requests. Views start from `owned_by`, so that each user sees only their own."""

    def owned_by(self, user: User) -> "RoleRequestQuerySet":
        """All requests of this user, including those in earlier sandboxes."""
        return self.filter(requester=user)

    def in_sandbox_of(self, user: User) -> "RoleRequestQuerySet":
        """The user's requests in their current sandbox."""
        return self.filter(requester=user, sandbox=user.sandbox_id)

    def drafts(self) -> "RoleRequestQuerySet":
        """Requests that are not submitted. No page lists them."""
        return self.filter(status=Status.DRAFT)

    def submitted(self) -> "RoleRequestQuerySet":
        """All but drafts."""
        return self.exclude(status=Status.DRAFT)


class RoleRequest(models.Model):
    """A request for one role. It is a draft until its requester submits it.

    Whether the role is active depends on `effective_at` and `ended_at`, not on the status: in training a
    role is active at once *and* its request stays under Pending Requests (notes of sections 2, 3 and 4).
    """

    sandbox = models.ForeignKey(Sandbox, on_delete=models.PROTECT, related_name="role_requests")
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_requests"
    )
    category = models.ForeignKey(
        UserCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="role_requests"
    )
    role = models.ForeignKey(
        Role, on_delete=models.PROTECT, null=True, blank=True, related_name="role_requests"
    )
    state = models.CharField(max_length=2, choices=State, blank=True, default="")
    surveyor_response = models.CharField(
        "Are you a Surveyor?", max_length=3, choices=SurveyorResponse, blank=True, default=""
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField("begun")
    submitted_at = models.DateTimeField("submitted", null=True, blank=True)
    effective_at = models.DateTimeField("active since", null=True, blank=True)
    ended_at = models.DateTimeField("ended", null=True, blank=True)

    objects = RoleRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-submitted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("sandbox", "requester", "role", "state"),
                condition=Q(status__in=OPEN_STATUSES),
                name="one_open_request_per_role_and_state",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT, submitted_at=None, effective_at=None)
                | (
                    ~Q(status=Status.DRAFT)
                    & Q(category__isnull=False, role__isnull=False, submitted_at__isnull=False)
                ),
                name="draft_or_complete",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED_STATUSES, ended_at__isnull=False)
                | (~Q(status__in=ENDED_STATUSES) & Q(ended_at__isnull=True)),
                name="ended_at_exactly_when_ended",
            ),
            models.CheckConstraint(
                condition=Q(effective_at=None) | Q(effective_at__gte=F("submitted_at")),
                name="in_force_only_once_submitted",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("submitted_at")),
                name="ended_only_once_submitted",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="status_is_known"),
            models.CheckConstraint(condition=Q(state__in=["", *State.values]), name="state_is_known"),
            models.CheckConstraint(
                condition=Q(surveyor_response__in=["", *SurveyorResponse.values]),
                name="surveyor_response_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.reference if self.pk else "new draft"

    @classmethod
    def begin(cls, requester: User) -> "RoleRequest":
        """Return a new, unsaved draft of this user. Raises ValueError for staff."""
        if requester.sandbox is None:
            raise ValueError("Staff have no sandbox, so they can't request a role.")
        return cls(sandbox=requester.sandbox, requester=requester, created_at=requester.sandbox.now())

    @property
    def reference(self) -> str:
        """The number that people use for this request, such as RR-00042."""
        return f"RR-{self.pk:05d}"

    @property
    def is_draft(self) -> bool:
        """Whether the wizard can still change it."""
        return self.status == Status.DRAFT

    @property
    def is_pending(self) -> bool:
        """Whether My Profile lists it under Pending Requests, where its owner can withdraw it."""
        return self.status == Status.PENDING

    @property
    def is_active_role(self) -> bool:
        """Whether its role is active: effective and not ended."""
        return self.effective_at is not None and self.ended_at is None

    @property
    def is_past(self) -> bool:
        """Whether My Profile lists it under Past requests."""
        return self.status in ENDED_STATUSES

    @property
    def state_words(self) -> str:
        """The state's name, or why there is none."""
        return self.get_state_display() or "Not asked"

    @property
    def surveyor_words(self) -> str:
        """The response to the survey question. Skipped and untouched are shown alike (notes 2.6, 3.6)."""
        if self.role and not self.role.asks_surveyor and not self.surveyor_response:
            return "Not asked"
        return self.get_surveyor_response_display() or "Not answered"

    def choose_category(self, category: UserCategory) -> None:
        """Save the selection of page 1 (steps 2.4, 3.4, 4.4). A different category clears the role.

        The first selection inserts the draft. Raises NotADraftError, SelectionDeletedError, or
        DoesNotExist if the draft was pruned.
        """
        with self._deleted_selection_as_error(category), transaction.atomic():
            if self.pk is None:
                self.category = category
                self.save(force_insert=True)
            else:
                same = Case(When(category=category, then=F("role")))
                if not self._update_draft(category=category, role=same):
                    self._raise_conflict()
                if self.category_id != category.pk:
                    self.role = None
                self.category = category
            self._add_event(Transition.CATEGORY_CHOSEN, category.name)

    def choose_role(self, role: Role) -> None:
        """Save the selection of page 2 (steps 2.5, 3.5, 4.5).

        Raises NotADraftError, SelectionChangedError, SelectionDeletedError, or DoesNotExist if the draft
        was pruned.
        """
        with self._deleted_selection_as_error(role), transaction.atomic():
            if not self._update_draft({"category": role.category_id}, role=role):
                self._raise_conflict()
            self.role = role
            self._add_event(Transition.ROLE_CHOSEN, role.name)

    def submit(self, shown_role_id: int | None, state: str = "", surveyor_response: str = "") -> None:
        """Submit the role that page 3 showed (steps 2.8, 3.7, 4.7). Submitting again is a success.

        `state` is a State code, or '' if the role asks for none; `surveyor_response` is a SurveyorResponse
        or ''. The role is active at once (notes of sections 2, 3 and 4). Raises SelectionChangedError,
        StateRequiredError, OrganizationsRequiredError, IdenticalRequestError, or DoesNotExist if the draft
        was pruned.
        """
        role = self.role
        if role is None or role.pk != shown_role_id:
            raise SelectionChangedError
        if role.asks_organizations:
            raise OrganizationsRequiredError
        if role.asks_state and state not in State.values:
            raise StateRequiredError
        selections = {
            "state": state if role.asks_state else "",
            "surveyor_response": surveyor_response if role.asks_surveyor else "",
        }
        now = self.sandbox.now()
        try:
            with transaction.atomic():
                submitted = self._update_draft(
                    {"role": role}, status=Status.PENDING, submitted_at=now, effective_at=now, **selections
                )
                if submitted:
                    self._set(status=Status.PENDING, submitted_at=now, effective_at=now, **selections)
                    self._add_event(Transition.SUBMITTED, self.words, now)
        except IntegrityError:
            existing = self._identical_request(selections["state"])
            if existing is None:
                raise
            raise IdenticalRequestError(existing) from None
        if not submitted:
            self.refresh_from_db(fields=["status", "role"])
            if self.is_draft:
                raise SelectionChangedError

    def withdraw(self) -> None:
        """End a pending request and its role. Withdrawing again is a success. Raises TransitionError."""
        now = self.sandbox.now()
        with transaction.atomic():
            withdrawn = RoleRequest.objects.filter(pk=self.pk, status=Status.PENDING).update(
                status=Status.WITHDRAWN, ended_at=now
            )
            if withdrawn:
                self._set(status=Status.WITHDRAWN, ended_at=now)
                self._add_event(Transition.WITHDRAWN, self.words, now)
        if not withdrawn:
            self.refresh_from_db(fields=["status", "ended_at"])
            if self.status != Status.WITHDRAWN:
                raise TransitionError

    @staticmethod
    @contextmanager
    def _deleted_selection_as_error(selection: UserCategory | Role) -> Iterator[None]:
        """Raise SelectionDeletedError if the commit fails because the selection was deleted."""
        try:
            yield
        except IntegrityError:
            if type(selection).objects.filter(pk=selection.pk).exists():
                raise
            raise SelectionDeletedError from None

    def _update_draft(self, only_if: dict[str, Any] | None = None, **values: Any) -> int:
        """Update the row if it is still a draft and meets `only_if`; returns 1 or 0 rows."""
        return RoleRequest.objects.filter(pk=self.pk, status=Status.DRAFT, **(only_if or {})).update(**values)

    def _raise_conflict(self) -> NoReturn:
        """After 0 rows: read the status again and say which conflict it was."""
        self.refresh_from_db(fields=["status"])
        raise SelectionChangedError if self.is_draft else NotADraftError

    def _identical_request(self, state: str) -> "RoleRequest | None":
        """The requester's open request for the same role and state."""
        return RoleRequest.objects.filter(
            sandbox=self.sandbox_id,
            requester=self.requester_id,
            role=self.role_id,
            state=state,
            status__in=OPEN_STATUSES,
        ).first()

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)

    @property
    def words(self) -> str:
        """The request as My Profile shows it now, for its event: roles can be renamed later."""
        words = str(self.role)
        if self.state:
            words += f" / State: {self.get_state_display()}"
        if self.role and self.role.asks_surveyor:
            words += f" / Are you a Surveyor? {self.surveyor_words}"
        return words

    def _add_event(self, transition: Transition, words: str, at: datetime | None = None) -> None:
        RequestEvent.objects.create(
            role_request=self,
            sandbox_id=self.sandbox_id,
            actor_id=self.requester_id,
            transition=transition,
            words=words,
            at=at or self.sandbox.now(),
        )
