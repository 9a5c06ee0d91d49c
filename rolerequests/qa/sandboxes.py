"""Creates practice accounts whose sandbox has a preset, sets their time, and removes those of QA."""

import time
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from accounts import qa_accounts
from accounts.deletion import InUseError, delete_accounts, give_way
from accounts.models import Sandbox, User
from accounts.sandbox_relations import delete_sandboxes
from rolerequests.qa.api_presets import API_PRESETS, Created
from rolerequests.qa.presets import PRESETS

REMOVED_AT_A_TIME = 20
TRIES, PAUSE = 50, 0.05  # of a deletion; seconds


class UnknownPresetError(Exception):
    """There is no preset of this name. The message lists the presets."""

    def __init__(self, name: str, presets: Any = PRESETS) -> None:
        super().__init__(f'There is no preset "{name}". Presets: {", ".join(presets)}.')


class UnknownAccountError(Exception):
    """The QA API has created no account of this name, or it is deleted."""

    def __init__(self, user_id: str) -> None:
        super().__init__(
            f"The QA API has no account {user_id}. Send the user_id of a sandbox that it created."
        )


def preset_named(name: str, presets: Any = PRESETS) -> str:
    """The name of the preset itself; hyphens may replace its blanks. Raises UnknownPresetError."""
    own_name = name.replace("-", " ")
    if own_name not in presets:
        raise UnknownPresetError(name, presets)
    return own_name


def create_sandbox(preset: str) -> dict[str, str]:
    """Create a sandbox for a person: `user_id`, `password`, `path` to start at. Raises UnknownPresetError."""
    build = PRESETS[preset_named(preset)]
    user, credentials = User.objects.create_practice_account()
    with transaction.atomic():
        path = build(user)
    return {**credentials.as_dict(), "path": path}


def create_qa_sandbox(
    preset: str, request: HttpRequest | None = None, *, now: datetime | None = None, **fields: Any
) -> Created:
    """Create a sandbox for a test, at this time and with these fields of the preset.

    Raises UnknownPresetError, and what the preset raises.
    """
    create = API_PRESETS[preset_named(preset, API_PRESETS)].create
    with transaction.atomic():
        sandbox = Sandbox.objects.create(made_by_qa=True)
        if now:
            sandbox.begin_at(now)
        return create(request or HttpRequest(), sandbox, **fields)


def own_account(user_id: str) -> User:
    """The account of the QA API with this User ID. Raises UnknownAccountError."""
    user = qa_accounts.account_of(user_id) if user_id.isprintable() else None
    if user is None:
        raise UnknownAccountError(user_id)
    return user


def delete_qa_sandbox(user_id: str) -> None:
    """Delete an account of the QA API with all that belongs to it, as soon as nobody else changes it.

    Raises UnknownAccountError, and InUseError after some seconds.
    """
    user = own_account(user_id)
    for _ in range(TRIES):
        with suppress(InUseError), give_way():
            if not delete_accounts(User.objects.filter(pk=user.pk), made_by_qa=True):
                raise UnknownAccountError(user_id)  # another call has just deleted it
            return
        time.sleep(PAUSE)
    raise InUseError


def remove_old_qa_sandboxes(before: datetime) -> int:
    """Delete the oldest QA sandboxes created before that time, at most 20, with everything in them.

    Returns their number: 0 while another call deletes or somebody uses one. Oldest first, so that a user who
    has started over is deleted with the last sandbox.
    """
    with suppress(InUseError), give_way():
        old = Sandbox.objects.filter(made_by_qa=True, created_at__lt=before).order_by("created_at", "pk")
        sandboxes = list(old.select_for_update(skip_locked=True)[:REMOVED_AT_A_TIME])
        if sandboxes and old.first() != sandboxes[0]:
            return 0  # another call has locked the oldest ones, perhaps those that these users have left
        delete_sandboxes(sandboxes)
        return len(sandboxes)
    return 0
