"""Values of objects as the audit log keeps them, and what differs between two times."""

import dataclasses
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format


@dataclass(frozen=True)
class Change:
    """A changed field with its old and new value as text; '' for an empty value.

    `name`, `old` and `new` are for putting back: the field and its values as they are stored, None if the
    text is the value. Of a many-to-many field the ids of what was removed and added. '' as name for a change
    that cannot be put back.
    """

    field: str
    before: str
    after: str
    name: str = dataclasses.field(default="", compare=False)
    old: Any = dataclasses.field(default=None, compare=False)
    new: Any = dataclasses.field(default=None, compare=False)

    def as_json(self) -> dict[str, Any]:
        """What an entry stores."""
        text = {"field": self.field, "before": self.before, "after": self.after}
        stored = {"name": self.name or None, "old": self.old, "new": self.new}
        return text | {key: value for key, value in stored.items() if value is not None}


@dataclass(frozen=True)
class AuditedFields:
    """The fields of a model that the audit log compares."""

    fields: tuple[str, ...]
    many_to_many: tuple[str, ...]
    listed: bool  # below an import; False for a model with thousands of objects
    put_back: tuple[str, ...]  # the actions that can be put back


class Value(NamedTuple):
    """A value as it is stored (of other types than text, numbers and booleans as text) and as it is shown."""

    stored: Any
    text: str


UNDOABLE = ("added", "changed", "deleted")
NO_VALUE = Value(None, "")
# A snapshot holds a value per field, and a set of ids with names per many-to-many field.
Snapshot = dict[str, Value | frozenset[Value]]

audited_models: dict[type[models.Model], AuditedFields] = {}


def register(
    model: type[models.Model],
    *fields: str,
    many_to_many: Collection[str] = (),
    listed: bool = True,
    put_back: Collection[str] = (),
) -> None:
    """Let the audit log compare these fields of a model, by default all of its own.

    Unless `listed`, an import shows no entry for each object. The History of an object has it all the same.
    `accounts.put_back` can undo the actions in `put_back`: all are UNDOABLE.
    """
    own = [each.name for each in model._meta.concrete_fields if not each.primary_key]
    audited_models[model] = AuditedFields(
        tuple(fields) or tuple(own), tuple(many_to_many), listed, tuple(put_back)
    )


def snapshot(instance: models.Model) -> Snapshot:
    """The values of the compared fields."""
    audited = audited_models[type(instance)]
    values: Snapshot = {name: value_of(instance, name) for name in audited.fields}
    for name in audited.many_to_many:
        values[name] = named(getattr(instance, name).all())
    return values


def value_of(instance: models.Model, name: str) -> Value:
    """The value of a field."""
    model_field: Any = instance._meta.get_field(name)
    stored = model_field.value_from_object(instance)
    if not isinstance(stored, str | int | None):
        stored = model_field.value_to_string(instance)
    return Value(stored, displayed(instance, name))


def named(objects: Iterable[models.Model]) -> frozenset[Value]:
    """The ids and names of these objects."""
    return frozenset(Value(each.pk, str(each)) for each in objects)


def displayed(instance: models.Model, name: str) -> str:
    """The value of a field as text. The type comes from the field, never from the look of the value."""
    model_field: Any = instance._meta.get_field(name)
    value = getattr(instance, name)
    if value is None:
        return ""
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
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
        old, new = before.get(name, NO_VALUE), after.get(name, NO_VALUE)
        label = str(getattr(model._meta.get_field(name), "verbose_name", name))
        if is_set(old) or is_set(new):
            changes += change_of_set(label, name, as_set(old), as_set(new))
        elif old != new:
            # The hash of a password is compared, but not stored.
            hidden = name == "password"
            changes.append(Change(label, "", "changed") if hidden else change_of(label, name, old, new))
    order = [str(getattr(each, "verbose_name", each.name)) for each in model._meta.get_fields()]
    return sorted(changes, key=lambda change: order.index(change.field) if change.field in order else 0)


def is_set(value: Any) -> bool:
    """Whether this is the value of a many-to-many field: a named tuple is none."""
    return isinstance(value, frozenset)


def as_set(value: Any) -> frozenset[Value]:
    return value if is_set(value) else frozenset()


def change_of_set(label: str, name: str, old: frozenset[Value], new: frozenset[Value]) -> list[Change]:
    """The change of a many-to-many field: what was removed, and what was added."""
    removed, added = (sorted(each, key=lambda value: value.text) for each in (old - new, new - old))
    if not removed and not added:
        return []
    before, after = ("\n".join(each.text for each in values) for values in (removed, added))
    ids = ([each.stored for each in values] for values in (removed, added))
    return [Change(label, before, after, name, *ids)]


def change_of(label: str, name: str, old: Any, new: Any) -> Change:
    """The change of a field. A stored value that is the same as its text is left out."""
    stored = (None if each.stored == each.text else each.stored for each in (old, new))
    return Change(label, old.text, new.text, name, *stored)


def values_of(instance: models.Model, *, new: bool) -> list[Change]:
    """All values as changes, of a new object or of a deleted one; without empty ones and passwords."""
    values = {
        name: value
        for name, value in snapshot(instance).items()
        if name != "password" and (value if is_set(value) else value.text)  # type: ignore[union-attr]
    }
    empty: Snapshot = {}
    before, after = (empty, values) if new else (values, empty)
    return changes_between(type(instance), before, after)
