"""Exercises: a short story, the request that its task needs, and what the coach says to wrong turns."""

import re
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from rolerequests.models import Organization, Role, UserCategory
from rolerequests.models.catalog_entry import is_not_blank
from rolerequests.models.choices import SurveyorResponse
from rolerequests.models.us_states import STATE_NAMES, State
from training.models.choices import TURNS, Field, Goal, Occasion, Turn
from training.models.placeholders import NEEDED, SELECTED, check_placeholders, fill

MAX_WRONG_TURNS = 80  # of an exercise, so that its page can still be read


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    """Queries of exercises."""

    def offered(self) -> "ExerciseQuerySet":
        """The active exercises."""
        return self.filter(is_active=True)

    def get_by_natural_key(self, slug: str) -> "Exercise":
        return self.get(slug=slug)


class Exercise(models.Model):
    """A task and the request that it needs: exercise, grader and test are this one record.

    Sentences name roles, categories and states by placeholders, so that they follow a change of the catalog.
    """

    # Fields that say what an attempt is compared with: a change of one is a new version.
    EXPECTATION = (
        *("goal", "preset", "category_id", "role_id", "states", "response_expected"),
        *("also_pending_id", "begin_with_id"),
    )

    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    task = models.TextField(max_length=600)
    goal = models.CharField(max_length=10, choices=Goal, default=Goal.SUBMIT)
    preset = models.CharField("practice data at the start", max_length=40, default="fresh")
    category = models.ForeignKey(
        UserCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="exercises"
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="exercises")
    # The first is that of the story; a refresher takes another one.
    states = models.CharField(max_length=250, blank=True)
    organizations = models.ManyToManyField(Organization, blank=True, related_name="exercises")
    response_expected = models.BooleanField('needs a response to "Are you a Surveyor?"', default=False)
    also_pending = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exercises_that_keep_it",
        verbose_name="role that stays pending, too",
    )
    begin_with = models.ForeignKey(
        UserCategory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exercises_that_begin_with_it",
        verbose_name="category to begin with",
    )
    why = models.TextField("why it fits", max_length=600)
    slip = models.TextField("slip of the job aid", max_length=600, blank=True)
    in_iqies = models.TextField("what iQIES would do", max_length=600, blank=True)
    section = models.CharField(
        "section of the job aid", max_length=1, choices=[(each, each) for each in "234"], default="2"
    )
    sources = models.TextField(max_length=1000, blank=True)
    is_active = models.BooleanField("active", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ExerciseQuerySet.as_manager()

    # Set before save() by those who store other organizations after it.
    organizations_differ = False

    class Meta:
        ordering = ("position", "slug")
        constraints = (
            models.CheckConstraint(condition=is_not_blank("title"), name="exercise_title_written"),
            models.CheckConstraint(condition=is_not_blank("task"), name="exercise_task_written"),
            models.CheckConstraint(condition=Q(goal__in=Goal.values), name="exercise_goal_is_known"),
            models.CheckConstraint(condition=Q(section__in="234"), name="exercise_section_is_known"),
            models.CheckConstraint(
                condition=Q(goal=Goal.LEAVE, category=None, role=None, states="", begin_with=None)
                | Q(goal=Goal.SUBMIT, category__isnull=False, role__isnull=False),
                name="exercise_needs_a_role_to_submit",
            ),
        )

    def __str__(self) -> str:
        return self.title_for(self.first_state)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it, as a new version if it expects something else."""
        self.version += self.expects_something_else
        super().save(*args, **kwargs)
        self.stored = self.expectation
        self.organizations_differ = False

    @property
    def expectation(self) -> dict[str, Any]:
        """What an attempt is compared with, but for the organizations."""
        return {name: self.__dict__.get(name) for name in self.EXPECTATION}

    @property
    def expects_something_else(self) -> bool:
        """Whether what an attempt is compared with differs from what is stored; False for a new one."""
        stored = getattr(self, "stored", None)
        return stored is not None and (self.organizations_differ or stored != self.expectation)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> "Exercise":
        exercise = super().from_db(*args, **kwargs)
        exercise.stored = exercise.expectation
        return exercise

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.goal == Goal.LEAVE:
            self.category = self.role = self.begin_with = None
            self.states = ""
        else:
            if self.category is None:
                errors["category"] = "Choose the category that the task needs."
            if self.role is None:
                errors["role"] = "Choose the role that the task needs."
            elif self.role.category_id != self.category_id:
                errors["role"] = f"This role belongs to the category {self.role.category}."
        unknown = [code for code in self.state_codes if code not in State.values]
        self.states = ", ".join(self.state_codes)
        if unknown:
            errors["states"] = f"There is no state {unknown[0]}. Write codes such as OH, PA."
        elif self.role and self.role.asks_state and not self.state_codes:
            errors["states"] = "Page 3 asks this role for a state: write its code, such as OH."
        elif self.role and not self.role.asks_state and self.state_codes:
            errors["states"] = "Page 3 does not ask this role for a state: leave this blank."
        for name in ("title", "task", "why", "slip", "in_iqies"):
            try:
                check_placeholders(getattr(self, name), NEEDED)
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def organizations_error(self, organizations: Collection[Organization]) -> str:
        """Why it cannot need these organizations; '' if it can. Page 3 asks for one group, or for none."""
        asks = self.role.asks_organizations if self.role and self.goal == Goal.SUBMIT else ""
        if asks and not organizations:
            return "Page 3 asks this role for organizations: enter the CCN or code of each."
        if organizations and not asks:
            return "Page 3 does not ask this role for organizations: leave this blank."
        others = [each for each in organizations if each.group != asks]
        return f"Page 3 does not offer {others[0]} for this role." if others else ""

    @property
    def state_codes(self) -> list[str]:
        """The codes of its states; the first is that of the story."""
        return [code.upper() for code in re.split(r"[\s,;]+", self.states) if code]

    @property
    def first_state(self) -> str:
        """The code of the story's state, or ''."""
        return (self.state_codes or [""])[0]

    def words(self, state: str) -> dict[str, str]:
        """What the placeholders of its sentences mean, in an attempt for this state (code or '')."""
        return {
            "category": str(self.category or ""),
            "role": self.role.name if self.role else "",
            "state": STATE_NAMES.get(state, state),
            "also_pending": self.also_pending.name if self.also_pending_id and self.also_pending else "",
            "begin_with": str(self.begin_with or "") if self.begin_with_id else "",
        }

    def title_for(self, state: str) -> str:
        """The title for a state (code or ''). The page of a form with a wrong code shows it, too."""
        return fill(self.title, {"state": STATE_NAMES.get(state, state)})

    def task_for(self, state: str) -> str:
        """The task for a state (code or '')."""
        return fill(self.task, self.words(state))


# What the values of a wrong turn mean.
VALUES: dict[str, str] = {**dict(State.choices), **dict(SurveyorResponse.choices), **dict(Turn.choices)}


class WrongTurnQuerySet(models.QuerySet["WrongTurn"]):
    """Queries of wrong turns."""

    def get_by_natural_key(self, exercise: str, on: str, selection: str, occasion: str) -> "WrongTurn":
        for each in self.filter(exercise__slug=exercise, on=on, occasion=occasion):
            if each.selection == selection:
                return each
        raise WrongTurn.DoesNotExist


class WrongTurn(models.Model):
    """What the coach says when a selection differs from what the exercise needs.

    Without a category, role or value it is about every other one.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="wrong_turns")
    on = models.CharField("about", max_length=20, choices=Field)
    category = models.ForeignKey(UserCategory, on_delete=models.PROTECT, null=True, blank=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True)
    # The code of a state, a SurveyorResponse, or a Turn.
    value = models.CharField(max_length=20, blank=True)
    occasion = models.CharField("when", max_length=10, choices=Occasion, default=Occasion.CHOSEN)
    sentence = models.TextField(max_length=400)

    objects = WrongTurnQuerySet.as_manager()

    class Meta:
        ordering = ("exercise", "pk")
        constraints = (
            models.UniqueConstraint(
                "exercise",
                "on",
                Coalesce(F("category"), Value(0)),
                Coalesce(F("role"), Value(0)),
                "value",
                "occasion",
                name="one_sentence_per_wrong_turn",
            ),
            models.CheckConstraint(condition=Q(on__in=Field.values), name="wrong_turn_field_is_known"),
            models.CheckConstraint(
                condition=Q(occasion__in=Occasion.values), name="wrong_turn_occasion_is_known"
            ),
            models.CheckConstraint(condition=is_not_blank("sentence"), name="wrong_turn_sentence_written"),
            models.CheckConstraint(
                condition=(Q(category=None) | Q(on=Field.CATEGORY))
                & (Q(role=None) | Q(on=Field.ROLE))
                & (Q(value="") | ~Q(on__in=(Field.CATEGORY, Field.ROLE, Field.ORGANIZATIONS))),
                name="wrong_turn_about_its_field",
            ),
        )

    def __str__(self) -> str:
        return f"{self.exercise}: {self.about}"

    def natural_key(self) -> tuple[str, str, str, str]:
        return (self.exercise.slug, self.on, self.selection, self.occasion)

    @property
    def selection(self) -> str:
        """What it is about, as the key of a catalog entry, a code or a Turn; '' for every other one."""
        entry = self.category or self.role
        return entry.key if entry else self.value

    @property
    def about(self) -> str:
        """What it is about, in words: `Category: CMS`, `State: any other (After Submit Request)`."""
        selected = self.category or self.role or VALUES.get(self.value, self.value) or "any other"
        when = "" if self.occasion == Occasion.CHOSEN else f" ({self.get_occasion_display()})"
        return f"{Field(self.on).label}: {selected}{when}"

    def clean(self) -> None:
        super().clean()
        if self.on != Field.CATEGORY:
            self.category = None
        if self.on != Field.ROLE:
            self.role = None
        if self.on in (Field.CATEGORY, Field.ROLE, Field.ORGANIZATIONS):
            self.value = ""
        allowed = {
            Field.STATE: ("", *State.values),
            Field.RESPONSE: ("", SurveyorResponse.YES, SurveyorResponse.NO),
            Field.PENDING: TURNS[Field.PENDING],
            Field.WAY: TURNS[Field.WAY],
        }.get(Field(self.on), ("",))
        if self.value not in allowed:
            raise ValidationError({"value": f"Write one of these: {', '.join(filter(None, allowed))}."})
        try:
            check_placeholders(self.sentence, (*NEEDED, *SELECTED))
        except ValidationError as error:
            raise ValidationError({"sentence": error}) from None
