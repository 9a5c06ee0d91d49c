"""The catalog: user categories (page 1), roles (page 2), and what page 3 asks for each role."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.signals import pre_save
from django.dispatch import receiver

from accounts.composed_query import ComposedQuery
from rolerequests.models.catalog_entry import (
    DESCRIPTION_REQUIRED,
    CatalogEntry,
    PutLastMixin,
    assign_positions,
    is_not_blank,
)
from rolerequests.models.organization_kinds import OrganizationGroup

# Messages of roles
SLUG_TAKEN = "This category already has a role with this slug."
NAME_TAKEN = "This category already has a role with this name."


class UserCategoryQuerySet(PutLastMixin, models.QuerySet["UserCategory"]):
    """Queries of categories."""

    def get_by_natural_key(self, slug: str) -> "UserCategory":
        return self.get(slug=slug)

    def offered(self) -> "QuerySet[UserCategory]":
        """The categories that page 1 shows."""
        return self.filter(is_active=True)

    def without_active_roles(self) -> "QuerySet[UserCategory]":
        """The categories that page 1 shows although none of their roles is active."""
        return self.offered().exclude(roles__is_active=True)

    def with_offered_roles(self) -> "QuerySet[UserCategory]":
        """The categories that page 1 shows, each with the roles that page 2 shows for it. Two queries."""
        roles = Role.objects.offered().order_by("position", "name")
        return self.offered().prefetch_related(Prefetch("roles", roles))


class UserCategory(CatalogEntry):
    """A category to select on page 1, *Select a User Category* (job aid, Figure 2)."""

    CONSTRAINT_ERRORS: ClassVar[dict[str, tuple[str, str, str]]] = {
        "category_name_unique": ("name", "unique", "A user category with this name already exists."),
        "category_name_written": ("name", "required", "Write the label."),
        "active_category_described": ("description", "required", DESCRIPTION_REQUIRED),
    }
    FILE_FIELDS = ("slug", "name", "description", "position", "is_active")

    slug = models.SlugField(max_length=100, unique=True)

    objects = UserCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "user category"
        verbose_name_plural = "user categories"
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(Lower("name"), name="category_name_unique"),
            models.CheckConstraint(condition=is_not_blank("name"), name="category_name_written"),
            models.CheckConstraint(
                condition=Q(is_active=False) | is_not_blank("description"), name="active_category_described"
            ),
        )

    def siblings(self) -> "QuerySet[UserCategory]":
        return UserCategory.objects.order_by("position", "name")

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class RoleQuerySet(PutLastMixin, models.QuerySet["Role"]):
    """Queries of roles."""

    def offered(self) -> "RoleQuerySet":
        """The active roles; only those of the job aid if SHOW_ROLES_NOT_IN_JOB_AID is off."""
        active = self.filter(is_active=True)
        return active if settings.SHOW_ROLES_NOT_IN_JOB_AID else active.filter(source=Role.Source.JOB_AID)

    def get_by_natural_key(self, category_slug: str, slug: str) -> "Role":
        return self.get(category__slug=category_slug, slug=slug)


class Role(CatalogEntry):
    """A role to select on page 2, *Select a User Role* (Figures 3, 8 and 13), and what page 3 asks for it."""

    class Source(models.TextChoices):
        """Where name and description come from. Page 2 marks all but the first."""

        JOB_AID = "job_aid", "Job aid"
        PUBLIC = "public", "Other public source"
        PLACEHOLDER = "placeholder", "Placeholder"

    CONSTRAINT_ERRORS: ClassVar[dict[str, tuple[str, str, str]]] = {
        "role_slug_unique_in_category": ("slug", "unique", SLUG_TAKEN),
        "role_name_unique_in_category": ("name", "unique", NAME_TAKEN),
        "role_source_is_known": ("source", "invalid_choice", "Choose a source from the list."),
        "role_asks_known_group": (
            "asks_organizations",
            "invalid_choice",
            "Choose a group of organizations from the list.",
        ),
        "role_name_written": ("name", "required", "Write the label."),
        "active_role_described": ("description", "required", DESCRIPTION_REQUIRED),
    }
    FILE_FIELDS = (
        *("category", "slug", "name", "description", "position", "is_active"),
        *("asks_state", "asks_organizations", "asks_surveyor", "source"),
    )

    category = models.ForeignKey(UserCategory, on_delete=models.PROTECT, related_name="roles")
    asks_state = models.BooleanField("asks for a state", default=False)
    asks_organizations = models.CharField(
        "asks for organizations", max_length=20, choices=OrganizationGroup, blank=True, default=""
    )
    asks_surveyor = models.BooleanField('asks "Are you a Surveyor?"', default=False)
    source = models.CharField(max_length=20, choices=Source, default=Source.PLACEHOLDER)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ("category__position", "category__name", "position", "name")
        constraints = (
            models.UniqueConstraint(fields=("category", "slug"), name="role_slug_unique_in_category"),
            models.UniqueConstraint(F("category"), Lower("name"), name="role_name_unique_in_category"),
            models.CheckConstraint(
                condition=Q(source__in=("job_aid", "public", "placeholder")), name="role_source_is_known"
            ),
            models.CheckConstraint(
                condition=Q(asks_organizations__in=["", *OrganizationGroup.values]),
                name="role_asks_known_group",
            ),
            models.CheckConstraint(condition=is_not_blank("name"), name="role_name_written"),
            models.CheckConstraint(
                condition=Q(is_active=False) | is_not_blank("description"), name="active_role_described"
            ),
        )

    def siblings(self) -> "QuerySet[Role]":
        return Role.objects.filter(category=self.category_id).order_by("position", "name")

    def natural_key(self) -> tuple[str, str]:
        return (self.category.slug, self.slug)

    natural_key.dependencies = ["rolerequests.usercategory"]  # type: ignore[attr-defined]

    @property
    def is_offered(self) -> bool:
        """Whether page 2 shows this role, provided that page 1 shows its category."""
        return self.is_active and (settings.SHOW_ROLES_NOT_IN_JOB_AID or self.source == Role.Source.JOB_AID)

    @property
    def note(self) -> str:
        """What page 2 adds to a role that is not in the job aid. Ours: never CMS's words."""
        return {
            Role.Source.PUBLIC: "Not in the job aid: shown for practice. The name is from public sources, "
            "the description is ours.",
            Role.Source.PLACEHOLDER: "Not in the job aid: shown for practice. The name is a guess, "
            "the description is ours.",
        }.get(Role.Source(self.source), "")


offered_categories = ComposedQuery(lambda: UserCategory.objects.offered())
active_roles = ComposedQuery(
    lambda category: Role.objects.filter(is_active=True, category=category).order_by("position", "name")
)


def offered_roles(category: int | None) -> list[Role]:
    """The roles that page 2 shows for the category with this pk."""
    return [role for role in active_roles.all(category=category) if role.is_offered]


# A signal, because neither save() nor the fields' pre_save() is called when a fixture is loaded.
@receiver(pre_save, sender=UserCategory)
@receiver(pre_save, sender=Role)
def put_last(sender: type[CatalogEntry], instance: Any, **kwargs: Any) -> None:
    """Give an entry that is stored without a position the last one."""
    assign_positions([instance])
