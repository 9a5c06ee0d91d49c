"""The catalog as files, both ways: written as the repository's fixtures are, and read back.

Reading never writes: `plan_import` makes a plan of what a file would change and what is wrong with it.
"""

import json
from collections import Counter
from copy import copy
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models

from rolerequests.catalog.plan import CatalogFileError, Change, Plan, names_of_fields, on_page
from rolerequests.catalog.seeding import describe, differences_of
from rolerequests.models import CatalogEntry, Role, UserCategory

MAX_BYTES = 256 * 1024  # ten times the repository's catalog
MAX_ROWS = 1000  # thirty times the repository's catalog
MODELS = {"rolerequests.usercategory": UserCategory, "rolerequests.role": Role}
FILES: dict[str, type[models.Model]] = {"categories": UserCategory, "roles": Role}


class DuplicateKeys(dict[str, Any]):
    """An object of a file in which a name stands more than once: `name` is the first of them."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs)
        self.name = next(name for name, count in counts.items() if count > 1)


# Writing


def file_content(name: str) -> str:
    """The file `categories` or `roles` of today's catalog, to the byte as the repository keeps it."""
    model = FILES[name]
    things = (
        model._default_manager.select_related("category") if model is Role else UserCategory.objects.all()
    )
    rows = [{"model": model._meta.label_lower, "fields": fields_of(thing)} for thing in things]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def fields_of(thing: Any) -> dict[str, Any]:
    """The fields of a row; a role's category by its slug."""
    return {
        name: list(thing.category.natural_key()) if name == "category" else getattr(thing, name)
        for name in names_of_fields(thing)
    }


# Reading


def rows_of(data: bytes) -> list[Any]:
    """The rows of an uploaded file. Raises CatalogFileError."""
    choose = "choose a file of the catalog, such as roles.json"
    if len(data) > MAX_BYTES:
        raise CatalogFileError(f"The file is larger than {MAX_BYTES // 1024} KB: {choose}.")
    try:
        rows = json.loads(text := data.decode("utf-8-sig"), object_pairs_hook=as_object)
    except UnicodeError:
        raise CatalogFileError(f"The file is not text in UTF-8: {choose}.") from None
    except RecursionError:
        raise CatalogFileError(f"The file is nested too deeply: {choose}.") from None
    except json.JSONDecodeError as error:
        if not text[: error.pos].strip():
            raise CatalogFileError(f"The file is not written in JSON: {choose}.") from None
        raise CatalogFileError(
            f"The file cannot be read at line {error.lineno}, character {error.colno}: "
            "add or take away the comma, quotation mark or bracket that is wrong there."
        ) from None
    except ValueError:
        raise CatalogFileError(f"The file holds a number with thousands of digits: {choose}.") from None
    if not isinstance(rows, list) or not rows:
        raise CatalogFileError(f"The file holds no list of categories or roles: {choose}.")
    if len(rows) > MAX_ROWS:
        raise CatalogFileError(f"The file has more than {MAX_ROWS} rows: {choose}.")
    return rows


def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a file; JSON itself would silently take the last of two with the same name."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else DuplicateKeys(pairs)


def plan_import(rows: list[Any]) -> Plan:
    """What these rows would do to the catalog of now. Three queries, and none that writes."""
    return Reader().read(rows)


class Reader:
    """Reads rows one by one, and remembers what the catalog would then hold."""

    def __init__(self) -> None:
        self.plan = Plan()
        self.categories = {each.slug: each for each in UserCategory.objects.all()}
        roles = Role.objects.select_related("category")
        things: list[CatalogEntry] = [*self.categories.values(), *roles]
        self.stored: dict[tuple[str, ...], CatalogEntry] = {each.natural_key(): each for each in things}
        self.wanted: dict[tuple[str, ...], tuple[int, CatalogEntry]] = {}

    def read(self, rows: list[Any]) -> Plan:
        """The plan for all rows."""
        numbered = list(enumerate(rows, start=1))
        # Categories first, wherever they stand: roles are looked up in them.
        for number, row in sorted(numbered, key=lambda each: is_role(each[1])):
            try:
                self.take(number, row)
            except ValidationError as error:
                self.plan.errors += [f"Row {number}: {message}" for message in messages_of(error)]
        self.check_duplicate_names()
        self.classify()
        self.plan.errors.sort(key=lambda message: int(message.split()[1].rstrip(":")))
        return self.plan

    def take(self, number: int, row: Any) -> None:
        """Read a row. Raises ValidationError with all that is wrong with it."""
        model, fields = model_and_fields(row)
        values = self.values_for(model, fields)
        thing = model(**values)
        key = thing.natural_key()
        if key in self.wanted:
            raise ValidationError(f"{describe(thing)} stands in row {self.wanted[key][0]} already.")
        if stored := self.stored.get(key):
            thing = copy(stored)
            for name, value in values.items():
                setattr(thing, name, value)
        thing.full_clean(exclude=["category"], validate_unique=False, validate_constraints=False)
        self.wanted[key] = number, thing
        if isinstance(thing, UserCategory):
            self.categories[thing.slug] = thing

    def values_for(self, model: type[CatalogEntry], fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of a row as the model wants them. Raises ValidationError."""
        known = {each.name: each for each in model._meta.concrete_fields if not each.primary_key}
        wrong = [f"there is no field {as_written(name)}." for name in fields if name not in known]
        wrong += [
            f"{name} is missing." for name in ("slug", "category") if name in known and name not in fields
        ]
        values = {}
        for name, value in fields.items():
            if name == "category":
                continue
            if name in known and not is_of_kind(known[name], value):
                wrong.append(f"{name} must be {kind_of(known[name])}, not {as_written(value)}.")
            elif isinstance(value, str) and not is_plain(value):
                wrong.append(f"{name} holds a character that cannot be stored.")
            else:
                values[name] = value
        if "category" in known and "category" in fields:
            category = self.category_called(fields["category"])
            if category is None:
                wrong.append(f"there is no category {as_written(fields['category'])}.")
            values["category"] = category
        if wrong:
            raise ValidationError(wrong)
        return values

    def category_called(self, name: Any) -> UserCategory | None:
        """The category of a role's row, such as ["cms"], in this file or in the catalog."""
        if not (isinstance(name, list) and len(name) == 1 and isinstance(name[0], str)):
            return None
        return self.categories.get(name[0])

    def check_duplicate_names(self) -> None:
        """No two on the same page may have the same name, once all is carried out."""
        after = self.stored | {key: thing for key, (_, thing) in self.wanted.items()}
        names: dict[tuple[str, ...], tuple[str, ...]] = {}
        for key, thing in after.items():
            name = on_page(thing, thing.name)
            if name in names and (both := [each for each in (key, names[name]) if each in self.wanted]):
                number, named = self.wanted[both[0]]
                other = after[names[name] if both[0] == key else key]
                self.plan.errors.append(f"Row {number}: {describe(other)} is called “{named.name}” too.")
            names[name] = key

    def classify(self) -> None:
        """Into what is added, changed, and left."""
        for key, (_, thing) in self.wanted.items():
            stored = self.stored.get(key)
            if stored is None:
                self.plan.added.append(thing)
            elif differences := differences_of(thing, stored):
                self.plan.changed.append(Change(stored, thing, differences))
            else:
                self.plan.unchanged.append(stored)
        self.plan.not_in_file = [thing for key, thing in self.stored.items() if key not in self.wanted]


def is_role(row: Any) -> bool:
    """Whether a row says that it is a role."""
    return isinstance(row, dict) and row.get("model") == "rolerequests.role"


def model_and_fields(row: Any) -> tuple[type[CatalogEntry], dict[str, Any]]:
    """What a row is, and its fields. Raises ValidationError."""
    if not isinstance(row, dict) or not isinstance(row.get("fields"), dict):
        raise ValidationError("this is no category and no role: it needs a “model” and “fields”.")
    model = MODELS.get(row.get("model") if isinstance(row.get("model"), str) else "")  # type: ignore[arg-type]
    if model is None:
        raise ValidationError(f"model must be {' or '.join(MODELS)}, not {as_written(row.get('model'))}.")
    for each in (row, row["fields"]):
        if isinstance(each, DuplicateKeys):
            raise ValidationError(f"{as_written(each.name)} stands there more than once: keep one of them.")
    return cast(type[CatalogEntry], model), row["fields"]


def is_of_kind(known: Any, value: Any) -> bool:
    """Whether a value of the file is what the field holds."""
    if isinstance(known, models.BooleanField):
        return isinstance(value, bool)
    if isinstance(known, models.IntegerField):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)


def kind_of(known: Any) -> str:
    """What the field holds, in words."""
    if isinstance(known, models.BooleanField):
        return "true or false"
    return "a whole number" if isinstance(known, models.IntegerField) else "text"


def as_written(value: Any) -> str:
    """A value as the file has it, in a line that can be shown; a long one is cut."""
    written = json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace").decode()
    return written if len(written) <= 60 else f"{written[:60]}…"


def is_plain(text: str) -> bool:
    """Whether every database can store it."""
    return "\0" not in text and text.encode(errors="replace").decode() == text


def messages_of(error: ValidationError) -> list[str]:
    """What is wrong, each with its field if it has one."""
    if hasattr(error, "error_dict"):
        return [
            message if name == "__all__" else f"{name}: {message}"
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return list(error.messages)
