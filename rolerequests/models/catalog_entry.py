"""What categories and roles have in common: fields, order, validation."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThan

from accounts.text import clean_label
from rolerequests.models.text import clean_text, comparable

MAX_POSITION = 9999
DESCRIPTION_REQUIRED = "Write the description, or save this as inactive until you have one."


def is_not_blank(field: str) -> Q:
    """The condition of a constraint: the field holds more than blanks."""
    return Q(GreaterThan(Length(Trim(field)), 0))


class PutLastMixin:
    """Mixin for a query set: bulk_create() puts entries without a position last, as save() does."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        entries = list(objs)
        assign_positions(entries)
        created: list[Any] = super().bulk_create(entries, *args, **kwargs)  # type: ignore[misc]
        return created


class CatalogEntry(models.Model):
    """A category or a role. Stored without a position, it goes last among its siblings."""

    # Field, error code and message for each constraint. A message in Meta would be part of the schema.
    CONSTRAINT_ERRORS: ClassVar[dict[str, tuple[str, str, str]]]
    # The fields that fixtures and exported files have, in their order there.
    FILE_FIELDS: ClassVar[tuple[str, ...]]

    slug = models.SlugField(max_length=100)
    name = models.CharField(max_length=100)
    description = models.TextField(max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(blank=True, validators=[MaxValueValidator(MAX_POSITION)])
    is_active = models.BooleanField("active", default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        """The slugs that identify the entry in fixtures and exported files."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """The natural key as text: `state-agency`, `state-agency/general-user`."""
        return "/".join(self.natural_key())

    @property
    def full_key(self) -> str:
        """The key with the type of the entry: `role state-agency/general-user`."""
        return f"{self._meta.verbose_name} {self.key}"

    @property
    def note(self) -> str:
        """What the page adds below the description; '' if nothing."""
        return ""

    def siblings(self) -> "QuerySet[Any]":
        """The entries on the same page, active or not, including this one, in the order of the page."""
        raise NotImplementedError

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Clean the texts, then check each field. A blank label gets the message of its constraint."""
        self.name, self.description = clean_label(self.name), clean_text(self.description)
        errors: dict[str, Any] = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.error_dict
        if not self.name and "name" not in (exclude or ()):
            errors["name"] = self.constraint_error("name", "required")
        if errors:
            raise ValidationError(errors)

    def clean(self) -> None:
        super().clean()
        if self.is_active and not self.description:
            raise ValidationError({"description": self.constraint_error("description", "required")})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        errors = {}
        for model, constraints in self.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self, set(exclude or ()))
                except ValidationError:
                    field, code = self.CONSTRAINT_ERRORS[constraint.name][:2]
                    errors[field] = self.constraint_error(field, code)
        if "name" not in {*errors, *(exclude or ())} and self.has_twin():
            errors["name"] = self.constraint_error("name", "unique")
        if errors:
            raise ValidationError(errors)

    def constraint_error(self, field: str, code: str) -> ValidationError:
        """The error of a constraint, by its field and code."""
        messages = {(field, code): message for field, code, message in self.CONSTRAINT_ERRORS.values()}
        return ValidationError(messages[field, code], code)

    def has_twin(self) -> bool:
        """Whether trainees cannot tell the name from that of another entry on the page.

        The database compares names as they are stored, so its constraint finds fewer.
        """
        others = self.siblings().exclude(pk=self.pk).values_list("name", flat=True)
        return comparable(self.name) in map(comparable, others)

    def move(self, by: int) -> bool:
        """Swap the entry with the one before (-1) or after (1). False if there is none, or it was deleted.

        Numbers all siblings from 1 on: two with the same position would keep their order by name.
        """
        with transaction.atomic():
            list(self.siblings().order_by("pk").select_for_update(no_key=True))
            ordered = list(self.siblings())  # read again: a query that waits for a lock returns the old order
            if self not in ordered or not 0 <= ordered.index(self) + by < len(ordered):
                return False
            here = ordered.index(self)
            ordered[here], ordered[here + by] = ordered[here + by], ordered[here]
            for position, each in enumerate(ordered, start=1):
                if each.position != position:
                    each.position = position
                    each.save(update_fields=["position"])
        return True


def assign_positions(entries: Iterable[CatalogEntry]) -> None:
    """Give each entry without a position the next number after all that its page has by then."""
    stored: dict[Any, int] = {}
    given: dict[Any, int] = {}
    for entry in entries:
        page = type(entry), getattr(entry, "category_id", None)
        if entry.position is None:
            if page not in stored:
                others = entry.siblings().exclude(pk=entry.pk)
                stored[page] = others.aggregate(last=Max("position"))["last"] or 0
            entry.position = min(max(stored[page], given.get(page, 0)) + 1, MAX_POSITION)
        given[page] = max(given.get(page, 0), entry.position)
