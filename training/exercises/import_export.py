"""The exercises as a file: exported as the repository keeps it, fixtures/exercises.json, and imported.

Reading a file writes nothing: `plan_import` returns a plan of what the file would change, and its errors.
"""

import json
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from accounts.text import clean_label
from rolerequests import json_rows
from rolerequests.models import CatalogEntry, Organization, Role, UserCategory
from rolerequests.models.text import clean_text, is_storable
from rolerequests.qa.presets import PRESETS
from training.exercises.checks import with_everything
from training.exercises.plan import Plan, PlannedExercise, TurnChange
from training.models import Exercise, WrongTurn
from training.models.exercises import MAX_WRONG_TURNS

MAX_BYTES = 1024**2  # twenty times the repository's exercises
MAX_ROWS = 5000  # twenty times the repository's exercises
MODELS: dict[str, type[models.Model]] = {each._meta.label_lower: each for each in (Exercise, WrongTurn)}
# Looked up in what is loaded, so that no row takes a query.
REFERENCES = ("exercise", "category", "role", "also_pending", "begin_with")

# Export


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


# Import


def rows_of(data: bytes) -> list[Any]:
    """The rows of an uploaded file. Raises FileError."""
    return json_rows.rows_of(
        data, max_bytes=MAX_BYTES, max_rows=MAX_ROWS, what="exercises", example="exercises.json"
    )


class Stored:
    """What the database has and a file can name. Five queries."""

    def __init__(self) -> None:
        categories = UserCategory.objects.all()
        roles = Role.objects.select_related("category")
        self.exercises = {each.slug: each for each in with_everything(Exercise.objects.all())}
        self.entries: dict[tuple[str, ...], CatalogEntry] = {
            each.natural_key(): each for entries in (categories, roles) for each in entries
        }


def plan_import(rows: list[Any], stored: Stored | None = None, *, removes: bool = True) -> Plan:
    """What these rows would change. At most six queries; writes nothing.

    An exercise of the file comes whole: fields that its row leaves out are empty, and if it `removes`, wrong
    turns that the file leaves out are removed.
    """
    return Reader(stored or Stored(), removes).read(rows)


class Reader:
    """Reads rows one by one and collects the exercises and wrong turns that there would then be."""

    def __init__(self, stored: Stored, removes: bool) -> None:
        self.plan = Plan()
        self.stored = stored
        self.removes = removes
        self.organizations: dict[str, Organization] = {}
        # By slug, with the number of its row, and its organizations.
        self.exercises: dict[str, tuple[int, Exercise, list[Organization]]] = {}
        self.turns: dict[tuple[str, ...], tuple[int, WrongTurn]] = {}  # by natural key
        self.refused: set[str] = set()  # their wrong turns have no errors of their own

    def read(self, rows: list[Any]) -> Plan:
        codes = {code for row in rows for code in codes_in(row)}
        self.organizations = {each.code: each for each in Organization.objects.filter(code__in=codes)}
        numbered = list(enumerate(rows, start=1))
        # Exercises first, wherever their rows are: wrong turns are looked up in them.
        for number, row in sorted(
            numbered, key=lambda each: json_rows.model_of(each[1]) == WrongTurn._meta.label_lower
        ):
            try:
                self.read_row(number, row)
            except ValidationError as error:
                self.plan.errors += [f"Row {number}: {message}" for message in json_rows.messages_of(error)]
        self.classify()
        self.plan.errors.sort(key=json_rows.row_number)
        return self.plan

    def read_row(self, number: int, row: Any) -> None:
        """Take the exercise or wrong turn of a row. Raises ValidationError with all errors of the row."""
        model, fields = json_rows.model_and_fields(row, MODELS)
        if model is Exercise:
            slug = fields.get("slug")
            self.refused.add(str(slug))
            self.read_exercise(number, fields)
            self.refused.discard(str(slug))
        elif slug_in(fields.get("exercise")) not in self.refused:
            self.read_turn(number, fields)

    def read_exercise(self, number: int, fields: dict[str, Any]) -> None:
        values = json_rows.values_for(
            Exercise,
            fields,
            required=("slug", "position"),
            references={
                **dict.fromkeys(("category", "begin_with"), self.category_for),
                **dict.fromkeys(("role", "also_pending"), self.role_for),
                "organizations": self.organizations_for,
            },
        )
        organizations = values.pop("organizations", [])
        slug = values["slug"]
        if slug in self.exercises:
            raise ValidationError(f"exercise {slug} is already in row {self.exercises[slug][0]}.")
        stored = self.stored.exercises.get(slug)
        exercise = copy(stored) if stored else Exercise()
        for field in Exercise._meta.concrete_fields:
            if field.editable and not field.primary_key:
                setattr(exercise, field.name, cleaned(field, values.get(field.name, field.get_default())))
        exercise.full_clean(exclude=REFERENCES, validate_unique=False, validate_constraints=False)
        if error := errors_beyond_the_model(exercise, organizations):
            raise ValidationError(error)
        if stored:
            exercise.organizations_differ = set(organizations) != set(stored.organizations.all())
        self.exercises[slug] = number, exercise, organizations

    def read_turn(self, number: int, fields: dict[str, Any]) -> None:
        values = json_rows.values_for(
            WrongTurn,
            fields,
            required=("exercise", "on", "sentence"),
            references={
                "exercise": self.exercise_for,
                "category": self.category_for,
                "role": self.role_for,
            },
        )
        turn = WrongTurn(**values)
        turn.sentence = clean_text(turn.sentence)
        turn.full_clean(exclude=REFERENCES, validate_unique=False, validate_constraints=False)
        key = turn.natural_key()
        if key in self.turns:
            raise ValidationError(f"the wrong turn “{turn.about}” is already in row {self.turns[key][0]}.")
        self.turns[key] = number, turn

    def category_for(self, key: Any) -> Any:
        """The category that a natural key names, such as ["cms"]."""
        return self.stored.entries.get(as_key(key)) if len(as_key(key)) == 1 else None

    def role_for(self, key: Any) -> Any:
        """The role that a natural key names, such as ["cms", "general-user"]."""
        return self.stored.entries.get(as_key(key)) if len(as_key(key)) > 1 else None

    def exercise_for(self, key: Any) -> Exercise | None:
        """The exercise that a wrong turn names, from this file or from the database."""
        slug = slug_in(key)
        return self.exercises[slug][1] if slug in self.exercises else self.stored.exercises.get(slug)

    def organizations_for(self, keys: Any) -> list[Organization] | None:
        """The organizations that a file names, such as [["368498"]]; None if one of them is not known."""
        if not isinstance(keys, list):
            return None
        found = [self.organizations.get(slug_in(key)) for key in keys]
        return None if None in found else [each for each in found if each]

    def classify(self) -> None:
        """Sort the exercises into those that are added, changed and left."""
        turns: dict[str, dict[tuple[str, ...], WrongTurn]] = {slug: {} for slug in self.exercises}
        for key, (_, turn) in self.turns.items():
            turns.setdefault(key[0], {})[key] = turn
        for slug, own in turns.items():
            planned = self.planned(slug, own)
            if own and len(planned.turns) > MAX_WRONG_TURNS:
                number = max(self.turns[key][0] for key in own)
                self.plan.errors.append(
                    f"Row {number}: exercise {slug} would have {len(planned.turns)} wrong turns, and "
                    f"{MAX_WRONG_TURNS} is the limit."
                )
            if planned.stored is None:
                self.plan.added.append(planned)
            elif planned.is_changed:
                self.plan.changed.append(planned)
            else:
                self.plan.unchanged.append(planned.stored)
        stored = self.stored.exercises
        self.plan.not_in_file = [each for slug, each in stored.items() if slug not in turns]

    def planned(self, slug: str, turns: dict[tuple[str, ...], WrongTurn]) -> PlannedExercise:
        """An exercise as it would be, with its wrong turns in the file by natural key."""
        stored = self.stored.exercises.get(slug)
        present: dict[tuple[str, ...], WrongTurn] = {
            each.natural_key(): each for each in (stored.wrong_turns.all() if stored else ())
        }
        changes = [
            TurnChange(present.get(key), turn)
            for key, turn in turns.items()
            if key not in present or present[key].sentence != turn.sentence
        ]
        others = [each for key, each in present.items() if key not in turns]
        if slug in self.exercises:
            _, exercise, organizations = self.exercises[slug]
        else:  # the file has wrong turns of it only
            exercise = self.stored.exercises[slug]
            organizations = list(exercise.organizations.all())
        if slug in self.exercises and self.removes:
            changes += [TurnChange(each, None) for each in others]
            others = []
        return PlannedExercise(exercise, stored, organizations, [*turns.values(), *others], changes)


def codes_in(row: Any) -> list[str]:
    """The codes of organizations in a row, whatever it is."""
    fields = row.get("fields") if isinstance(row, dict) else None
    keys = fields.get("organizations") if isinstance(fields, dict) else None
    codes = [code for key in keys for code in as_key(key)] if isinstance(keys, list) else []
    return [code for code in codes if is_storable(code)]


def as_key(value: Any) -> tuple[str, ...]:
    """A natural key of a file; () if it is none."""
    is_key = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return tuple(value) if is_key else ()


def slug_in(key: Any) -> str:
    """The slug or code in a natural key of one; '' if it is none."""
    return "".join(as_key(key)[:1])


def cleaned(field: Any, value: Any) -> Any:
    """A value as the admin's form would store it."""
    if not isinstance(value, str):
        return value
    return clean_text(value) if isinstance(field, models.TextField) else clean_label(value)


def errors_beyond_the_model(exercise: Exercise, organizations: list[Organization]) -> dict[str, str]:
    """What the admin's form checks too: the preset, and the organizations that page 3 asks for."""
    errors = {"organizations": exercise.organizations_error(organizations)}
    if exercise.preset not in PRESETS:
        errors["preset"] = f"Write one of these: {', '.join(PRESETS)}."
    return {name: error for name, error in errors.items() if error}
