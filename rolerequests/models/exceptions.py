"""Errors that the transitions of a request raise."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    """The role requires organizations, which the simulator does not support yet."""


class IdenticalRequestError(TransitionError):
    """The requester already has an open request for the same role and state: `existing`."""

    def __init__(self, existing: "RoleRequest") -> None:
        super().__init__(existing)
        self.existing = existing
