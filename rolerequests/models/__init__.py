"""Models of the catalog, of requests and of their events."""

from rolerequests.models.catalog import Role, UserCategory
from rolerequests.models.catalog_entry import CatalogEntry
from rolerequests.models.events import RequestEvent
from rolerequests.models.exceptions import (
    IdenticalRequestError,
    NotADraftError,
    OrganizationClosedError,
    OrganizationsChangedError,
    OrganizationsRequiredError,
    SelectionChangedError,
    SelectionDeletedError,
    StateRequiredError,
    TooManyOrganizationsError,
    TransitionError,
)
from rolerequests.models.organizations import MAX_ORGANIZATIONS, Organization, RequestedOrganization
from rolerequests.models.requests import RoleRequest

__all__ = [
    "MAX_ORGANIZATIONS",
    "CatalogEntry",
    "IdenticalRequestError",
    "NotADraftError",
    "Organization",
    "OrganizationClosedError",
    "OrganizationsChangedError",
    "OrganizationsRequiredError",
    "RequestEvent",
    "RequestedOrganization",
    "Role",
    "RoleRequest",
    "SelectionChangedError",
    "SelectionDeletedError",
    "StateRequiredError",
    "TooManyOrganizationsError",
    "TransitionError",
    "UserCategory",
]
