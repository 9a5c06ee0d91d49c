"""Who practices, and where: users, their sandboxes, and classes of them."""

from accounts.models.classes import ClassChanged, ClassClosed, TrainingClass
from accounts.models.sandboxes import Sandbox
from accounts.models.users import Credentials, TooManyIdentities, User

__all__ = [
    "ClassChanged",
    "ClassClosed",
    "Credentials",
    "Sandbox",
    "TooManyIdentities",
    "TrainingClass",
    "User",
]
