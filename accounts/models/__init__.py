"""Users, sandboxes and training classes."""

from accounts.models.agency_accounts import AgencyAccount
from accounts.models.audit import AuditEntry
from accounts.models.classes import TrainingClass
from accounts.models.exceptions import (
    ClassChangedError,
    ClassClosedError,
    ClassDeletedError,
    ClassError,
    NotInClassError,
    WrongCodeError,
)
from accounts.models.kept_passwords import KeptPassword
from accounts.models.sandboxes import Sandbox
from accounts.models.user_manager import Credentials, TooManyAccountsError
from accounts.models.users import User

__all__ = [
    "AgencyAccount",
    "AuditEntry",
    "ClassChangedError",
    "ClassClosedError",
    "ClassDeletedError",
    "ClassError",
    "Credentials",
    "KeptPassword",
    "NotInClassError",
    "Sandbox",
    "TooManyAccountsError",
    "TrainingClass",
    "User",
    "WrongCodeError",
]
