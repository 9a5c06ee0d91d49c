"""What can be asked for: the answers to pages 1 and 2, as data that admins keep."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q, QuerySet


class UserCategoryManager(models.Manager["UserCategory"]):
    """Questions asked of the categories."""

    def get_by_natural_key(self, slug: str) -> "UserCategory":
        """The category with this slug."""
        return self.get(slug=slug)

    def with_offered_roles(self) -> "QuerySet[UserCategory]":
        """All categories in page 1's order, each with the roles that page 2 shows for it. Two queries."""
        roles = Role.objects.offered().order_by("position", "name")
        return self.prefetch_related(Prefetch("roles", roles))


class UserCategory(models.Model):
    """An answer to *Select a User Category* (job aid, Figure 2)."""

    slug = models.SlugField(
        max_length=100,
        unique=True,
        help_text="Short name for fixtures, such as state-agency. Trainees never see it.",
    )
    name = models.CharField(
        max_length=100, unique=True, help_text="The label on page 1, as on the real screen."
    )
    description = models.TextField(
        max_length=500, help_text="The text below the label on page 1, with the real screen's own spelling."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on page 1, smallest first.")

    objects: ClassVar[UserCategoryManager] = UserCategoryManager()

    class Meta:
        verbose_name = "user category"
        verbose_name_plural = "user categories"
        ordering = ("position", "name")

    note = ""  # the job aid lists every category; only roles can need one

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """How fixtures name this category."""
        return (self.slug,)


class RoleQuerySet(models.QuerySet["Role"]):
    """Questions asked of the roles."""

    def offered(self) -> "RoleQuerySet":
        """The roles that page 2 shows: all, or those in the job aid when the setting says so."""
        return self if settings.SHOW_ROLES_NOT_IN_JOB_AID else self.filter(source=Role.Source.JOB_AID)

    def get_by_natural_key(self, category_slug: str, slug: str) -> "Role":
        """The role with this slug in the category with that slug."""
        return self.get(category__slug=category_slug, slug=slug)


class Role(models.Model):
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
    name = models.CharField(max_length=100, help_text="The label on page 2, as on the real screen.")
    description = models.TextField(
        max_length=500, help_text="The text below the label on page 2, with the real screen's own spelling."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on page 2, smallest first.")
    asks_state = models.BooleanField(
        "asks for a state",
        default=False,
        help_text="Page 3 shows the State drop-down, and it must be answered (2.7).",
    )
    asks_organizations = models.BooleanField(
        "asks for organizations",
        default=False,
        help_text="The role needs organizations: adding them is not available yet, so nobody can submit it.",
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
        help_text='Where name and description come from. Page 2 marks all but "Job aid".',
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
                fields=("category", "name"),
                name="role_name_unique_in_category",
                violation_error_message="This category has a role with this name already.",
            ),
            models.CheckConstraint(
                condition=Q(source__in=("job_aid", "public", "placeholder")), name="role_source_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        """How fixtures name this role: category slug, role slug."""
        return (self.category.slug, self.slug)

    natural_key.dependencies = ["rolerequests.usercategory"]  # type: ignore[attr-defined]

    @property
    def is_offered(self) -> bool:
        """Whether page 2 shows this role today."""
        return settings.SHOW_ROLES_NOT_IN_JOB_AID or self.source == Role.Source.JOB_AID

    @property
    def note(self) -> str:
        """What page 2 adds to a role that is not in the job aid: ours, and never CMS wording."""
        return {
            Role.Source.PUBLIC: "Not in the job aid: shown for practice. The name is from public sources, "
            "the description is ours.",
            Role.Source.PLACEHOLDER: "Not in the job aid: shown for practice. Name and description are ours.",
        }.get(Role.Source(self.source), "")
