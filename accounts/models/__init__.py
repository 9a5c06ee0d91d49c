"""Users, sandboxes and training classes."""

from accounts.models.classes import ClassChangedError, ClassClosedError, TrainingClass
from accounts.models.sandboxes import Sandbox
from accounts.models.users import Credentials, TooManyAccountsError, User

__all__ = [
    "ClassChangedError",
    "ClassClosedError",
    "Credentials",
    "Sandbox",
    "TooManyAccountsError",
    "TrainingClass",
    "User",
]
