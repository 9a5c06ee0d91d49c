"""Role requests: how they are found, and the transitions of the wizard."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import IntegrityError, models, transaction
from django.db.models import Case, F, OuterRef, Subquery, Value, When

from accounts.models import User
from rolerequests.models.catalog import Role, UserCategory
from rolerequests.models.choices import OPEN_STATUSES, STATUS_NAMES, Status, Transition
from rolerequests.models.events import RequestEvent
from rolerequests.models.exceptions import (
    IdenticalRequestError,
    OrganizationsChangedError,
    SelectionChangedError,
    SelectionDeletedError,
    StateRequiredError,
    TransitionError,
)
from rolerequests.models.request_organizations import OrganizationsMixin
from rolerequests.models.us_states import STATE_NAMES


class RoleRequestQuerySet(models.QuerySet["RoleRequest"]):
    """Queries for requests. Views start from `owned_by`, so that each user sees only their own."""

    def owned_by(self, user: User) -> "RoleRequestQuerySet":
        """All requests of this user, including those in earlier sandboxes."""
        return self.filter(requester=user)

    def with_last_event(self) -> "RoleRequestQuerySet":
        """Read the time of the last event with each, so that a transition needs no query for it."""
        events = RequestEvent.objects.filter(role_request=OuterRef("pk")).order_by("-pk")
        return self.annotate(last_event_at=Subquery(events.values("at")[:1]))

    def drafts(self) -> "RoleRequestQuerySet":
        """Requests that are not submitted. No page lists them."""
        return self.filter(status=Status.DRAFT)

    def submitted(self) -> "RoleRequestQuerySet":
        """All but drafts, by the condition of an index; a constraint makes it the same."""
        return self.filter(submitted_at__isnull=False)


class RoleRequest(OrganizationsMixin):
    """A request for one role. It is a draft until its requester submits it."""

    objects = RoleRequestQuerySet.as_manager()

    class Meta(OrganizationsMixin.Meta):
        abstract = False

    # Instead of those that Django adds: they look through all choices each time.

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        return STATE_NAMES.get(self.state, self.state)

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        return STATUS_NAMES.get(self.status, self.status)

    @classmethod
    def begin(cls, requester: User) -> "RoleRequest":
        """Return a new, unsaved draft of this user. Raises ValueError for staff."""
        if requester.sandbox is None:
            raise ValueError("Staff have no sandbox, so they can't request a role.")
        return cls(sandbox=requester.sandbox, requester=requester, created_at=requester.sandbox.now())

    def choose_category(self, category: UserCategory, *, actor: User) -> None:
        """Save the selection of page 1 (steps 2.4, 3.4, 4.4). A different category clears pages 2 and 3.

        The first selection inserts the draft. Raises NotADraftError, SelectionDeletedError, or
        DoesNotExist if the draft was pruned.
        """
        kept: dict[str, Any] = {}
        if self.pk is not None:
            kept = {
                "role": Case(When(category=category, then=F("role"))),
                "state": Case(When(category=category, then=F("state")), default=Value("")),
                "surveyor_response": Case(
                    When(category=category, then=F("surveyor_response")), default=Value("")
                ),
            }
        with self._deleted_selection_as_error(category):
            if not self.apply_transition(
                Transition.CATEGORY_CHOSEN, actor=actor, words=category.name, category=category, **kept
            ):
                self._raise_conflict()

    def choose_role(self, role: Role, *, actor: User) -> None:
        """Save the selection of page 2 (steps 2.5, 3.5, 4.5), and drop what page 3 does not ask for it.

        Raises NotADraftError, SelectionChangedError, SelectionDeletedError, or DoesNotExist if the draft
        was pruned.
        """
        dropped = {} if role.asks_state else {"state": ""}
        dropped |= {} if role.asks_surveyor else {"surveyor_response": ""}
        requires = {"category": role.category_id}
        with self._deleted_selection_as_error(role):
            if not self.apply_transition(
                Transition.ROLE_CHOSEN, actor=actor, words=role.name, requires=requires, role=role, **dropped
            ):
                self._raise_conflict()

    def save_page(
        self, shown_role_id: int | None, *, state: str, surveyor_response: str, actor: User
    ) -> None:
        """Save the selections of page 3 (steps 2.7, 2.6 and 3.6) for the role that it showed.

        `state` is a State code or '', `surveyor_response` a SurveyorResponse or ''. What the role does not
        ask is not saved. Raises NotADraftError, SelectionChangedError, or DoesNotExist if the draft was
        pruned.
        """
        role = self._shown_role(shown_role_id)
        selections = {
            "state": state if role.asks_state else "",
            "surveyor_response": surveyor_response if role.asks_surveyor else "",
        }
        changed = self._with(**selections)
        if (changed.state, changed.surveyor_response) == (self.state, self.surveyor_response):
            return
        if not self.apply_transition(
            Transition.PAGE_SAVED, actor=actor, words=changed.words(), requires={"role": role}, **selections
        ):
            self._raise_conflict()

    def go_back(self, page: int, *, actor: User) -> None:
        """Record that Previous was selected on this page. Nothing if the request is no draft any more."""
        self.apply_transition(Transition.WENT_BACK, actor=actor, words=f"on page {page}")

    def submit(
        self, shown_role_id: int | None, *, actor: User, shown_organizations: Collection[int] = ()
    ) -> None:
        """Submit the role and the selections that page 3 showed (steps 2.8, 3.7, 4.7).

        `shown_organizations` are the pks of the organizations that it showed. Submitting again is a
        success. Raises SelectionChangedError, StateRequiredError, OrganizationsRequiredError,
        OrganizationsChangedError, OrganizationClosedError, IdenticalRequestError, or DoesNotExist if the
        draft was pruned.
        """
        shown = {
            "role": self._shown_role(shown_role_id),
            "state": self.state,
            "surveyor_response": self.surveyor_response,
        }
        self._require_selections()
        try:
            submitted = self._submit_shown(shown, shown_organizations, actor)
        except IntegrityError:
            self._require_no_identical_request()
            raise
        if not submitted:
            self.refresh_from_db(
                fields=["status", "submitted_at", "effective_at", "ended_at", "for_organizations", *shown]
            )
            if self.is_draft:
                raise SelectionChangedError

    def _submit_shown(self, shown: dict[str, Any], shown_organizations: Collection[int], actor: User) -> bool:
        """Submit what the page showed. The row is locked before its organizations are compared."""
        role = cast(Role, shown["role"])
        if not role.asks_organizations:
            return self.apply_transition(
                Transition.SUBMITTED, actor=actor, words=self.words(), requires=shown, for_organizations=False
            )
        with transaction.atomic():
            if not self._row(status=Status.DRAFT, **shown).update(status=Status.DRAFT):
                return False
            organizations = self.organizations()
            if {each.pk for each in organizations} != set(shown_organizations):
                raise OrganizationsChangedError
            self._require_open(organizations)
            words = self.words(organizations)
            self.apply_transition(Transition.SUBMITTED, actor=actor, words=words, for_organizations=True)
        return True

    def check_submittable(self) -> None:
        """Raise the error that submitting would raise for the selections as they are now."""
        self._require_selections()
        if self.role and self.role.asks_organizations:
            self._require_open(self.organizations())
        self._require_no_identical_request()

    def withdraw(self, *, actor: User) -> None:
        """End a pending request and its role. Withdrawing again is a success. Raises TransitionError."""
        if self.submitted_at is None:
            self.refresh_from_db()  # another tab may have submitted it: its time and words are needed
        if not self.apply_transition(
            Transition.WITHDRAWN, actor=actor, words=self.words(self.organizations())
        ):
            self.refresh_from_db(fields=["status", "ended_at"])
            if self.status != Status.WITHDRAWN:
                raise TransitionError

    def _shown_role(self, shown_role_id: int | None) -> Role:
        """The draft's role, if it is the one that page 3 showed. Raises SelectionChangedError."""
        if self.role is None or self.role.pk != shown_role_id:
            raise SelectionChangedError
        return self.role

    def _require_selections(self) -> None:
        """Raise SelectionChangedError or StateRequiredError."""
        if self.role is None:
            raise SelectionChangedError
        if self.role.asks_state and not self.state:
            raise StateRequiredError

    def _require_no_identical_request(self) -> None:
        """Raise IdenticalRequestError if the requester has an open request for the same.

        The same is the role and state, or the role and one of the organizations.
        """
        if self.role and self.role.asks_organizations:
            self._require_no_identical_organization()
            return
        existing = RoleRequest.objects.filter(
            sandbox=self.sandbox_id,
            requester=self.requester_id,
            role=self.role_id,
            state=self.state,
            status__in=OPEN_STATUSES,
            for_organizations=False,
        ).first()
        if existing:
            raise IdenticalRequestError(existing)

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
