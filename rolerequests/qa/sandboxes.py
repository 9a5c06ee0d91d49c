"""Worlds: a fresh identity whose sandbox is in a named preset. QA's are removed again when old."""

from datetime import datetime

from django.db import transaction

from accounts.models import Sandbox, User
from accounts.passwords import new_user_id
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.qa.presets import PRESETS

REMOVED_AT_A_TIME = 20


class UnknownPresetError(Exception):
    """There is no preset of this name; the message names those that there are."""

    def __init__(self, name: str) -> None:
        super().__init__(f'There is no preset "{name}". There are: {", ".join(PRESETS)}.')


def preset_named(name: str) -> str:
    """The preset's own name; hyphens may stand for its blanks. Raises UnknownPresetError."""
    own = name.replace("-", " ")
    if own not in PRESETS:
        raise UnknownPresetError(name)
    return own


def create_sandbox(preset: str) -> dict[str, str]:
    """A sandbox for a person: `user_id`, `password`, and `path` to begin at. Raises UnknownPresetError."""
    build = PRESETS[preset_named(preset)]
    user, credentials = User.objects.create_practice_account()
    with transaction.atomic():
        path = build(user)
    return {**credentials.as_dict(), "path": path}


def create_qa_sandbox(preset: str) -> tuple[User, str]:
    """A sandbox for a test: its user, whom no password lets in, and the path to begin at.

    Raises UnknownPresetError.
    """
    build = PRESETS[preset_named(preset)]
    with transaction.atomic():
        sandbox = Sandbox.objects.create(made_by_qa=True)
        user = User.objects.create_user(new_user_id(), sandbox=sandbox)
        return user, build(user)


def remove_old_qa_sandboxes(before: datetime) -> int:
    """Remove the oldest sandboxes of QA's that were made before then, 20 at most, with all that is in them.

    Returns how many. Oldest first: so a user who has started over goes with the last of their sandboxes.
    """
    with transaction.atomic():
        old = Sandbox.objects.filter(made_by_qa=True, created_at__lt=before).order_by("created_at", "pk")
        # Two calls at once each take their own.
        sandboxes = list(old.select_for_update(skip_locked=True)[:REMOVED_AT_A_TIME])
        RequestEvent.objects.all().delete_in_qa_sandboxes(sandboxes)
        RoleRequest.objects.filter(sandbox__in=sandboxes).delete()
        User.objects.filter(sandbox__in=sandboxes).delete()
        Sandbox.objects.filter(pk__in=[sandbox.pk for sandbox in sandboxes]).delete()
    return len(sandboxes)
