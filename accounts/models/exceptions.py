"""Why a class could not be changed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models.classes import TrainingClass
    from accounts.models.users import User


class ClassError(Exception):
    """Base class. The message is for the training lead."""


class ClassClosedError(ClassError):
    """An open class is needed."""

    def __init__(self, training_class: object) -> None:
        super().__init__(f"{training_class} is closed. Reopen it first.")


class ClassOpenError(ClassError):
    """A closed class is needed."""

    def __init__(self, training_class: object) -> None:
        super().__init__(f"{training_class} is open. Close it first.")


class ClassUsedError(ClassError):
    """The class cannot be deleted, because people did something in it."""

    def __init__(self, training_class: "TrainingClass") -> None:
        super().__init__(
            f"{training_class} was used: what people did in it is kept. Close and archive it instead."
        )


class ClassChangedError(ClassError):
    """Trainees were added after the page was opened."""

    def __init__(self, training_class: "TrainingClass") -> None:
        number = training_class.trainees().count()
        super().__init__(
            f"Trainees were added to {training_class} after you opened this page. It now has {number}. "
            "Check the list before you add more."
        )


class ClassDeletedError(ClassError):
    """The class was deleted after the page was opened."""

    def __init__(self, training_class: object) -> None:
        super().__init__(f"{training_class} was deleted. Nothing was changed.")


class InClassError(ClassError):
    """The trainee came to a class after the page was opened."""

    def __init__(self, user: "User") -> None:
        super().__init__(f"{user.user_id} is in a class by now. Nothing was changed.")


class NotInClassError(ClassError):
    """The trainee was moved or removed after the page was opened."""

    def __init__(self, training_class: "TrainingClass", user: "User") -> None:
        super().__init__(
            f"{user.name or user.user_id} is no longer in {training_class}. Nothing was changed."
        )


class WrongCodeError(ClassError):
    """The class has no class code, or another one."""
