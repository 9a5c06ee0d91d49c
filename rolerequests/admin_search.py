"""What the search of requests and of sandboxes finds."""

import re
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.http import HttpRequest

from accounts.admin_search import contains, in_class
from accounts.conditions import among, any_of, few, has_one
from accounts.models import Sandbox, User
from accounts.models.search_text import searchable
from rolerequests.models import Organization, Role, RoleRequest, UserCategory
from rolerequests.models.ccn import normalized

MAX_KEY_DIGITS = 18


class ReferenceSearchMixin:
    """Mixin for an admin: a reference, as the list shows it, finds this object only."""

    reference_pattern = ""  # a regular expression with the id as its group

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        # With what surrounds a reference in a sentence that it is copied from.
        if reference := re.fullmatch(rf"(?i)\W*{self.reference_pattern}\W*", search_term):
            return queryset.filter(pk=int(reference[1])), False
        results: tuple[QuerySet[Any], bool] = super().get_search_results(  # type: ignore[misc]
            request, queryset, search_term
        )
        return results


def requests_matching(words: list[str]) -> Q:
    """The condition that each word is in the requester's User ID or name, in role, category or class, or
    that it is the id or the CCN of an organization.
    """
    condition, others = Q(), []
    organizations = Organization.objects.in_bulk([normalized(word) for word in words], field_name="code")
    all_roles, all_categories = list(Role.objects.all()), list(UserCategory.objects.all())
    for word in words:
        roles = [each.pk for each in all_roles if word in searchable(each.name)]
        categories = [each.pk for each in all_categories if word in searchable(each.name)]
        organization = organizations.get(normalized(word))
        of_class = in_class(word)
        if roles or categories or organization or of_class or has_key(word):
            entry = Q(role__in=roles) | Q(category__in=categories) | naming(organization) | has_key(word)
            entry |= of_class
            condition &= entry | requested_by(User.objects.filter(contains([word])))
        else:
            others.append(word)
    return condition & requested_by(User.objects.filter(contains(others))) if others else condition


def sandboxes_matching(words: list[str]) -> Q:
    """The condition that words match a user of the sandbox, or are its number.

    An archived sandbox has users too: the requesters of its requests.
    """
    users = User.objects.filter(contains(words), sandbox__isnull=False)
    found = few(users.values_list("pk", "sandbox"))
    if found is None:
        current = has_one(users.filter(sandbox=OuterRef("pk")))
        left = has_one(RoleRequest.objects.filter(by_one_of(users), sandbox=OuterRef("pk")))
    else:
        current = any_of("pk", (sandbox for _, sandbox in found))
        archived = Sandbox.objects.filter(is_archived=True)
        requests = RoleRequest.objects.filter(
            any_of("requester", (pk for pk, _ in found)), sandbox__in=archived
        )
        sandboxes = requests.order_by().values_list("sandbox", flat=True)
        left = among("pk", sandboxes, has_one(requests.filter(sandbox=OuterRef("pk"))))
    condition = current | (Q(is_archived=True) & left)
    return condition | has_key(words[0]) if len(words) == 1 else condition


def requested_by(users: QuerySet[User]) -> Q:
    """The condition that a request is of one of these users."""
    return among("requester", users.values_list("pk", flat=True), by_one_of(users))


def by_one_of(users: QuerySet[User]) -> Q:
    """The same condition, for a scan of the requests."""
    return has_one(users.filter(pk=OuterRef("requester")))


def naming(organization: Organization | None) -> Q:
    """The condition that a request names this organization; empty without one."""
    if organization is None:
        return Q()
    keys = organization.requested.values_list("role_request", flat=True)
    return among("pk", keys, Q(pk__in=keys))


def has_key(word: str) -> Q:
    """The condition that an object has this primary key; empty if the word is no number."""
    return Q(pk=int(word)) if word.isdecimal() and len(word) <= MAX_KEY_DIGITS else Q()
