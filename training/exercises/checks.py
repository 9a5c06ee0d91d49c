"""Catalog checks of exercises: what their trainees cannot do, or would read wrong."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet

from accounts.audit_log import Action
from accounts.models import AuditEntry
from rolerequests.catalog.checks import Finding, is_offered, name_of
from rolerequests.catalog.checks import error as error_about
from rolerequests.catalog.checks import warning as warning_about
from rolerequests.models import Role, UserCategory
from rolerequests.qa.presets import PRESETS
from training.exercises.selections import wrong_selections
from training.models import Exercise, Field, Occasion, WrongTurn
from training.models.placeholders import fill
from training.practice.grading import find

MAX_WORDS = 50  # said at a time: more does not fit above the replica on a phone
SHOWN = ("task", "why", "slip")  # the fields of an exercise with that limit
TEXTS = ("title", *SHOWN, "in_iqies")
SHOWN_NAMES = 5


def with_everything(exercises: "QuerySet[Exercise]") -> "QuerySet[Exercise]":
    """With all that the checks and the preview read. Three queries."""
    turns = WrongTurn.objects.select_related("category", "role__category").order_by("pk")
    return exercises.select_related(
        "category", "role__category", "also_pending__category", "begin_with"
    ).prefetch_related(Prefetch("wrong_turns", turns), "organizations")


def check_exercises(categories: list[UserCategory]) -> Iterator[Finding]:
    """The findings about all active exercises. Four queries, one more if entries were renamed."""
    exercises = list(with_everything(Exercise.objects.offered()))
    renamed = old_names(categories) if exercises else {}
    for exercise in exercises:
        yield from findings_of(exercise, categories, renamed)


def findings_about(exercise: Exercise) -> list[Finding]:
    """The findings about one exercise, active or not."""
    loaded = with_everything(Exercise.objects.filter(pk=exercise.pk)).get()
    categories = list(UserCategory.objects.prefetch_related("roles"))
    return list(findings_of(loaded, categories, old_names(categories)))


def findings_of(
    exercise: Exercise, categories: list[UserCategory], renamed: dict[str, str]
) -> Iterator[Finding]:
    """The findings of all checks about an exercise that is loaded with everything."""
    yield from not_offered(exercise)
    yield from not_valid(exercise)
    yield from without_open_organizations(exercise)
    yield from about_other_pages(exercise)
    yield from without_a_sentence(exercise, categories)
    yield from too_many_words(exercise)
    yield from with_old_names(exercise, renamed)


def not_offered(exercise: Exercise) -> Iterator[Finding]:
    """Exercises whose category or role trainees do not see."""
    for entry in (exercise.category, exercise.role, exercise.begin_with, exercise.also_pending):
        if entry is not None and not is_offered(entry):
            yield error_about(
                exercise,
                f"needs the {entry._meta.verbose_name} {name_of(entry)}, which trainees do not see: activate "
                "it, change the exercise, or deactivate the exercise.",
            )
            return


def not_valid(exercise: Exercise) -> Iterator[Finding]:
    """Exercises that the form would refuse now, because the catalog or the presets changed."""
    try:
        exercise.clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = exercise._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield error_about(exercise, f"has an error at “{label}”: {' '.join(messages)}")
    if exercise.preset not in PRESETS:
        yield error_about(
            exercise, f"starts with the practice data “{exercise.preset}”, which is no longer known."
        )


def without_open_organizations(exercise: Exercise) -> Iterator[Finding]:
    """Exercises whose organizations trainees cannot add."""
    asks = exercise.role.asks_organizations if exercise.role else ""
    organizations = list(exercise.organizations.all())
    if asks and not organizations:
        yield error_about(exercise, "names no organization, and page 3 asks its role for one.")
    unusable = [each for each in organizations if asks and not (each.is_open and each.group == asks)]
    if unusable:
        names = ", ".join(map(str, unusable))
        yield error_about(
            exercise, f"needs organizations that trainees cannot add: {names}. Reopen or replace them."
        )


def about_other_pages(exercise: Exercise) -> Iterator[Finding]:
    """Sentences about a selection that fits, or about a role that page 2 does not list in this category."""
    for turn in exercise.wrong_turns.all():
        if turn.role and turn.role.category_id not in (exercise.category_id, exercise.begin_with_id):
            yield warning_about(
                exercise,
                f"has a sentence about {name_of(turn.role)}, but page 2 does not list it there.",
            )
        elif turn.selection and turn.selection in fitting(exercise).get(turn.on, ()):
            yield warning_about(exercise, f"has a sentence about {turn.selection}, which its task needs.")


def fitting(exercise: Exercise) -> dict[str, Sequence[str]]:
    """The selections that fit, by field."""
    return {
        Field.CATEGORY: [exercise.category.key] if exercise.category else [],
        Field.ROLE: [exercise.role.key] if exercise.role else [],
        Field.STATE: exercise.state_codes[:1] if len(exercise.state_codes) == 1 else [],
    }


def without_a_sentence(exercise: Exercise, categories: list[UserCategory]) -> Iterator[Finding]:
    """Wrong selections that the exercise itself says nothing about."""
    turns = list(exercise.wrong_turns.all())
    results = [each.result for each in wrong_selections(exercise, categories)]
    missing = [each for each in results if not find(turns, each.field, each.key, Occasion.CHOSEN)]
    if missing:
        names = ", ".join(f"{each.label} {each.selected}" for each in missing[:SHOWN_NAMES])
        more = f" and {len(missing) - SHOWN_NAMES} more" if len(missing) > SHOWN_NAMES else ""
        yield warning_about(
            exercise, f"has no sentence of its own for: {names}{more}. The coach then says a general one."
        )


def too_many_words(exercise: Exercise) -> Iterator[Finding]:
    """Texts that are too long to be read above the replica."""
    for sentence in length_warnings(exercise, exercise.wrong_turns.all()):
        yield warning_about(exercise, f"has {sentence}")


def length_warnings(exercise: Exercise, turns: Iterable[WrongTurn]) -> Iterator[str]:
    """Which texts of an exercise and of its wrong turns have too many words."""
    words = exercise.words(exercise.first_state)
    for label, text, entry in texts_of(exercise, turns, SHOWN):
        if entry:
            words["selected"], words["description"] = entry.name, entry.description
        if (number := len(fill(text, words).split())) > MAX_WORDS:
            yield f"{number} words at “{label}”: above {MAX_WORDS} they are hard to read."


def with_old_names(exercise: Exercise, renamed: dict[str, str]) -> Iterator[Finding]:
    """Texts with a name that a category or role had before."""
    for label, text, _ in texts_of(exercise, exercise.wrong_turns.all(), TEXTS):
        for old, new in renamed.items():
            if old in text and re.search(rf"(?<!\w){re.escape(old)}(?!\w)", text.replace(new, "")):
                yield warning_about(
                    exercise,
                    f"has the name “{old}” at “{label}”. It is now “{new}”: use a placeholder or that.",
                )


def texts_of(
    exercise: Exercise, turns: Iterable[WrongTurn], fields: Sequence[str]
) -> Iterator[tuple[str, str, UserCategory | Role | None]]:
    """The labels and texts of these fields and of wrong turns, each with the entry that it is about."""
    for name in fields:
        label = str(exercise._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        yield label, getattr(exercise, name), None
    for turn in turns:
        yield turn.about, turn.sentence, turn.category or turn.role


def old_names(categories: list[UserCategory]) -> dict[str, str]:
    """The names that categories and roles had before, by the audit log, each with the present name."""
    entries = [*categories, *(role for category in categories for role in category.roles.all())]
    now: dict[Any, str] = {(type(each), str(each.pk)): each.name for each in entries}
    types = {kind.pk: model for model, kind in ContentType.objects.get_for_models(UserCategory, Role).items()}
    keys = {pk for _, pk in now}  # with the types, they are what the index of the log finds
    changed = AuditEntry.objects.filter(content_type__in=types, object_id__in=keys, action=Action.CHANGED)
    present, found = set(now.values()), {}
    # Rows, not objects: there is one for each change of the catalog.
    for kind, pk, changes in changed.values_list("content_type_id", "object_id", "changes"):
        name = now.get((types[kind or 0], pk))
        for change in changes:
            if change["field"] == "name" and name and change["before"] not in present:
                found[change["before"]] = name
    return found
