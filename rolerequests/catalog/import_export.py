"""The catalog as files: exported as the fixtures of the repository are written, and imported.

Reading a file writes nothing: `plan_import` returns a plan of what the file would change, and its errors.
"""

import json
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError

from rolerequests import json_rows
from rolerequests.catalog.plan import Change, Plan, name_on_page
from rolerequests.catalog.seeding import differences_of
from rolerequests.models import CatalogEntry, Role, UserCategory

MAX_BYTES = 256 * 1024  # ten times the repository's catalog
MAX_ROWS = 1000  # thirty times the repository's catalog
MODELS: dict[str, type[CatalogEntry]] = {"rolerequests.usercategory": UserCategory, "rolerequests.role": Role}
FILES: dict[str, type[CatalogEntry]] = {"categories": UserCategory, "roles": Role}


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
    return json_rows.rows_of(
        data, max_bytes=MAX_BYTES, max_rows=MAX_ROWS, what="categories or roles", example="roles.json"
    )


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
        for number, row in sorted(
            numbered, key=lambda each: json_rows.model_of(each[1]) == "rolerequests.role"
        ):
            try:
                self.read_row(number, row)
            except ValidationError as error:
                self.plan.errors += [f"Row {number}: {message}" for message in json_rows.messages_of(error)]
        self.check_duplicate_names()
        self.classify()
        self.plan.errors.sort(key=json_rows.row_number)
        return self.plan

    def read_row(self, number: int, row: Any) -> None:
        """Add the entry of a row to `wanted`. Raises ValidationError with all errors of the row."""
        model, fields = json_rows.model_and_fields(row, MODELS)
        is_role = model is Role
        values = json_rows.values_for(
            model,
            fields,
            required=("slug", "category") if is_role else ("slug",),
            references={"category": self.category_for} if is_role else {},
        )
        entry: Any = model(**values)
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
