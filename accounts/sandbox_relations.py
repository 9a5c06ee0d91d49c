"""A sandbox with everything that belongs to it.

Each relation to Sandbox is registered with what happens to its rows when a trainee starts over, and how they
are deleted with the sandbox. A test fails for a relation that is not registered.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from accounts.models import Sandbox, User


@dataclass(frozen=True)
class SandboxRelation:
    """How the rows of one relation are treated. Without `start_over` they stay in the archived sandbox."""

    model: type[models.Model]
    delete: Callable[[Collection["Sandbox"]], object]
    start_over: Callable[["User", "Sandbox"], object] | None


# By field, such as `rolerequests.RoleRequest.sandbox`, in the order in which the apps are loaded.
relations: dict[str, SandboxRelation] = {}


def register(
    model: type[models.Model],
    name: str,
    *,
    delete: Callable[[Collection["Sandbox"]], object],
    start_over: Callable[["User", "Sandbox"], object] | None = None,
) -> None:
    """Register the foreign key `name` of a model.

    `delete` takes the sandboxes. `start_over` takes the user and the new sandbox, and moves the user's rows.
    """
    relations[label_of(model, name)] = SandboxRelation(model, delete, start_over)


def move_to(user: "User", sandbox: "Sandbox") -> None:
    """Move to a new sandbox what does not stay in the archived one. Within a transaction."""
    for relation in relations.values():
        if relation.start_over:
            relation.start_over(user, sandbox)


def delete_sandboxes(sandboxes: Collection["Sandbox"]) -> None:
    """Delete sandboxes with all their rows; an app that is loaded later goes first. Within a transaction."""
    if not sandboxes:
        return
    for relation in reversed(relations.values()):
        relation.delete(sandboxes)
    for model in {type(sandbox) for sandbox in sandboxes}:
        model.objects.filter(pk__in=[sandbox.pk for sandbox in sandboxes]).delete()


def label_of(model: type[models.Model], name: str) -> str:
    """The key of a foreign key in `relations`."""
    return f"{model._meta.label}.{name}"
