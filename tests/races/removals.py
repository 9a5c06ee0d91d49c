"""Two calls of the QA API at the same time: they delete old sandboxes in order."""

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


def races(rounds: int) -> None:
    """Run the rounds."""
    from rolerequests.qa import sandboxes

    sandboxes.REMOVED_AT_A_TIME = 1
    for _ in range(rounds):
        race()
    print(f"two calls of the QA API: {rounds} rounds", flush=True)
