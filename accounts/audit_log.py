"""The audit log: who changed what, with old and new values.

Code that changes an object calls `record` or `record_changes`, in the transaction of the change:

    before = snapshot(role)
    role.name = "New name"
    role.save()
    record_changes(request.user, role, before)
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import AuditEntry, User


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
    REOPENED = "reopened"
    ARCHIVED = "archived"
    UNARCHIVED = "brought back from the archive"
    CODE_RENEWED = "class code renewed"
    CODE_SWITCHED_OFF = "class code switched off"


@dataclass(frozen=True)
class Change:
    """A changed field with its old and new value as text; '' for an empty value."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class AuditedFields:
    """The fields of a model that the audit log compares."""

    fields: tuple[str, ...]
    many_to_many: tuple[str, ...]
    listed: bool  # below an import; False for a model with thousands of objects


# A snapshot holds a text per field, and a set of names per many-to-many field.
Snapshot = dict[str, str | frozenset[str]]

audited_models: dict[type[models.Model], AuditedFields] = {}


def register(
    model: type[models.Model], *fields: str, many_to_many: Collection[str] = (), listed: bool = True
) -> None:
    """Let the audit log compare these fields of a model, by default all of its own.

    Unless `listed`, an import shows no entry for each object. The History of an object has it all the same.
    """
    own = [each.name for each in model._meta.concrete_fields if not each.primary_key]
    audited_models[model] = AuditedFields(tuple(fields) or tuple(own), tuple(many_to_many), listed)


def snapshot(instance: models.Model) -> Snapshot:
    """The values of the compared fields, as they are shown."""
    audited = audited_models[type(instance)]
    values: Snapshot = {name: displayed(instance, name) for name in audited.fields}
    for name in audited.many_to_many:
        values[name] = frozenset(str(each) for each in getattr(instance, name).all())
    return values


def displayed(instance: models.Model, name: str) -> str:
    """The value of a field as text. The type comes from the field, never from the look of the value."""
    field: Any = instance._meta.get_field(name)
    value = getattr(instance, name)
    if value is None:
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return str(value)


def shown(instance: models.Model, name: str) -> str:
    """The value of a field as text; of a many-to-many field the names."""
    if instance._meta.get_field(name).many_to_many:
        return ", ".join(sorted(str(each) for each in getattr(instance, name).all()))
    return displayed(instance, name)


def changes_between(model: type[models.Model], before: Snapshot, after: Snapshot) -> list[Change]:
    """The fields that differ. A many-to-many field shows what was removed and what was added."""
    changes = []
    for name in before.keys() | after.keys():
        old, new = before.get(name, ""), after.get(name, "")
        if old == new:
            continue
        if isinstance(old, frozenset) or isinstance(new, frozenset):
            removed, added = frozenset(old) - frozenset(new), frozenset(new) - frozenset(old)
            old, new = "\n".join(sorted(removed)), "\n".join(sorted(added))
        label = str(getattr(model._meta.get_field(name), "verbose_name", name))
        # The hash of a password is compared, but not stored.
        changes.append(Change(label, "", "changed") if name == "password" else Change(label, old, new))
    order = [str(getattr(each, "verbose_name", each.name)) for each in model._meta.get_fields()]
    return sorted(changes, key=lambda change: order.index(change.field) if change.field in order else 0)


def record(
    actor: User | None,
    instance: models.Model,
    action: str,
    changes: Iterable[Change] = (),
    *,
    parent: AuditEntry | None = None,
) -> AuditEntry:
    """Write an entry about an object. Without an actor, a command ("the system") did it."""
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
        changes=[dict(vars(change)) for change in changes],
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
        changes=[dict(vars(change)) for change in changes],
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
    """Write an entry about an object that is being deleted, with all its values."""
    return record(actor, instance, Action.DELETED, values_of(instance, new=False), parent=parent)


def record_changes(
    actor: User | None, instance: models.Model, before: Snapshot, *, parent: AuditEntry | None = None
) -> AuditEntry | None:
    """Write an entry about what differs from `before`; nothing if nothing differs."""
    changes = changes_between(type(instance), before, snapshot(instance))
    return record(actor, instance, Action.CHANGED, changes, parent=parent) if changes else None


def values_of(instance: models.Model, *, new: bool) -> list[Change]:
    """All values as changes, of a new object or of a deleted one; without empty ones and passwords."""
    values = {name: value for name, value in snapshot(instance).items() if value and name != "password"}
    empty: Snapshot = dict.fromkeys(values, "")
    before, after = (empty, values) if new else (values, empty)
    return changes_between(type(instance), before, after)


def changes_of(entry: AuditEntry) -> list[Change]:
    """The changes of an entry, field by field."""
    return [Change(**change) for change in entry.changes]


def visible_entries(user: User) -> QuerySet[AuditEntry]:
    """The entries about types of objects that this user may view, each with its listed sub-entries.

    An import is visible if one of its sub-entries is.
    """
    types = ContentType.objects.get_for_models(*visible_models(user)).values()
    visible = AuditEntry.objects.filter(content_type__in=types)
    part = Exists(visible.filter(parent=OuterRef("pk")))
    top = AuditEntry.objects.filter(Q(content_type__in=types) | part, parent=None)
    listed = [each for each in visible_models(user) if audited_models[each].listed]
    listed_types = ContentType.objects.get_for_models(*listed).values()
    below = visible.filter(content_type__in=listed_types).order_by("pk").select_related("content_type")
    return top.select_related("content_type").prefetch_related(Prefetch("entries", below, "visible_entries"))


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
