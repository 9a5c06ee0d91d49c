"""Who practices, and where: users, their sandboxes, and classes of them."""

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
