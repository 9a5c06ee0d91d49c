"""The data of a request: fields, constraints, and the words that describe it."""

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from accounts.models import Sandbox
from rolerequests.models.catalog import Role, UserCategory
from rolerequests.models.choices import ENDED_STATUSES, OPEN_STATUSES, Status, SurveyorResponse
from rolerequests.models.organizations import Organization, in_words, organizations_of
from rolerequests.models.us_states import STATE_NAMES, State

SHOWN_ORGANIZATIONS = 3  # in lists; the others are "and 5 more"


class RequestData(models.Model):
    """Fields, constraints and words of a request.

    Whether the role is active depends on `effective_at` and `ended_at`, not on the status: in training a
    role is active at once *and* its request stays under Pending Requests (notes of sections 2, 3 and 4).
    """

    sandbox = models.ForeignKey(
        Sandbox,
        on_delete=models.PROTECT,
        related_name="role_requests",
        db_index=False,  # "requests_by_sandbox" serves
    )
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_requests"
    )
    category = models.ForeignKey(
        UserCategory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="role_requests",
        db_index=False,  # "requests_by_category" serves
    )
    role = models.ForeignKey(
        Role, on_delete=models.PROTECT, null=True, blank=True, related_name="role_requests"
    )
    state = models.CharField(max_length=2, choices=State, blank=True, default="")
    surveyor_response = models.CharField(
        "Are you a Surveyor?", max_length=4, choices=SurveyorResponse, blank=True, default=""
    )
    # Whether its role asked for organizations when it was submitted; the catalog may change later.
    for_organizations = models.BooleanField(default=False, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField("started")
    submitted_at = models.DateTimeField("submitted", null=True, blank=True)
    effective_at = models.DateTimeField("active since", null=True, blank=True)
    ended_at = models.DateTimeField("ended", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ("-submitted_at", "-pk")
        indexes = (
            # The order of the admin's list, with what its search reads; and this order for its filters.
            models.Index(
                fields=("submitted_at", "id", "role", "category", "requester", "sandbox"),
                condition=Q(submitted_at__isnull=False),
                name="requests_in_order",
            ),
            models.Index(fields=("status", "submitted_at", "id"), name="requests_by_status"),
            models.Index(fields=("category", "submitted_at", "id"), name="requests_by_category"),
            models.Index(fields=("state", "submitted_at", "id"), name="requests_by_state"),
            models.Index(fields=("sandbox", "submitted_at", "id"), name="requests_by_sandbox"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("sandbox", "requester", "role", "state"),
                condition=Q(status__in=OPEN_STATUSES, for_organizations=False),
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
                condition=Q(role=None) | Q(category__isnull=False), name="role_only_with_category"
            ),
            models.CheckConstraint(
                condition=Q(role__isnull=False) | Q(state="", surveyor_response=""),
                name="page_3_only_with_role",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED_STATUSES, ended_at__isnull=False)
                | (~Q(status__in=ENDED_STATUSES) & Q(ended_at__isnull=True)),
                name="ended_at_exactly_when_ended",
            ),
            models.CheckConstraint(
                condition=Q(effective_at=None) | Q(effective_at__gte=F("submitted_at")),
                name="effective_only_once_submitted",
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

    @property
    def reference(self) -> str:
        """The number that people use for this request, such as RR-00042."""
        return f"RR-{self.pk:05d}"

    @property
    def is_archived(self) -> bool:
        """Whether its requester has started over since. Join the requester to save a query."""
        return self.sandbox_id != self.requester.sandbox_id

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
        return STATE_NAMES.get(self.state, self.state) or "Not asked"

    @property
    def surveyor_words(self) -> str:
        """The response to the survey question. Skipped and untouched are shown alike (notes 2.6, 3.6)."""
        if self.surveyor_response in (SurveyorResponse.YES, SurveyorResponse.NO):
            return self.get_surveyor_response_display()
        asked = self.surveyor_response or not self.role or self.role.asks_surveyor
        return "Not answered" if asked else "Not asked"

    def organizations(self) -> list[Organization]:
        """The organizations that the request names, by name. One query if its role may ask for any."""
        asks = self.role is not None and bool(self.role.asks_organizations)
        if self.pk is None or not (asks or self.for_organizations):
            return []
        return organizations_of.all(role_request=self.pk)

    @cached_property
    def named_organizations(self) -> list[Organization]:
        """The organizations of a submitted request, loaded once."""
        return self.organizations()

    @property
    def first_organizations(self) -> list[Organization]:
        """Those that a list shows; `more_organizations` is the number of the others."""
        return self.named_organizations[:SHOWN_ORGANIZATIONS]

    @property
    def more_organizations(self) -> int:
        """How many organizations a list leaves out."""
        return max(0, len(self.named_organizations) - SHOWN_ORGANIZATIONS)

    def words(self, organizations: Collection[Organization] = ()) -> str:
        """The request as My Profile shows it now, for its events: roles can be renamed later."""
        words = str(self.role)
        if organizations:
            words += f" / Organizations: {in_words(organizations)}"
        if self.state:
            words += f" / State: {self.state_words}"
        if self.role and self.role.asks_surveyor:
            words += f" / Are you a Surveyor? {self.surveyor_words}"
        return words
