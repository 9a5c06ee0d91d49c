"""Why a verb of a request is not carried out."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rolerequests.models.requests import RoleRequest


class TransitionError(Exception):
    """A verb that cannot be carried out now."""


class NotADraftError(TransitionError):
    """The request is no draft any more."""


class SelectionChangedError(TransitionError):
    """Another tab has given this draft another category or role than the page showed."""


class SelectionDeletedError(TransitionError):
    """The category or role that was chosen has been deleted since the page showed it."""


class StateRequiredError(TransitionError):
    """The role asks for a state and none was given."""


class OrganizationsRequiredError(TransitionError):
    """The role needs organizations, and adding them is not available yet."""


class IdenticalRequestError(TransitionError):
    """The requester has an open request for the same role and state: `existing`."""

    def __init__(self, existing: "RoleRequest") -> None:
        super().__init__(existing)
        self.existing = existing
