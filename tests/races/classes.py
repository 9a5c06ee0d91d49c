"""Two people who change one class at the same time: a latecomer, training leads, a trainee who logs in."""

from collections.abc import Callable
from contextlib import suppress
from itertools import combinations_with_replacement
from typing import Any

from tests.races.starts import at_once

ACTIONS = ("join", "adopt", "log in", "renew", "close", "delete")


def act(action: str, training_class: Any, code: str, alone: Any, trainee: Any) -> None:
    """Do it with a copy of the class, as each page does."""
    from accounts.models import ClassError, TrainingClass

    copy = TrainingClass.objects.filter(pk=training_class.pk).first()
    actions: dict[str, Callable[[], object]] = {
        "join": lambda: copy.add_latecomer("Late", code, None),
        "adopt": lambda: copy.adopt(alone, "Alone"),
        "log in": lambda: trainee.record_login(),
        "renew": lambda: copy.renew_code(),
        "close": lambda: copy.close(),
        "delete": lambda: copy.delete_unused(),
    }
    with suppress(ClassError):
        if copy:
            actions[action]()


def race(pair: tuple[str, str]) -> None:
    """One round: a new class with one trainee and a code, and somebody who created an account alone."""
    from accounts.models import TrainingClass, User

    training_class = TrainingClass.objects.create(name="Races")
    ((trainee, _),) = training_class.add_trainees(["Ann"])
    training_class.renew_code()
    code = training_class.code
    alone, _ = User.objects.create_practice_account()
    at_once(lambda action: act(action, training_class, code or "", alone, trainee), pair)
    left = TrainingClass.objects.filter(pk=training_class.pk).first()
    if left:
        assert left.trainees().filter(pk=trainee.pk).exists()
        assert left.is_open or left.code is None
        left.trainees().filter(last_login_at=None).update(last_login_at=left.created_at)
        TrainingClass.objects.filter(pk=left.pk).update(name=f"Races {left.pk}")
    else:
        assert not User.objects.filter(pk=trainee.pk, last_login_at__isnull=False).exists()
        assert not User.objects.filter(name="Late", last_login_at=None).exists()


def races(rounds: int) -> None:
    """All pairs of actions."""
    for pair in combinations_with_replacement(ACTIONS, 2):
        for _ in range(rounds):
            race(pair)
        print(f"class, {' and '.join(pair)}: {rounds} rounds", flush=True)
