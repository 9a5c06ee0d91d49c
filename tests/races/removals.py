"""Two calls of the QA API at the same time: they delete sandboxes in order, once, and let time pass twice.

Then a call that deletes a sandbox while its trainee changes it.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from tests.races.starts import at_once


def race() -> None:
    """One round: a user who has started over, and two calls that each delete one sandbox at a time."""
    from django.utils import timezone

    from accounts.models import Sandbox, User
    from rolerequests.qa import sandboxes

    user = sandboxes.create_qa_sandbox("one pending").user
    user.start_over()
    later = timezone.now() + timedelta(hours=1)
    at_once(lambda each: sandboxes.remove_old_qa_sandboxes(later), (None, None))
    while sandboxes.remove_old_qa_sandboxes(later):
        pass
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Sandbox.objects.filter(made_by_qa=True).exists()


def race_of_two_deletions() -> None:
    """One round: a class with trainees, advanced twice and then deleted twice."""
    from accounts.models import Sandbox, TrainingClass, User
    from accounts.qa_accounts import set_time
    from rolerequests.qa import sandboxes

    lead = sandboxes.create_qa_sandbox("class with trainees").user
    at_once(lambda passed: set_time(lead, passed), (timedelta(hours=1), timedelta(hours=2)))
    of_qa = Sandbox.objects.filter(made_by_qa=True)
    assert set(of_qa.values_list("seconds_ahead", flat=True)) == {3 * 3600}
    deleted = []

    def delete(user_id: str) -> None:
        with suppress(sandboxes.UnknownAccountError):
            sandboxes.delete_qa_sandbox(user_id)
            deleted.append(user_id)

    at_once(delete, (lead.user_id, lead.user_id))
    assert deleted == [lead.user_id]
    assert not of_qa.exists()
    assert not User.objects.filter(qa_sandbox__isnull=False).exists()
    assert not TrainingClass.objects.filter(name__startswith="Class of ").exists()


def race_with_the_trainee(change: str) -> None:
    """One round: the deletion succeeds, and the trainee gets no error of the database."""
    from django.core.exceptions import ObjectDoesNotExist

    from accounts.models import Sandbox, User
    from rolerequests.models import RoleRequest, TransitionError
    from rolerequests.qa import sandboxes

    user = sandboxes.create_qa_sandbox("one pending").user
    request = RoleRequest.objects.select_related("sandbox").get(sandbox=user.sandbox_id)
    changes = {"start over": user.start_over, "withdraw": lambda: request.withdraw(actor=user)}

    def act(action: Callable[[], object]) -> None:
        with suppress(ObjectDoesNotExist, TransitionError):  # after the deletion
            action()

    at_once(act, (lambda: sandboxes.delete_qa_sandbox(user.user_id), changes[change]))
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Sandbox.objects.filter(made_by_qa=True).exists()


def races(rounds: int) -> None:
    """Run the rounds."""
    from rolerequests.qa import sandboxes
    from training.staff_groups import seed_staff_groups

    sandboxes.REMOVED_AT_A_TIME = 1
    seed_staff_groups()
    for _ in range(rounds):
        race()
    for _ in range(rounds):
        race_of_two_deletions()
        race_with_the_trainee("start over")
        race_with_the_trainee("withdraw")
    print(f"two calls of the QA API, or one and the trainee: {rounds} rounds", flush=True)
