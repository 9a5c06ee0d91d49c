"""The exercises as the file of the repository, fixtures/exercises.json: its diff reads well."""

import json
from typing import Any

from django.db import models

from training.exercises.checks import with_everything
from training.models import Exercise, WrongTurn


def file_content() -> str:
    """The content of `exercises.json` for the present exercises, as the repository keeps it."""
    rows = []
    for exercise in with_everything(Exercise.objects.all()):
        fields = ",\n".join(f"      {written(name)}: {written(value)}" for name, value in fields_of(exercise))
        model = written(Exercise._meta.label_lower)
        rows.append(f'  {{\n    "model": {model},\n    "fields": {{\n{fields}\n    }}\n  }}')
        for turn in exercise.wrong_turns.all():
            row = {"model": WrongTurn._meta.label_lower, "fields": dict(fields_of(turn))}
            rows.append(f"  {written(row)}")
    return "[\n" + ",\n".join(rows) + "\n]\n"


def written(value: Any) -> str:
    """A value in JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def fields_of(instance: Exercise | WrongTurn) -> list[tuple[str, Any]]:
    """Name and value of each field that is not as by default; other objects by their natural keys."""
    found = []
    for field in sorted([*instance._meta.concrete_fields, *instance._meta.many_to_many]):
        if not field.editable or field.primary_key:
            continue
        value: Any = getattr(instance, field.name)
        if isinstance(field, models.ManyToManyField):
            value = sorted(list(each.natural_key()) for each in value.all())
        elif isinstance(value, models.Model):
            value = list(value.natural_key())  # type: ignore[attr-defined]
        if value not in (None, [], field.get_default()):
            found.append((field.name, value))
    return found
