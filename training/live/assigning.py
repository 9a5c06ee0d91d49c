"""How a training lead chooses and orders the exercises of a class: one by one, or a set to begin with."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import TrainingClass
from training.models import Assignment, Exercise, Level

MAX_POSITION = 99
CHANGED = (
    "Someone else changed the exercises of this class after you opened this page. They are now: {}. "
    "Save again to replace them."
)

# Sets to begin with, by the employer of the people: the slugs of their exercises, in the order of the class.
SETS = {
    "state-agency": (
        "State agency",
        (
            "new-nurse-surveyor",
            "commuter",
            "oasis-coordinator",
            "access-approver",
            "change-of-mind",
            "cms-auditor",
        ),
    ),
    "cms": ("CMS", ("cms-analyst", "cms-auditor", "payments-officer", "leave-without-sending")),
}


class AssignmentForm(forms.Form):
    """One exercise: whether the class does it, as which one, and how it begins."""

    chosen = forms.BooleanField(required=False)
    position = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_POSITION,
        widget=forms.NumberInput(attrs={"class": "assignment__position"}),
    )
    level = forms.ChoiceField(choices=Level)
    last_day = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as 2026-12-31."},
    )

    def __init__(self, data: Any, exercise: Exercise, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=exercise.slug, initial=initial)
        self.exercise = exercise
        for name, words in (("chosen", "{}"), ("position", "Order of {}"), ("level", "Level of {}")):
            self.fields[name].label = words.format(exercise)
        self.fields["last_day"].label = f"Last day of {exercise}"

    @property
    def order(self) -> tuple[int, int]:
        """Where it comes: by its number; without one, after the others in the order of all exercises."""
        return (self.cleaned_data["position"] or MAX_POSITION + 1, self.exercise.position)


class AssignmentsForm(forms.Form):
    """All active exercises, and those that the class has already."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, training_class: TrainingClass, data: Any = None, set_key: str = "") -> None:
        """`set_key` names the set that is ticked at first, instead of the exercises that the class has."""
        self.training_class = training_class
        stored = assignments_of(training_class)
        super().__init__(data, initial={"version": version_of(stored)})
        by_exercise = {each.exercise_id: each for each in stored}
        offered = Exercise.objects.offered() | Exercise.objects.filter(pk__in=by_exercise)
        self.rows = [
            AssignmentForm(data, exercise=each, initial=initial_of(by_exercise.get(each.pk), each, set_key))
            for each in offered.distinct()
        ]
        self.rows.sort(
            key=lambda row: (row.initial.get("position") or MAX_POSITION + 1, row.exercise.position)
        )

    def is_valid(self) -> bool:
        valid = [row.is_valid() for row in self.rows]  # all of them, for their errors
        return super().is_valid() and all(valid)

    def clean(self) -> dict[str, Any]:
        """Refuse to replace what someone else saved since. The page that follows can be saved."""
        cleaned = super().clean() or {}
        stored = assignments_of(self.training_class)
        if cleaned.get("version") != version_of(stored):
            self.data = self.data.copy()  # type: ignore[attr-defined] # posted data can be copied
            self.data["version"] = version_of(stored)  # type: ignore[index]
            raise ValidationError(CHANGED.format(in_words(stored)), code="changed")
        return cleaned

    def save(self) -> tuple[str, str]:
        """Store the exercises of the class. Returns them in words, as they were and as they are."""
        chosen = sorted((row for row in self.rows if row.cleaned_data["chosen"]), key=lambda row: row.order)
        with transaction.atomic():
            TrainingClass.objects.select_for_update(no_key=True).get(pk=self.training_class.pk)
            before = in_words(assignments_of(self.training_class))
            self.training_class.assignments.all().delete()
            Assignment.objects.bulk_create(
                Assignment(
                    training_class=self.training_class,
                    exercise=row.exercise,
                    position=number,
                    level=row.cleaned_data["level"],
                    last_day=row.cleaned_data["last_day"],
                )
                for number, row in enumerate(chosen, start=1)
            )
            return before, in_words(assignments_of(self.training_class))


def assignments_of(training_class: TrainingClass) -> list[Assignment]:
    """The exercises of a class, in its order. One query."""
    return list(training_class.assignments.select_related("exercise"))


def assign_set(training_class: TrainingClass, set_key: str) -> list[Assignment]:
    """Give a new class the active exercises of a set, each with all help. Returns them; none for no set."""
    slugs = slugs_of(set_key)
    exercises = sorted(
        Exercise.objects.offered().filter(slug__in=slugs), key=lambda each: slugs.index(each.slug)
    )
    return Assignment.objects.bulk_create(
        Assignment(training_class=training_class, exercise=each, position=number)
        for number, each in enumerate(exercises, start=1)
    )


def slugs_of(set_key: str) -> Sequence[str]:
    """The slugs of a set, in order; none for an unknown one."""
    return SETS[set_key][1] if set_key in SETS else ()


def initial_of(assignment: Assignment | None, exercise: Exercise, set_key: str) -> dict[str, Any]:
    """What the row of an exercise begins with: what is stored, or what a set says."""
    initial: dict[str, Any] = {"chosen": False, "level": Level.SHOW}
    if assignment:
        initial = {"chosen": True, "position": assignment.position, "level": assignment.level}
        initial["last_day"] = assignment.last_day
    if set_key in SETS:
        slugs = slugs_of(set_key)
        initial["chosen"] = exercise.slug in slugs
        initial["position"] = slugs.index(exercise.slug) + 1 if initial["chosen"] else None
    return initial


def in_words(assignments: Sequence[Assignment]) -> str:
    """The exercises in words, for the history; '' for none."""
    return "; ".join(
        f"{each.exercise} ({each.get_level_display()}{f', until {each.last_day}' if each.last_day else ''})"
        for each in assignments
    )


def version_of(assignments: Sequence[Assignment]) -> str:
    """A digest of the exercises of a class, as a page showed them."""
    shown = [(each.exercise_id, each.position, each.level, str(each.last_day)) for each in assignments]
    return sha256(repr(shown).encode()).hexdigest()[:12]
