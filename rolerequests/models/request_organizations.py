"""The organizations that a request names: added and removed while it is a draft, checked when submitted."""

from collections.abc import Collection, Iterable

from django.db import models, transaction

from accounts.models import User
from rolerequests.models.catalog import Role
from rolerequests.models.choices import Transition
from rolerequests.models.exceptions import (
    IdenticalRequestError,
    OrganizationClosedError,
    OrganizationsRequiredError,
    SelectionChangedError,
    TooManyOrganizationsError,
)
from rolerequests.models.organizations import MAX_ORGANIZATIONS, Organization, RequestedOrganization, in_words
from rolerequests.models.transitions import TransitionMixin


class OrganizationsMixin(TransitionMixin):
    """Organizations of a request."""

    class Meta(TransitionMixin.Meta):
        abstract = True

    def add_organizations(self, organizations: Iterable[Organization], *, actor: User) -> list[Organization]:
        """Add these organizations to the draft. Returns those that it did not name yet.

        Raises NotADraftError, SelectionChangedError (also for an organization of another group than the
        role asks for), OrganizationClosedError, TooManyOrganizationsError, or DoesNotExist.
        """
        role = self._role_with_organizations()
        with transaction.atomic():
            self._lock_draft(role)
            named = set(self._named().values_list("organization", flat=True))
            wanted = Organization.objects.filter(pk__in=[each.pk for each in organizations])
            new = [each for each in wanted if each.pk not in named]
            if any(each.group != role.asks_organizations for each in new):
                raise SelectionChangedError
            if closed := [each for each in new if not each.is_open]:
                raise OrganizationClosedError(closed)
            if len(named) + len(new) > MAX_ORGANIZATIONS:
                raise TooManyOrganizationsError
            if new:
                RequestedOrganization.objects.bulk_create(
                    RequestedOrganization(
                        role_request_id=self.pk,
                        organization=each,
                        requester_id=self.requester_id,
                        sandbox_id=self.sandbox_id,
                    )
                    for each in new
                )
                words = in_words(new)
                self.apply_transition(Transition.ORGANIZATIONS_ADDED, actor=actor, words=words)
        return new

    def remove_organization(self, organization: Organization, *, actor: User) -> bool:
        """Remove it from the draft. Returns whether the draft named it.

        Raises NotADraftError, SelectionChangedError, or DoesNotExist.
        """
        with transaction.atomic():
            self._lock_draft(self._role_with_organizations())
            removed, _ = self._named().filter(organization=organization).delete()
            if removed:
                words = in_words([organization])
                self.apply_transition(Transition.ORGANIZATION_REMOVED, actor=actor, words=words)
        return bool(removed)

    @staticmethod
    def _require_open(organizations: Collection[Organization]) -> None:
        """Raise OrganizationsRequiredError or OrganizationClosedError."""
        if not organizations:
            raise OrganizationsRequiredError
        if closed := [each for each in organizations if not each.is_open]:
            raise OrganizationClosedError(closed)

    def _require_no_identical_organization(self) -> None:
        """Raise IdenticalRequestError for an organization of an open request for the same role."""
        named = self._named().values("organization")
        line = (
            RequestedOrganization.objects.filter(
                sandbox=self.sandbox_id,
                requester=self.requester_id,
                role=self.role_id,
                organization__in=named,
                is_open=True,
            )
            .select_related("role_request", "organization")
            .first()
        )
        if line:
            raise IdenticalRequestError(line.role_request, line.organization)

    def _named(self) -> models.QuerySet[RequestedOrganization]:
        return RequestedOrganization.objects.filter(role_request=self.pk)

    def _role_with_organizations(self) -> Role:
        """The draft's role. Raises SelectionChangedError if it asks for no organizations."""
        if self.role is None or not self.role.asks_organizations:
            raise SelectionChangedError
        return self.role
