"""The catalog as files: exported as the fixtures of the repository are written, and imported.

Reading a file writes nothing: `plan_import` returns a plan of what the file would change, and its errors.
"""

import json
from collections import Counter
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from rolerequests.catalog.plan import Change, Plan, name_on_page
from rolerequests.catalog.seeding import differences_of
from rolerequests.models import CatalogEntry, Role, UserCategory
from rolerequests.models.text import is_storable
from rolerequests.uploads import FileError

MAX_BYTES = 256 * 1024  # ten times the repository's catalog
MAX_ROWS = 1000  # thirty times the repository's catalog
MODELS: dict[str, type[CatalogEntry]] = {"rolerequests.usercategory": UserCategory, "rolerequests.role": Role}
FILES: dict[str, type[CatalogEntry]] = {"categories": UserCategory, "roles": Role}


class DuplicateKeys(dict[str, Any]):
    """A JSON object with a name that occurs more than once; `name` is the first of these names."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs)
        self.name = next(name for name, count in counts.items() if count > 1)


# Export


def file_content(name: str) -> str:
    """The content of `categories.json` or `roles.json` for the present catalog, as in the repository."""
    model = FILES[name]
    entries = (
        model._default_manager.select_related("category") if model is Role else UserCategory.objects.all()
    )
    rows = [{"model": model._meta.label_lower, "fields": fields_of(entry)} for entry in entries]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def fields_of(entry: Any) -> dict[str, Any]:
    """The fields of a row; the category of a role by its slug."""
    return {
        name: list(entry.category.natural_key()) if name == "category" else getattr(entry, name)
        for name in entry.FILE_FIELDS
    }


# Import


def rows_of(data: bytes) -> list[Any]:
    """The rows of an uploaded file. Raises FileError."""
    choose = "choose a file of the catalog, such as roles.json"
    if len(data) > MAX_BYTES:
        raise FileError(f"The upload is too large. Catalog files can be up to {MAX_BYTES // 1024} KB.")
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
        raise FileError(f"The file has no list of categories or roles: {choose}.")
    if len(rows) > MAX_ROWS:
        raise FileError(f"The file has more than {MAX_ROWS} rows: {choose}.")
    return rows


def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a file. Python's json would silently take the last of two values of one name."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else DuplicateKeys(pairs)


def plan_import(rows: list[Any]) -> Plan:
    """What these rows would change in the present catalog. Two queries; writes nothing."""
    return Reader().read(rows)


class Reader:
    """Reads rows one by one and collects the entries that the catalog would then have."""

    def __init__(self) -> None:
        self.plan = Plan()
        self.categories = {each.slug: each for each in UserCategory.objects.all()}
        roles = Role.objects.select_related("category")
        entries: list[CatalogEntry] = [*self.categories.values(), *roles]
        self.stored: dict[tuple[str, ...], CatalogEntry] = {each.natural_key(): each for each in entries}
        self.wanted: dict[tuple[str, ...], tuple[int, CatalogEntry]] = {}

    def read(self, rows: list[Any]) -> Plan:
        numbered = list(enumerate(rows, start=1))
        # Categories first, wherever their rows are: roles are looked up in them.
        for number, row in sorted(numbered, key=lambda each: is_role(each[1])):
            try:
                self.read_row(number, row)
            except ValidationError as error:
                self.plan.errors += [f"Row {number}: {message}" for message in messages_of(error)]
        self.check_duplicate_names()
        self.classify()
        self.plan.errors.sort(key=lambda message: int(message.split()[1].rstrip(":")))
        return self.plan

    def read_row(self, number: int, row: Any) -> None:
        """Add the entry of a row to `wanted`. Raises ValidationError with all errors of the row."""
        model, fields = model_and_fields(row)
        values = self.values_for(model, fields)
        entry = model(**values)
        key = entry.natural_key()
        if key in self.wanted:
            raise ValidationError(f"{entry.full_key} is already in row {self.wanted[key][0]}.")
        if stored := self.stored.get(key):
            entry = copy(stored)
            for name, value in values.items():
                setattr(entry, name, value)
        # Duplicates are found in the whole file, in which two entries may swap their names.
        entry.full_clean(exclude=["category"], validate_unique=False, validate_constraints=False)
        self.wanted[key] = number, entry
        if isinstance(entry, UserCategory):
            self.categories[entry.slug] = entry

    def values_for(self, model: type[CatalogEntry], fields: dict[str, Any]) -> dict[str, Any]:
        """The values of a row for the fields of its model. Raises ValidationError."""
        known = {each.name: each for each in model._meta.concrete_fields if not each.primary_key}
        errors = [f"there is no field {as_written(name)}." for name in fields if name not in known]
        errors += [
            f"{name} is missing." for name in ("slug", "category") if name in known and name not in fields
        ]
        values = {}
        for name, value in fields.items():
            if name == "category":
                continue
            if name in known and not has_type_of(known[name], value):
                errors.append(f"{name} must be {type_of(known[name])}, not {as_written(value)}.")
            elif isinstance(value, str) and not is_storable(value):
                errors.append(f"{name} has a character that cannot be stored.")
            else:
                values[name] = value
        if "category" in known and "category" in fields:
            category = self.category_for(fields["category"])
            if category is None:
                errors.append(f"there is no category {as_written(fields['category'])}.")
            values["category"] = category
        if errors:
            raise ValidationError(errors)
        return values

    def category_for(self, natural_key: Any) -> UserCategory | None:
        """The category that a role's row names, such as ["cms"], from this file or from the catalog."""
        if not (isinstance(natural_key, list) and len(natural_key) == 1 and isinstance(natural_key[0], str)):
            return None
        return self.categories.get(natural_key[0])

    def check_duplicate_names(self) -> None:
        """Add an error for each two entries that would have the same name on one page."""
        after = self.stored | {key: entry for key, (_, entry) in self.wanted.items()}
        keys: dict[tuple[str, ...], tuple[str, ...]] = {}
        for key, entry in after.items():
            name = name_on_page(entry)
            if name in keys and (both := [each for each in (key, keys[name]) if each in self.wanted]):
                number, named = self.wanted[both[0]]
                other = after[keys[name] if both[0] == key else key]
                self.plan.errors.append(f"Row {number}: {other.full_key} also has the name “{named.name}”.")
            keys[name] = key

    def classify(self) -> None:
        """Sort the entries into those that are added, changed and left."""
        for key, (_, entry) in self.wanted.items():
            stored = self.stored.get(key)
            if stored is None:
                self.plan.added.append(entry)
            elif differences := differences_of(entry, stored):
                self.plan.changed.append(Change(stored, entry, differences))
            else:
                self.plan.unchanged.append(stored)
        kinds = {type(entry) for _, entry in self.wanted.values()}
        self.plan.not_in_file = [
            entry for key, entry in self.stored.items() if key not in self.wanted and type(entry) in kinds
        ]


def is_role(row: Any) -> bool:
    """Whether a row says that it is a role."""
    return isinstance(row, dict) and row.get("model") == "rolerequests.role"


def model_and_fields(row: Any) -> tuple[type[CatalogEntry], dict[str, Any]]:
    """Model and fields of a row. Raises ValidationError."""
    if not isinstance(row, dict) or not isinstance(row.get("fields"), dict):
        raise ValidationError("this is no category or role: “model” and “fields” are required.")
    model = MODELS.get(row.get("model") if isinstance(row.get("model"), str) else "")  # type: ignore[arg-type]
    if model is None:
        raise ValidationError(f"model must be {' or '.join(MODELS)}, not {as_written(row.get('model'))}.")
    for each in (row, row["fields"]):
        if isinstance(each, DuplicateKeys):
            raise ValidationError(f"{as_written(each.name)} occurs more than once: keep one of them.")
    return model, row["fields"]


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
