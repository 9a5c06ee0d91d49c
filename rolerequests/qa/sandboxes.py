"""Creates practice accounts whose sandbox has a preset, and removes the old ones of QA."""

from datetime import datetime

from django.db import transaction

from accounts.models import Sandbox, User
from accounts.passwords import new_user_id
from accounts.sandbox_relations import delete_sandboxes
from rolerequests.qa.presets import PRESETS

REMOVED_AT_A_TIME = 20


class UnknownPresetError(Exception):
    """There is no preset of this name. The message lists the presets."""

    def __init__(self, name: str) -> None:
        super().__init__(f'There is no preset "{name}". Presets: {", ".join(PRESETS)}.')


def preset_named(name: str) -> str:
    """The name of the preset itself; hyphens may replace its blanks. Raises UnknownPresetError."""
    own_name = name.replace("-", " ")
    if own_name not in PRESETS:
        raise UnknownPresetError(name)
    return own_name


def create_sandbox(preset: str) -> dict[str, str]:
    """Create a sandbox for a person: `user_id`, `password`, `path` to start at. Raises UnknownPresetError."""
    build = PRESETS[preset_named(preset)]
    user, credentials = User.objects.create_practice_account()
    with transaction.atomic():
        path = build(user)
    return {**credentials.as_dict(), "path": path}


def create_qa_sandbox(preset: str) -> tuple[User, str]:
    """Create a sandbox for a test: its user, who has no usable password, and the path to start at.

    Raises UnknownPresetError.
    """
    build = PRESETS[preset_named(preset)]
    with transaction.atomic():
        sandbox = Sandbox.objects.create(made_by_qa=True)
        user = User.objects.create_user(new_user_id(), sandbox=sandbox)
        return user, build(user)


def remove_old_qa_sandboxes(before: datetime) -> int:
    """Delete the oldest QA sandboxes created before that time, at most 20, with everything in them.

    Returns their number: 0 while another call deletes. Oldest first, so that a user who has started over is
    deleted with the last sandbox.
    """
    with transaction.atomic():
        old = Sandbox.objects.filter(made_by_qa=True, created_at__lt=before).order_by("created_at", "pk")
        sandboxes = list(old.select_for_update(skip_locked=True)[:REMOVED_AT_A_TIME])
        if sandboxes and old.first() != sandboxes[0]:
            return 0  # another call has locked the oldest ones, perhaps those that these users have left
        delete_sandboxes(sandboxes)
    return len(sandboxes)
