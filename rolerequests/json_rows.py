"""Uploaded files in JSON, with rows as in fixtures: read, and checked against the fields of their models.

Messages are for editors. Nothing is written.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from rolerequests.models.text import is_storable
from rolerequests.uploads import FileError

# Finds the object that a natural key of a file names; None if there is none.
Find = Callable[[Any], Any]


class DuplicateKeys(dict[str, Any]):
    """A JSON object with a name that occurs more than once; `name` is the first of these names."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs)
        self.name = next(name for name, count in counts.items() if count > 1)


def rows_of(data: bytes, *, max_bytes: int, max_rows: int, what: str, example: str) -> list[Any]:
    """The rows of an uploaded file of `what`, such as categories or roles. Raises FileError."""
    choose = f"choose a file such as {example}"
    if len(data) > max_bytes:
        raise FileError(f"The upload is too large. Files of {what} can be up to {max_bytes // 1024} KB.")
    try:
        rows = json.loads(text := data.decode("utf-8-sig"), object_pairs_hook=as_object)
    except UnicodeError:
        raise FileError(f"The file is not text in UTF-8: {choose}.") from None
    except RecursionError:
        raise FileError(f"The file is nested too deeply: {choose}.") from None
    except json.JSONDecodeError as error:
        if not text[: error.pos].strip():
            raise FileError(f"The file is not written in JSON: {choose}.") from None
        raise FileError(
            f"The file cannot be read at line {error.lineno}, character {error.colno}: "
            "add or remove the comma, quotation mark or bracket that is wrong there."
        ) from None
    except ValueError:
        raise FileError(f"The file has a number with thousands of digits: {choose}.") from None
    if not isinstance(rows, list) or not rows:
        raise FileError(f"The file has no list of {what}: {choose}.")
    if len(rows) > max_rows:
        raise FileError(f"The file has more than {max_rows} rows: {choose}.")
    return rows


def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a file. Python's json would silently take the last of two values of one name."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else DuplicateKeys(pairs)


def model_of(row: Any) -> str:
    """The model that a row names, such as `rolerequests.role`; '' if it names none."""
    name = row.get("model") if isinstance(row, dict) else None
    return name if isinstance(name, str) else ""


def model_and_fields(
    row: Any, known: Mapping[str, type[models.Model]]
) -> tuple[type[models.Model], dict[str, Any]]:
    """Model and fields of a row. Raises ValidationError."""
    if not isinstance(row, dict) or not isinstance(row.get("fields"), dict):
        names = " or ".join(str(each._meta.verbose_name) for each in known.values())
        raise ValidationError(f"this is no {names}: “model” and “fields” are required.")
    model = known.get(model_of(row))
    if model is None:
        raise ValidationError(f"model must be {' or '.join(known)}, not {as_written(row.get('model'))}.")
    for each in (row, row["fields"]):
        if isinstance(each, DuplicateKeys):
            raise ValidationError(f"{as_written(each.name)} occurs more than once: keep one of them.")
    return model, row["fields"]


def values_for(
    model: type[models.Model],
    fields: Mapping[str, Any],
    *,
    required: Collection[str],
    references: Mapping[str, Find],
) -> dict[str, Any]:
    """The values of a row for the fields of its model. Raises ValidationError with all errors.

    `references` finds the objects that a row names, by field.
    """
    own = [*model._meta.concrete_fields, *model._meta.many_to_many]
    known: dict[str, Any] = {each.name: each for each in own if not each.primary_key and each.editable}
    errors = [f"there is no field {as_written(name)}." for name in fields if name not in known]
    errors += [f"{name} is missing." for name in required if name not in fields]
    values = {}
    for name, value in fields.items():
        if name not in known:
            continue
        field = known[name]
        if name not in references:
            errors += errors_of(field, value)
            values[name] = value
        elif value is None and field.null:
            values[name] = None
        elif (found := references[name](value)) is None:
            kind = field.related_model._meta.verbose_name
            errors.append(f"{name}: there is no {kind} {as_written(value)}.")
        else:
            values[name] = found
    if errors:
        raise ValidationError(errors)
    return values


def errors_of(field: Any, value: Any) -> list[str]:
    """What is wrong with the type or the length of a value."""
    if not has_type_of(field, value):
        return [f"{field.name} must be {type_of(field)}, not {as_written(value)}."]
    if not isinstance(value, str):
        return []
    if not is_storable(value):
        return [f"{field.name} has a character that cannot be stored."]
    # Django checks this in forms only.
    if isinstance(field, models.TextField) and len(value) > (field.max_length or len(value)):
        return [f"{field.name} has {len(value)} characters: write {field.max_length} at most."]
    return []


def has_type_of(field: Any, value: Any) -> bool:
    """Whether a value of a file has the type of the field."""
    if field.choices:
        return isinstance(value, str) and value in dict(field.get_choices(include_blank=field.blank))
    if isinstance(field, models.BooleanField):
        return isinstance(value, bool)
    if isinstance(field, models.IntegerField):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)


def type_of(field: Any) -> str:
    """The type of a field, for editors."""
    if field.choices:
        *others, last = (as_written(value) for value, _ in field.get_choices(include_blank=field.blank))
        return f"{', '.join(others)} or {last}"
    if isinstance(field, models.BooleanField):
        return "true or false"
    return "a whole number" if isinstance(field, models.IntegerField) else "text"


def as_written(value: Any) -> str:
    """A value as the file has it, on one line of at most 61 characters."""
    written = json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace").decode()
    return written if len(written) <= 60 else f"{written[:60]}…"


def messages_of(error: ValidationError) -> list[str]:
    """The messages of an error, each after the name of its field if it has one."""
    if hasattr(error, "error_dict"):
        return [
            f"{name}: {message[:1].lower()}{message[1:]}"
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return list(error.messages)


def row_number(message: str) -> int:
    """The number of a message such as `Row 3: name is missing.`, to sort messages."""
    return int(message.split()[1].rstrip(":"))
