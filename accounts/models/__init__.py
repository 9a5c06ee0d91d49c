"""Users, sandboxes and training classes."""

from accounts.models.audit import AuditEntry
from accounts.models.classes import ClassChangedError, ClassClosedError, NotInClassError, TrainingClass
from accounts.models.sandboxes import Sandbox
from accounts.models.users import Credentials, TooManyAccountsError, User

__all__ = [
    "AuditEntry",
    "ClassChangedError",
    "ClassClosedError",
    "Credentials",
    "NotInClassError",
    "Sandbox",
    "TooManyAccountsError",
    "TrainingClass",
    "User",
]
