"""Organizations, and which of them a request names. All organizations are invented."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Upper
from django.db.models.signals import pre_save
from django.dispatch import receiver

from accounts.composed_query import ComposedQuery
from accounts.models import Sandbox
from accounts.text import clean_label
from rolerequests.models.catalog import Role
from rolerequests.models.catalog_entry import is_not_blank
from rolerequests.models.ccn import normalized, written
from rolerequests.models.organization_kinds import GROUPS, OrganizationGroup, OrganizationKind
from rolerequests.models.organization_rules import OPEN_IS_NOT_REPLACED, code_errors, replacement_error
from rolerequests.models.text import LATIN
from rolerequests.models.us_states import STATE_NAMES, State

MAX_ORGANIZATIONS = 100  # in one request
IN_EVERY_NAME = "training"  # says that an organization is invented, and finds nothing


def plain_words(text: str) -> list[str]:
    """The words of a text as the search compares them: lower case, without accents and punctuation."""
    letters = unicodedata.normalize("NFKD", text.translate(LATIN).casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", plain.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))


def search_words(name: str, city: str) -> str:
    """Name and city as the search reads them, each word after a blank."""
    return "".join(f" {word}" for word in plain_words(f"{name} {city}") if word != IN_EVERY_NAME)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Queries of organizations."""

    def get_by_natural_key(self, code: str) -> "Organization":
        return self.get(code=code)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As Django's, with the words of the search."""
        organizations = list(objs)
        for each in organizations:
            each.search_words = search_words(each.name, each.city)
        return super().bulk_create(organizations, *args, **kwargs)


class Organization(models.Model):
    """A facility, supplier, accrediting organization or contractor. It is closed, never deleted."""

    code = models.CharField("CCN or code", max_length=10, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30, choices=OrganizationKind)
    group = models.GeneratedField(
        expression=Case(
            *(When(kind=kind.value, then=Value(group.value)) for kind, group in GROUPS.items()),
            default=Value(OrganizationGroup.PROVIDER.value),
        ),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    state = models.CharField(max_length=2, choices=State)
    city = models.CharField(max_length=60)
    is_open = models.BooleanField("open", default=True)
    # After a change of ownership: the organization that has the new CCN.
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    search_words = models.CharField(max_length=400, editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "code")
        # Each ends with the id, so that PostgreSQL finds keys in the index alone. SQLite adds it itself.
        indexes = (
            models.Index(fields=("search_words", "kind", "id"), name="organization_words_id"),
            models.Index(fields=("state", "kind", "search_words", "id"), name="organization_state_id"),
            models.Index(fields=("kind", "search_words", "id"), name="organization_kind_id"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(code=Upper("code")), name="organization_code_upper_case"),
            models.CheckConstraint(condition=is_not_blank("code"), name="organization_code_written"),
            models.CheckConstraint(condition=is_not_blank("name"), name="organization_name_written"),
            models.CheckConstraint(
                condition=Q(kind__in=OrganizationKind.values), name="organization_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="organization_state_is_known"),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | (Q(is_open=False) & ~Q(replaced_by=F("id"))),
                name="only_closed_organizations_are_replaced",
            ),
        )

    def __str__(self) -> str:
        return f"{self.written_code} {self.name}"

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Make the texts clean, then check each field."""
        self.code = normalized(self.code)
        self.name, self.city = clean_label(self.name), clean_label(self.city)
        super().clean_fields(exclude)

    def clean(self) -> None:
        """Compare the code with kind and state, and follow the organizations that replaced this one."""
        super().clean()
        errors: dict[str, str] = {}
        if self.kind in OrganizationKind.values and self.state in State.values and self.code:
            errors |= code_errors(self.code, OrganizationKind(self.kind), State(self.state))
        if self.replaced_by and self.is_open:
            errors["replaced_by"] = OPEN_IS_NOT_REPLACED
        elif self.replaced_by and (
            error := replacement_error(self.code, self.replaced_by.code, open_and_replaced_by)
        ):
            errors["replaced_by"] = error
        if errors:
            raise ValidationError(errors)

    @property
    def written_code(self) -> str:
        """The CCN with its hyphen, such as 36-8498; a code that is no CCN as it is."""
        return written(self.code)

    @property
    def is_provider(self) -> bool:
        """Whether its code is a CCN."""
        return OrganizationKind(self.kind).group == OrganizationGroup.PROVIDER

    @property
    def place(self) -> str:
        """City and state: `Sampleville, Ohio`."""
        return f"{self.city}, {STATE_NAMES[self.state]}"

    @property
    def kind_words(self) -> str:
        """The kind: `Home health agency`. Django's method looks through all choices each time."""
        return OrganizationKind(self.kind).label


def open_and_replaced_by(code: str) -> tuple[bool, str | None] | None:
    """Whether the organization with this code is open, and the code of what replaced it, if there is one."""
    return Organization.objects.filter(code=code).values_list("is_open", "replaced_by__code").first()


def in_words(organizations: Iterable[Organization]) -> str:
    """Organizations as events name them: `36-8498 Training Maple Home Health 01; ...`."""
    return "; ".join(str(each) for each in organizations)


@receiver(pre_save, sender=Organization)
def set_search_words(sender: type[Organization], instance: Organization, **kwargs: Any) -> None:
    """Keep the words of the search up to date."""
    instance.search_words = search_words(instance.name, instance.city)


class RequestedOrganization(models.Model):
    """An organization of a request. `is_open` and `role` follow the request when it is submitted or ends."""

    role_request = models.ForeignKey(
        "rolerequests.RoleRequest", on_delete=models.CASCADE, related_name="requested_organizations"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="requested")
    # Copies, because a constraint cannot read the row of the request.
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sandbox = models.ForeignKey(Sandbox, on_delete=models.PROTECT, related_name="requested_organizations")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_open = models.BooleanField("open", default=False)

    class Meta:
        ordering = ("organization__name", "organization__code")
        constraints = (
            models.UniqueConstraint(
                fields=("role_request", "organization"), name="organization_once_per_request"
            ),
            models.UniqueConstraint(
                fields=("sandbox", "requester", "role", "organization"),
                condition=Q(is_open=True),
                name="one_open_request_per_role_and_organization",
            ),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(role__isnull=False), name="open_organization_has_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role_request} / {self.organization}"


# What a request names, by name.
organizations_of = ComposedQuery(
    lambda role_request: Organization.objects.filter(requested__role_request=role_request)
)
