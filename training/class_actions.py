"""What a training lead can do to a class, to all of its trainees or to one, each after one question."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.lockout import unlock
from accounts.models import Credentials, TrainingClass, User


@dataclass(frozen=True)
class ClassAction:
    """Something that a training lead does to a class or to one of its trainees, after being asked once."""

    question: str  # {who} is the trainee or the class
    consequence: str
    button: str
    done: str
    do: Callable[[TrainingClass, list[User]], list[tuple[User, Credentials]] | None]


def unlock_all(training_class: TrainingClass, trainees: list[User]) -> None:
    """Let them try again at once."""
    for user in trainees:
        unlock(user)


def reset_passwords(training_class: TrainingClass, trainees: list[User]) -> list[tuple[User, Credentials]]:
    """New passwords, which can be tried at once whatever failed before."""
    unlock_all(training_class, trainees)
    return training_class.reset_passwords(trainees)


CLASS_ACTIONS = {
    "reset-passwords": ClassAction(
        "New passwords for {who}?",
        "The old ones stop working at once, and whoever is signed in with one is signed out. "
        "You get a new handout sheet.",
        "Make new passwords",
        "",
        reset_passwords,
    ),
    "start-over": ClassAction(
        "Start over for {who}?",
        "Requests and roles are put away for good, and the sandbox is empty as on the first day. "
        "User ID and password stay the same.",
        "Start over",
        "Started over: {who}.",
        lambda training_class, trainees: training_class.start_over(trainees),
    ),
    "unlock": ClassAction(
        "Unlock sign-in for {who}?",
        "Failed attempts are forgotten, and signing in can be tried again at once.",
        "Unlock",
        "Unlocked: {who}.",
        unlock_all,
    ),
    "close": ClassAction(
        "Close {who}?",
        "Its trainees are signed out and cannot sign in any more. What they did stays. You can reopen it.",
        "Close the class",
        "{who} is closed.",
        lambda training_class, trainees: training_class.close(),
    ),
    "reopen": ClassAction(
        "Reopen {who}?",
        "Its trainees can sign in again with the passwords that they have.",
        "Reopen the class",
        "{who} is open again.",
        lambda training_class, trainees: training_class.reopen(),
    ),
}
CLASS_ONLY_ACTIONS = {"close", "reopen"}
