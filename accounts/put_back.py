"""Putting back what an entry of the audit log says: an edit, a deletion or an import.

Nothing is put back that someone changed since. `snapshots.register` says for which models it works.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from accounts.audit_log import Action, changes_of, record, record_batch, record_changes, record_deletion
from accounts.models import AuditEntry, User
from accounts.snapshots import Change, audited_models, snapshot, value_of

EDITS = {Action.CHANGED, Action.PUT_BACK}
DELETIONS = {Action.DELETED}
ADDITIONS = {Action.ADDED}
OFFERED = EDITS | DELETIONS | {Action.IMPORTED}
# What the user must be allowed to do, to put this back.
NEEDED: dict[str, tuple[str, ...]] = {
    Action.CHANGED: ("change",),
    Action.DELETED: ("add", "change"),
    Action.ADDED: ("delete", "change"),
}
MAX_ENTRIES = 200  # of an import: one transaction of several seconds, which keeps all others waiting

TOO_OLD = "This entry has only the words of the values: an earlier version of the simulator wrote it."
TOO_MANY = (
    "This import changed more than {} objects. Each can be put back on its History page, or import the file "
    "that you exported before."
)
NOT_LISTED = (
    "This import also added organizations, which are never deleted. Each changed one can be put back on its "
    "History page. Close those that were added."
)


class NotPutBackError(Exception):
    """Nothing was put back. Its arguments are the reasons, as sentences."""


def may_put_back(user: User, entry: AuditEntry) -> bool:
    """Whether this kind of entry can be put back at all, and the user may do what that takes."""
    if entry.action not in OFFERED:
        return False
    kinds: set[Any] = set(entry.entries.values_list("content_type", "action").distinct())
    if entry.object_id:
        kinds.add((entry.content_type_id, entry.action))
    return bool(kinds) and all(may_undo(user, *kind) for kind in kinds)


def may_undo(user: User, content_type: int | None, action: str) -> bool:
    """Whether the user may put back this action on an object of this type."""
    model = ContentType.objects.get_for_id(content_type).model_class() if content_type else None
    undone = Action.CHANGED if action in EDITS else action
    if model not in audited_models or undone not in audited_models[model].put_back:
        return False
    codenames = [get_permission_codename(each, model._meta) for each in NEEDED[undone]]
    return all(user.has_perm(f"{model._meta.app_label}.{each}") for each in codenames)


def steps_of(entry: AuditEntry) -> list[AuditEntry]:
    """The entries to put back, in this order: additions, deletions, edits; the last one first.

    Deletions in their order, because an exercise comes before its wrong turns.
    """
    entries = [entry] if entry.object_id else []
    entries += entry.entries.select_related("content_type").order_by("pk")[: MAX_ENTRIES + 1]
    additions, edits = (
        [each for each in reversed(entries) if each.action in kind] for kind in (ADDITIONS, EDITS)
    )
    return additions + [each for each in entries if each.action in DELETIONS] + edits


def reversed_changes(entry: AuditEntry) -> list[Change]:
    """What putting back changes, in words."""
    return [
        Change(each.field, each.after, each.before, each.name, each.new, each.old)
        for each in changes_of(entry)
        if not (entry.action in EDITS and each.name and is_automatic(entry, each))
    ]


def is_automatic(entry: AuditEntry, change: Change) -> bool:
    """Whether the model sets this field itself, such as a number that only grows."""
    return not getattr(model_of(entry)._meta.get_field(change.name), "editable", True)


def model_of(entry: AuditEntry) -> type[models.Model]:
    """The model of the entry's object. `may_put_back` has found that there is one."""
    model: type[models.Model] = entry.content_type.model_class()  # type: ignore[union-attr, assignment]
    return model


def problems_of(entry: AuditEntry, steps: Iterable[AuditEntry]) -> Iterator[str]:
    """Why the entry cannot be put back now, as sentences; none if it can."""
    steps = list(steps)
    if entry.action == Action.IMPORTED and any(each.field == Action.ADDED for each in changes_of(entry)):
        yield NOT_LISTED
    elif len(steps) > MAX_ENTRIES:
        yield TOO_MANY.format(MAX_ENTRIES)
    else:
        for step in steps:
            yield from problems_of_step(step)


def problems_of_step(step: AuditEntry) -> Iterator[str]:
    """Why this entry alone cannot be put back."""
    if any(not each.name for each in changes_of(step)):
        yield TOO_OLD
        return
    instance = model_of(step)._default_manager.filter(pk=step.object_id).first()
    if step.action in DELETIONS:
        if instance is not None:
            yield f"{instance} is there again."
    elif instance is None:
        yield f"{step.object_name} was deleted since."
    else:
        for change in changes_of(step):
            if not is_automatic(step, change) and not has_new_value(instance, change):
                now = value_of(instance, change.name).text if is_plain(instance, change) else "other objects"
                yield f"{instance}: someone changed “{change.field}” since. It is now: {now or '(empty)'}"
        if step.action in ADDITIONS:
            yield from uses_of(instance)


def has_new_value(instance: models.Model, change: Change) -> bool:
    """Whether the field still has the value that the entry gave it."""
    if is_plain(instance, change):
        return (value_of(instance, change.name).stored or "") == (stored(change.new, change.after) or "")
    ids = set(getattr(instance, change.name).values_list("pk", flat=True))
    return ids >= set(change.new) and not ids & set(change.old)


def is_plain(instance: models.Model, change: Change) -> bool:
    """Whether this is the change of a field in the row itself, not of a many-to-many field."""
    return not instance._meta.get_field(change.name).many_to_many


def stored(value: Any, text: str) -> Any:
    """The value that a change stores: the text itself, unless it has another one."""
    return text if value is None else value


def uses_of(instance: models.Model) -> Iterator[str]:
    """What would be deleted with the object, or prevents that."""
    for relation in instance._meta.related_objects:
        if relation.related_model._default_manager.filter(**{relation.field.name: instance}).exists():
            yield f"{instance} is used by {relation.related_model._meta.verbose_name_plural}."


def put_back(entry: AuditEntry, actor: User) -> None:
    """Put back what the entry changed, and write that to the audit log. Raises NotPutBackError."""
    try:
        with transaction.atomic():
            AuditEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
            steps = steps_of(entry)
            if problems := list(problems_of(entry, steps)):
                raise NotPutBackError(*problems)
            batch = None if entry.object_id else record_batch(actor, entry.object_name, Action.PUT_BACK)
            for step in steps:
                written = undo(step, actor, batch)
                batch = batch or written  # the wrong turns of an exercise are below it
    except ValidationError as error:
        raise NotPutBackError(*error.messages) from None
    except (IntegrityError, ProtectedError):
        raise NotPutBackError("Something that this needs was changed since.") from None


def undo(step: AuditEntry, actor: User, parent: AuditEntry | None) -> AuditEntry | None:
    """Put back one entry. Returns the new entry."""
    model = model_of(step)
    if step.action in DELETIONS:
        instance = model(pk=model._meta.pk.to_python(step.object_id))
        changes = changes_of(step)
        assign(instance, changes)
        action = Action.ADDED if parent else Action.RESTORED
        return record(actor, instance, action, reversed_changes(step), parent=parent)
    instance = model._default_manager.select_for_update(no_key=True).get(pk=step.object_id)
    if step.action in ADDITIONS:
        record_deletion(actor, instance, parent=parent)
        instance.delete()
        return None
    before = snapshot(instance)
    assign(instance, [each for each in changes_of(step) if not is_automatic(step, each)])
    action = Action.CHANGED if parent else Action.PUT_BACK
    return record_changes(actor, instance, before, action=action, parent=parent)


def assign(instance: models.Model, changes: list[Change]) -> None:
    """Give the object the values before these changes, validate it, and store it."""
    sets = [each for each in changes if not is_plain(instance, each)]
    for change in changes:
        if change not in sets:
            field: Any = instance._meta.get_field(change.name)
            value = stored(change.old, change.before)
            setattr(instance, field.attname, None if value == "" and field.null else field.to_python(value))
    for change in sets:
        setattr(instance, f"{change.name}_differ", True)  # an exercise counts what it expects
    instance.full_clean()
    instance.save()
    for change in sets:
        related = getattr(instance, change.name)
        if related.model._default_manager.filter(pk__in=change.old).count() != len(change.old):
            raise NotPutBackError(f"Some of “{change.field}” were deleted since.")
        related.remove(*change.new)
        related.add(*change.old)
