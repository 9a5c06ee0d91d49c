"""The catalogue (what can be asked for) and the requests (what was)."""

from rolerequests.models.catalog import AnyAnswer, Role, UserCategory
from rolerequests.models.events import RequestEvent
from rolerequests.models.exceptions import (
    AnswerChanged,
    AnswerGone,
    IdenticalRequest,
    NotADraft,
    OrganizationsNeeded,
    RequestRefused,
    StateNeeded,
)
from rolerequests.models.requests import RoleRequest

__all__ = [
    "AnswerChanged",
    "AnswerGone",
    "AnyAnswer",
    "IdenticalRequest",
    "NotADraft",
    "OrganizationsNeeded",
    "RequestEvent",
    "RequestRefused",
    "Role",
    "RoleRequest",
    "StateNeeded",
    "UserCategory",
]
