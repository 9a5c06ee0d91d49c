"""Worlds: a fresh identity whose sandbox is in a named condition. QA's are removed again when old."""

from datetime import datetime

from django.db import transaction

from accounts.models import Sandbox, User
from accounts.passwords import new_user_id
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.qa.presets import CONDITIONS

REMOVED_AT_A_TIME = 20


class UnknownCondition(Exception):
    """There is no condition of this name; the message names those that there are."""

    def __init__(self, name: str) -> None:
        super().__init__(f'There is no condition "{name}". There are: {", ".join(CONDITIONS)}.')


def condition_named(name: str) -> str:
    """The condition's own name; hyphens may stand for its blanks. Raises UnknownCondition."""
    own = name.replace("-", " ")
    if own not in CONDITIONS:
        raise UnknownCondition(name)
    return own


def make_world(condition: str) -> dict[str, str]:
    """A world for a person: `user_id`, `password`, and `path` to begin at. Raises UnknownCondition."""
    build = CONDITIONS[condition_named(condition)]
    user, credentials = User.objects.create_practice_identity()
    with transaction.atomic():
        path = build(user)
    return {**credentials.as_dict(), "path": path}


def make_qa_world(condition: str) -> tuple[User, str]:
    """A world for a test: its user, whom no password lets in, and the path to begin at.

    Raises UnknownCondition.
    """
    build = CONDITIONS[condition_named(condition)]
    with transaction.atomic():
        sandbox = Sandbox.objects.create(made_by_qa=True)
        user = User.objects.create_user(new_user_id(), sandbox=sandbox)
        return user, build(user)


def remove_old_qa_worlds(before: datetime) -> int:
    """Remove the oldest sandboxes of QA's that were made before then, 20 at most, with all that is in them.

    Returns how many. Oldest first: so a user who has started over goes with the last of their sandboxes.
    """
    with transaction.atomic():
        old = Sandbox.objects.filter(made_by_qa=True, created_at__lt=before).order_by("created_at", "pk")
        # Two calls at once each take their own.
        sandboxes = list(old.select_for_update(skip_locked=True)[:REMOVED_AT_A_TIME])
        RequestEvent.objects.all().delete_those_in(sandboxes)
        RoleRequest.objects.filter(sandbox__in=sandboxes).delete()
        User.objects.filter(sandbox__in=sandboxes).delete()
        Sandbox.objects.filter(pk__in=[sandbox.pk for sandbox in sandboxes]).delete()
    return len(sandboxes)
