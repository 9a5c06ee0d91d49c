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
    unlock(trainees)


def reset_passwords(training_class: TrainingClass, trainees: list[User]) -> list[tuple[User, Credentials]]:
    """Reset the passwords, and unlock the trainees, so that they can use the new ones at once."""
    unlock_all(training_class, trainees)
    return training_class.reset_passwords(trainees)


def each_of(trainees: list[User], method: Callable[[User], object]) -> None:
    """Call a method of the class with each of these trainees."""
    for user in trainees:
        method(user)


def reopen(training_class: TrainingClass, trainees: list[User]) -> None:
    """Reopen the class, and unlock its trainees: they may have tried to log in."""
    training_class.reopen()
    unlock_all(training_class, trainees)


DELETE = "delete"  # afterwards there is no class page

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
        "Its trainees are logged out and can't log in. Their data stays. The class code stops working. "
        "You can reopen the class.",
        "Close class",
        "{target} is closed.",
        Action.CLOSED,
        lambda training_class, trainees: training_class.close(),
    ),
    "reopen": ClassAction(
        "Reopen {target}?",
        "Its trainees can log in again with their passwords. Locked trainees are unlocked. An archived class "
        "is back in the list of classes.",
        "Reopen class",
        "{target} is open again.",
        Action.REOPENED,
        reopen,
    ),
    "archive": ClassAction(
        "Archive {target}?",
        "The class leaves the list of classes and the menus. The filter Archived and a search find it. "
        "Everything stays, and you can bring it back.",
        "Archive class",
        "{target} is archived.",
        Action.ARCHIVED,
        lambda training_class, trainees: training_class.archive(),
    ),
    "unarchive": ClassAction(
        "Bring back {target}?",
        "The class is in the list of classes again. It stays closed until you reopen it.",
        "Bring back class",
        "{target} is back in the list of classes.",
        Action.UNARCHIVED,
        lambda training_class, trainees: training_class.bring_back_from_archive(),
    ),
    DELETE: ClassAction(
        "Delete {target}?",
        "Nobody has logged in, so the class is deleted with its accounts; you can't get them back. "
        "Slips that you have handed out stop working.",
        "Delete class",
        "{target} is deleted.",
        Action.DELETED,
        lambda training_class, trainees: training_class.delete_unused(),
    ),
    "renew-code": ClassAction(
        "New class code for {target}?",
        "People who have the code can create a practice account in this class, on the log-in page. "
        "A code from before stops working at once.",
        "Create class code",
        "{target} has a new class code.",
        Action.CODE_RENEWED,
        lambda training_class, trainees: training_class.renew_code(),
    ),
    "switch-off-code": ClassAction(
        "Switch off the class code of {target}?",
        "The code stops working at once. Accounts that were created with it stay.",
        "Switch off",
        "The class code of {target} is switched off.",
        Action.CODE_SWITCHED_OFF,
        lambda training_class, trainees: training_class.switch_off_code(),
    ),
}
# Not for a single trainee.
CLASS_ONLY_ACTIONS = {"close", "reopen", "archive", "unarchive", DELETE, "renew-code", "switch-off-code"}
TRAINEE_ONLY_ACTIONS = {"remove", "bring-back"}  # not for all of them
