"""Errors that the transitions of a request raise."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rolerequests.models.organizations import Organization
    from rolerequests.models.requests import RoleRequest


class TransitionError(Exception):
    """The transition is not possible in the current status."""


class NotADraftError(TransitionError):
    """The request is no longer a draft."""


class SelectionChangedError(TransitionError):
    """Another tab changed the category or role that the page showed."""


class SelectionDeletedError(TransitionError):
    """The selected category or role was deleted after the page showed it."""


class StateRequiredError(TransitionError):
    """The role asks for a state, and none is selected."""


class OrganizationsRequiredError(TransitionError):
    """The role requires organizations, and none is added."""


class OrganizationsChangedError(TransitionError):
    """Another tab added or removed organizations after the page showed them."""


class OrganizationClosedError(TransitionError):
    """Organizations that are closed cannot be requested: `closed`."""

    def __init__(self, closed: "Sequence[Organization]") -> None:
        super().__init__(closed)
        self.closed = closed


class TooManyOrganizationsError(TransitionError):
    """A request names MAX_ORGANIZATIONS at most."""


class IdenticalRequestError(TransitionError):
    """The requester already has an open request for the same role and state, or the same `organization`."""

    def __init__(self, existing: "RoleRequest", organization: "Organization | None" = None) -> None:
        super().__init__(existing)
        self.existing = existing
        self.organization = organization
