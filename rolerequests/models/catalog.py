"""What can be asked for: the answers to pages 1 and 2, as data that admins keep."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Max, Prefetch, Q, QuerySet
from django.db.models.functions import Length, Lower, Trim
from django.db.models.lookups import GreaterThan

MAX_POSITION = 9999  # the greatest number that puts things in order
IS_ACTIVE_HELP = "Off while it is unfinished, or not wanted any more; what was requested stays."


def is_written(field: str) -> Q:
    """For a constraint: there is more in this field than blanks."""
    return Q(GreaterThan(Length(Trim(field)), 0))


class CatalogEntry(models.Model):
    """What an answer to page 1 and one to page 2 have in common; their fields' words differ."""

    name: str
    description: str
    position: int | None
    is_active: bool

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it; what has no number (None) comes last among its siblings."""
        if self.position is None:
            last = self.siblings().exclude(pk=self.pk).aggregate(at=Max("position"))["at"] or 0
            self.position = min(last + 1, MAX_POSITION)
        super().save(*args, **kwargs)

    def siblings(self) -> "QuerySet[Any]":
        """The answers to the same page, itself among them, in their order."""
        raise NotImplementedError

    def clean(self) -> None:
        """Take blanks away at both ends. Raises ValidationError for what trainees would see unfinished."""
        super().clean()
        self.name, self.description = self.name.strip(), self.description.strip()
        if self.is_active and not self.description:
            raise ValidationError(
                {"description": "Write the text below the label, or save this inactive until you have it."}
            )

    def move(self, by: int) -> bool:
        """Change places with the one before (-1) or after (1); False if there is none, or it is gone itself.

        Numbers all of them anew where two had the same, so that their order is what is seen.
        """
        with transaction.atomic():
            list(self.siblings().order_by("pk").select_for_update(no_key=True))
            ordered = list(self.siblings())  # read again: a lock that was waited for gives the order before
            if self not in ordered or not 0 <= ordered.index(self) + by < len(ordered):
                return False
            here = ordered.index(self)
            ordered[here], ordered[here + by] = ordered[here + by], ordered[here]
            for position, each in enumerate(ordered, start=1):
                if each.position != position:
                    each.position = position
                    each.save(update_fields=["position"])
        return True


class UserCategoryManager(models.Manager["UserCategory"]):
    """Questions asked of the categories."""

    def get_by_natural_key(self, slug: str) -> "UserCategory":
        """The category with this slug."""
        return self.get(slug=slug)

    def offered(self) -> "QuerySet[UserCategory]":
        """The categories that page 1 shows, in its order."""
        return self.filter(is_active=True)

    def dead_ends(self) -> "QuerySet[UserCategory]":
        """The categories that page 1 shows though none of their roles is active."""
        return self.offered().exclude(roles__is_active=True)

    def with_offered_roles(self) -> "QuerySet[UserCategory]":
        """What page 1 shows, each category with the roles that page 2 shows for it. Two queries."""
        roles = Role.objects.offered().order_by("position", "name")
        return self.offered().prefetch_related(Prefetch("roles", roles))


class UserCategory(CatalogEntry):
    """An answer to *Select a User Category* (job aid, Figure 2)."""

    slug = models.SlugField(
        max_length=100,
        unique=True,
        help_text="Short name for fixtures, such as state-agency. Trainees never see it.",
    )
    name = models.CharField(
        max_length=100,
        help_text="The label of its tile on page 1, as on the real screen (Figure 2).",
    )
    description = models.TextField(
        max_length=500,
        blank=True,
        help_text="The text below the label on page 1, with the screen's own spelling (Figure 2).",
    )
    position = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(MAX_POSITION)],
        help_text="Where it stands on page 1, smallest number first; Figure 2 has them by name. "
        "Left empty: last.",
    )
    is_active = models.BooleanField("active", default=False, help_text=f"Page 1 shows it. {IS_ACTIVE_HELP}")

    objects: ClassVar[UserCategoryManager] = UserCategoryManager()

    class Meta:
        verbose_name = "user category"
        verbose_name_plural = "user categories"
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                name="category_name_unique",
                violation_error_message="There is a user category with this name already.",
            ),
            models.CheckConstraint(
                condition=is_written("name"),
                name="category_name_written",
                violation_error_message="Write the label.",
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | is_written("description"),
                name="active_category_described",
                violation_error_message="A category that page 1 shows has a description.",
            ),
        )

    note = ""  # the job aid lists every category; only roles can need one

    def siblings(self) -> "QuerySet[UserCategory]":
        """All categories, active or not, in page 1's order."""
        return UserCategory.objects.order_by("position", "name")

    def natural_key(self) -> tuple[str]:
        """How fixtures name this category."""
        return (self.slug,)


class RoleQuerySet(models.QuerySet["Role"]):
    """Questions asked of the roles."""

    def offered(self) -> "RoleQuerySet":
        """The roles that page 2 shows: the active ones, and only the job aid's when the setting says so."""
        active = self.filter(is_active=True)
        return active if settings.SHOW_ROLES_NOT_IN_JOB_AID else active.filter(source=Role.Source.JOB_AID)

    def get_by_natural_key(self, category_slug: str, slug: str) -> "Role":
        """The role with this slug in the category with that slug."""
        return self.get(category__slug=category_slug, slug=slug)


class Role(CatalogEntry):
    """An answer to *Select a User Role* (Figures 3, 8 and 13), and what page 3 asks for it."""

    class Source(models.TextChoices):
        """Where a role's name and description come from; page 2 marks all but the first."""

        JOB_AID = "job_aid", "Job aid"
        PUBLIC = "public", "Other public source"
        PLACEHOLDER = "placeholder", "Placeholder"

    category = models.ForeignKey(
        UserCategory,
        on_delete=models.PROTECT,
        related_name="roles",
        help_text="Where page 2 lists this role.",
    )
    slug = models.SlugField(
        max_length=100, help_text="Short name for fixtures, such as general-user. Trainees never see it."
    )
    name = models.CharField(
        max_length=100,
        help_text="The label of its tile on page 2, as on the real screen (Figures 3, 8 and 13).",
    )
    description = models.TextField(
        max_length=500,
        blank=True,
        help_text="The text below the label on page 2, with the screen's own spelling (Figures 3, 8 and 13).",
    )
    position = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(MAX_POSITION)],
        help_text="Where it stands on page 2 among the roles of its category, smallest number first. "
        "Left empty: last.",
    )
    is_active = models.BooleanField("active", default=False, help_text=f"Page 2 shows it. {IS_ACTIVE_HELP}")
    asks_state = models.BooleanField(
        "asks for a state",
        default=False,
        help_text="Page 3 shows the drop-down State (step 2.7). It must be answered, which is inferred.",
    )
    asks_organizations = models.BooleanField(
        "asks for organizations",
        default=False,
        help_text="Page 3 says that adding organizations is not available yet, so that nobody can submit the "
        "role. Off: it says that the role does not require them (Figures 4, 9 and 14).",
    )
    asks_surveyor = models.BooleanField(
        'asks "Are you a Surveyor?"',
        default=False,
        help_text='Page 3 asks "Are you a Surveyor?", which may be left unanswered (Figures 4 and 9).',
    )
    source = models.CharField(
        max_length=20,
        choices=Source,
        default=Source.PLACEHOLDER,
        help_text='Where label and text come from. Page 2 marks all but "Job aid" as not in the job aid.',
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ("category__position", "category__name", "position", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("category", "slug"),
                name="role_slug_unique_in_category",
                violation_error_message="This category has a role with this slug already.",
            ),
            models.UniqueConstraint(
                F("category"),
                Lower("name"),
                name="role_name_unique_in_category",
                violation_error_message="This category has a role with this name already.",
            ),
            models.CheckConstraint(
                condition=Q(source__in=("job_aid", "public", "placeholder")), name="role_source_is_known"
            ),
            models.CheckConstraint(
                condition=is_written("name"),
                name="role_name_written",
                violation_error_message="Write the label.",
            ),
            models.CheckConstraint(
                condition=Q(is_active=False) | is_written("description"),
                name="active_role_described",
                violation_error_message="A role that page 2 shows has a description.",
            ),
        )

    def siblings(self) -> "QuerySet[Role]":
        """All roles of its category, active or not, in page 2's order."""
        return Role.objects.filter(category=self.category_id).order_by("position", "name")

    def natural_key(self) -> tuple[str, str]:
        """How fixtures name this role: category slug, role slug."""
        return (self.category.slug, self.slug)

    natural_key.dependencies = ["rolerequests.usercategory"]  # type: ignore[attr-defined]

    @property
    def is_offered(self) -> bool:
        """Whether page 2 shows this role today, if page 1 shows its category."""
        return self.is_active and (settings.SHOW_ROLES_NOT_IN_JOB_AID or self.source == Role.Source.JOB_AID)

    @property
    def note(self) -> str:
        """What page 2 adds to a role that is not in the job aid: ours, and never CMS wording."""
        return {
            Role.Source.PUBLIC: "Not in the job aid: shown for practice. The name is from public sources, "
            "the description is ours.",
            Role.Source.PLACEHOLDER: "Not in the job aid: shown for practice. The name is a guess, "
            "the description is ours.",
        }.get(Role.Source(self.source), "")
