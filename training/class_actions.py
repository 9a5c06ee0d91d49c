"""What a training lead can do to a class, to all of its trainees or to one. Each action asks first."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.audit_log import Action
from accounts.lockout import unlock
from accounts.models import Credentials, TrainingClass, User


@dataclass(frozen=True)
class ClassAction:
    """An action with its confirmation page. {target} is the class, "all 20 trainees", or one trainee."""

    question: str
    consequence: str
    button: str
    success: str  # the message afterwards; '' if the log-in handout is shown
    audit_action: Action
    apply: Callable[[TrainingClass, list[User]], list[tuple[User, Credentials]] | None]


def unlock_all(training_class: TrainingClass, trainees: list[User]) -> None:
    """Delete the failed log-in attempts of these trainees."""
    for user in trainees:
        unlock(user)


def reset_passwords(training_class: TrainingClass, trainees: list[User]) -> list[tuple[User, Credentials]]:
    """Reset the passwords, and unlock the trainees, so that they can use the new ones at once."""
    unlock_all(training_class, trainees)
    return training_class.reset_passwords(trainees)


def each_of(trainees: list[User], method: Callable[[User], object]) -> None:
    """Call a method of the class with each of these trainees."""
    for user in trainees:
        method(user)


CLASS_ACTIONS = {
    "reset-passwords": ClassAction(
        "Reset passwords for {target}?",
        "The old passwords stop working at once, and open sessions end. You get a new log-in handout.",
        "Reset passwords",
        "",
        Action.PASSWORDS_RESET,
        reset_passwords,
    ),
    "start-over": ClassAction(
        "Start over for {target}?",
        "Requests and roles are archived; you can't get them back. My Profile will be empty. "
        "User ID and password stay the same.",
        "Start over",
        "Started over: {target}.",
        Action.STARTED_OVER,
        lambda training_class, trainees: training_class.start_over(trainees),
    ),
    "unlock": ClassAction(
        "Unlock {target}?",
        "Failed log-in attempts are deleted. Trainees can log in again at once.",
        "Unlock",
        "Unlocked: {target}.",
        Action.UNLOCKED,
        unlock_all,
    ),
    "remove": ClassAction(
        "Remove {target}?",
        "An account that was never used is deleted; you can't get it back. Any other is deactivated: it is "
        "logged out and can't log in, what was done stays, and you can bring it back.",
        "Remove",
        "Removed: {target}.",
        Action.REMOVED,
        lambda training_class, trainees: each_of(trainees, training_class.remove),
    ),
    "bring-back": ClassAction(
        "Bring back {target}?",
        "The account can log in again with the same password.",
        "Bring back",
        "Brought back: {target}.",
        Action.BROUGHT_BACK,
        lambda training_class, trainees: each_of(trainees, training_class.bring_back),
    ),
    "close": ClassAction(
        "Close {target}?",
        "Its trainees are logged out and can't log in. Their data stays. You can reopen the class.",
        "Close class",
        "{target} is closed.",
        Action.CLOSED,
        lambda training_class, trainees: training_class.close(),
    ),
    "reopen": ClassAction(
        "Reopen {target}?",
        "Its trainees can log in again with their passwords.",
        "Reopen class",
        "{target} is open again.",
        Action.REOPENED,
        lambda training_class, trainees: training_class.reopen(),
    ),
}
CLASS_ONLY_ACTIONS = {"close", "reopen"}  # not for a single trainee
TRAINEE_ONLY_ACTIONS = {"remove", "bring-back"}  # not for all of them
