"""The audit log: who changed what, with old and new values.

Code that changes an object calls `record` or `record_changes`, in the transaction of the change:

    before = snapshot(role)
    role.name = "New name"
    role.save()
    record_changes(request.user, role, before)
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Window

from accounts.conditions import has_one
from accounts.models import AuditEntry, User
from accounts.snapshots import Change as Change
from accounts.snapshots import Snapshot, audited_models, changes_between, values_of
from accounts.snapshots import snapshot as snapshot

SHOWN_BELOW = 10  # sub-entries of an import in a list: one of the catalog has hundreds


class Action(models.TextChoices):
    """What was done, as the audit log shows it."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    IMPORTED = "imported"
    EXPORTED = "exported"
    SEEDED = "seeded"
    TRAINEES_ADDED = "trainees added"
    JOINED = "joined by class code"
    PASSWORDS_RESET = "passwords reset"
    STARTED_OVER = "started over"
    UNLOCKED = "unlocked"
    RENAMED = "renamed"
    MOVED = "moved"
    ADOPTED = "adopted"
    REMOVED = "removed"
    BROUGHT_BACK = "brought back"
    CLOSED = "closed"
    PUT_BACK = "put back"  # as it was before an edit or an import
    RESTORED = "restored"  # after a deletion
    REOPENED = "reopened"
    ARCHIVED = "archived"
    UNARCHIVED = "brought back from the archive"
    CODE_RENEWED = "class code renewed"
    CODE_SWITCHED_OFF = "class code switched off"
    LOGGED_IN = "logged in"
    LOGGED_IN_AT_AGENCY = "logged in with agency's account"
    LOGGED_OUT = "logged out"
    LOGIN_FAILED = "log-in failed"
    LOCKED = "locked"
    ACCOUNT_CREATED = "account created"
    GROUPS_FROM_AGENCY = "groups set by agency's account"


# Of `accounts.login_events`: many, and no changes.
LOGIN_ACTIONS = (
    Action.LOGGED_IN,
    Action.LOGGED_IN_AT_AGENCY,
    Action.LOGGED_OUT,
    Action.LOGIN_FAILED,
    Action.LOCKED,
    Action.ACCOUNT_CREATED,
)


# Who did it, of an entry without an actor.
SYSTEM = "the system"
WITHOUT_ACTOR: dict[str, str] = {
    Action.LOGIN_FAILED: "somebody not logged in",
    Action.LOCKED: "somebody not logged in",
    Action.JOINED: "somebody with the class code",
    Action.GROUPS_FROM_AGENCY: "the agency",
}


def who(entry: AuditEntry) -> str:
    """Who did it, in words. A User ID of a failed log-in is not its owner: anybody can type it."""
    return entry.actor_name or WITHOUT_ACTOR.get(entry.action, SYSTEM)


def record(
    actor: User | None,
    instance: models.Model,
    action: str,
    changes: Iterable[Change] = (),
    *,
    parent: AuditEntry | None = None,
) -> AuditEntry:
    """Write an entry about an object. Without an actor, it is what `who` says."""
    entry = entry_about(actor, instance, action, changes, parent)
    entry.save()
    return entry


def record_all(
    actor: User | None,
    changed: Iterable[tuple[models.Model, str, Iterable[Change]]],
    *,
    parent: AuditEntry,
) -> None:
    """Write an entry about each of many objects, with its action and changes."""
    AuditEntry.objects.bulk_create(entry_about(actor, *each, parent) for each in changed)


def entry_about(
    actor: User | None,
    instance: models.Model,
    action: str,
    changes: Iterable[Change],
    parent: AuditEntry | None,
) -> AuditEntry:
    """An entry about an object, not yet stored."""
    return AuditEntry(
        **author(actor),
        action=action,
        content_type=ContentType.objects.get_for_model(instance),
        object_id=str(instance.pk),
        object_name=str(instance)[:255],
        changes=[change.as_json() for change in changes],
        parent=parent,
    )


def record_batch(
    actor: User | None,
    name: str,
    action: str,
    model: type[models.Model] | None = None,
    changes: Iterable[Change] = (),
) -> AuditEntry:
    """Write the entry of an import or the like; it is the `parent` of the entries of each object.

    With a `model`, those who may view its objects see the entry even if it has no such entries.
    """
    content_type = ContentType.objects.get_for_model(model) if model else None
    return AuditEntry.objects.create(
        **author(actor),
        action=action,
        object_name=name,
        content_type=content_type,
        changes=[change.as_json() for change in changes],
    )


def author(actor: User | None) -> dict[str, Any]:
    """The fields of an entry that say who did it, also after the account is deleted."""
    return {"actor": actor, "actor_name": actor.user_id if actor else ""}


def record_addition(
    actor: User | None, instance: models.Model, *, parent: AuditEntry | None = None
) -> AuditEntry:
    """Write an entry about a new object, with all its values."""
    return record(actor, instance, Action.ADDED, values_of(instance, new=True), parent=parent)


def record_deletion(
    actor: User | None, instance: models.Model, *, parent: AuditEntry | None = None
) -> AuditEntry:
    """Write an entry about an object that is being deleted, with all its values, and of what goes with it."""
    entry = record(actor, instance, Action.DELETED, values_of(instance, new=False), parent=parent)
    for relation in instance._meta.related_objects:
        model = relation.related_model
        if model in audited_models and getattr(relation, "on_delete", None) is models.CASCADE:
            for each in model._default_manager.filter(**{relation.field.name: instance}):
                record_deletion(actor, each, parent=parent or entry)
    return entry


def record_changes(
    actor: User | None,
    instance: models.Model,
    before: Snapshot,
    *,
    action: str = Action.CHANGED,
    parent: AuditEntry | None = None,
) -> AuditEntry | None:
    """Write an entry about what differs from `before`; nothing if nothing differs."""
    changes = changes_between(type(instance), before, snapshot(instance))
    return record(actor, instance, action, changes, parent=parent) if changes else None


def changes_of(entry: AuditEntry) -> list[Change]:
    """The changes of an entry, field by field."""
    return [Change(**change) for change in entry.changes]


def visible_entries(user: User) -> QuerySet[AuditEntry]:
    """The entries about types of objects that this user may view.

    An import is visible if one of its sub-entries is.
    """
    visible = AuditEntry.objects.filter(content_type__in=types_of(visible_models(user)))
    part = has_one(visible.filter(parent=OuterRef("pk")))
    about_types = Q(content_type__in=types_of(visible_models(user)))
    return AuditEntry.objects.filter(about_types | part, parent=None).select_related("content_type")


def with_entries_below(entries: QuerySet[AuditEntry], user: User) -> QuerySet[AuditEntry]:
    """Entries with their first listed sub-entries as `visible_entries`, which know the `number` of all."""
    listed = [each for each in visible_models(user) if audited_models[each].listed]
    number = Window(Count("pk"), partition_by="parent")
    below = AuditEntry.objects.filter(content_type__in=types_of(listed)).annotate(number=number)
    shown = below.order_by("pk").select_related("content_type")[:SHOWN_BELOW]
    return entries.prefetch_related(Prefetch("entries", shown, "visible_entries"))


def types_of(of: Iterable[type[models.Model]]) -> list[ContentType]:
    """The content types of models."""
    return list(ContentType.objects.get_for_models(*of).values())


def entries_about(instance: models.Model) -> QuerySet[AuditEntry]:
    """The entries about one object, newest first."""
    return AuditEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(instance), object_id=str(instance.pk)
    )


def visible_models(user: User) -> list[type[models.Model]]:
    """The audited models that this user may view."""
    return [model for model in audited_models if may_view(user, model)]


def may_view(user: User, model: type[models.Model]) -> bool:
    """Whether this user may view objects of this model."""
    return any(
        user.has_perm(f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}")
        for action in ("view", "change")
    )
