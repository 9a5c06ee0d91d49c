"""Models of the catalog, of requests and of their events."""

from rolerequests.models.catalog import Role, UserCategory
from rolerequests.models.catalog_entry import CatalogEntry
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
from rolerequests.models.requests import RoleRequest

__all__ = [
    "CatalogEntry",
    "IdenticalRequestError",
    "NotADraftError",
    "OrganizationsRequiredError",
    "RequestEvent",
    "Role",
    "RoleRequest",
    "SelectionChangedError",
    "SelectionDeletedError",
    "StateRequiredError",
    "TransitionError",
    "UserCategory",
]
