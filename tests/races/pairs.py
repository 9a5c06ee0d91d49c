"""Two transitions of one draft at the same time, on the database of DATABASE_URL, which must be empty.

Then two clicks in an exercise, two calls of the QA API, and two changes of a class at the same time.
`python -m tests.races.pairs ROUNDS` runs each pair of actions so many times in two threads. It raises
AssertionError for a request that breaks a promise.
"""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import combinations_with_replacement
from threading import Barrier
from typing import Any

import django

from tests.races import classes, removals, starts

ACTIONS = ("add", "remove", "submit", "withdraw", "choose another role")


def act(action: str, request: Any, organizations: list[Any], role: Any) -> set[int] | None:
    """Do it as its requester. Returns the organizations that were shown, if it is the submission."""
    from rolerequests.models import TransitionError

    first, second = organizations
    actor = request.requester
    shown = {each.pk for each in request.organizations()}
    actions: dict[str, Callable[[], object]] = {
        "add": lambda: request.add_organizations([second], actor=actor),
        "remove": lambda: request.remove_organization(first, actor=actor),
        "submit": lambda: request.submit(request.role_id, actor=actor, shown_organizations=shown),
        "withdraw": lambda: request.withdraw(actor=actor),
        "choose another role": lambda: request.choose_role(role, actor=actor),
    }
    with suppress(TransitionError):
        actions[action]()
    return shown if action == "submit" else None


def check(pk: int, shown: list[set[int]]) -> None:
    """A submitted request names organizations, exactly those that a page showed, open while it is."""
    from rolerequests.models import RequestedOrganization, RoleRequest

    request = RoleRequest.objects.get(pk=pk)
    lines = list(RequestedOrganization.objects.filter(role_request=pk))
    events = list(request.events.values_list("transition", flat=True))
    assert events.count("submitted") == (request.submitted_at is not None), events
    assert events.count("withdrawn") == (request.ended_at is not None), events
    assert {line.is_open for line in lines} <= {request.is_pending}, (pk, lines)
    if request.submitted_at:
        assert lines, f"{request} was submitted without organizations"
        assert {line.organization_id for line in lines} in shown, f"{request} names others than were shown"


def race(pair: tuple[str, str], user: Any, organizations: list[Any], roles: list[Any]) -> None:
    """One round: a draft with the first organization, and two threads, each with its own copy."""
    from django.db import connection

    from rolerequests.models import RoleRequest

    draft = RoleRequest.begin(user)
    draft.choose_category(roles[0].category, actor=user)
    draft.choose_role(roles[0], actor=user)
    draft.add_organizations(organizations[:1], actor=user)
    shown = [{organizations[0].pk}]
    if "withdraw" in pair:
        draft.submit(roles[0].pk, actor=user, shown_organizations=shown[0])
    barrier = Barrier(2)

    def run(action: str) -> set[int] | None:
        try:
            copy = RoleRequest.objects.select_related("role", "requester", "sandbox").get(pk=draft.pk)
            barrier.wait()
            return act(action, copy, organizations, roles[1])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        shown += [each for each in threads.map(run, pair) if each is not None]
    check(draft.pk, shown)
    last = RoleRequest.objects.get(pk=draft.pk)
    if last.is_pending:
        last.withdraw(actor=user)


def main(rounds: int) -> None:
    """Run all pairs."""
    from django.core.management import call_command

    from accounts.models import User
    from rolerequests.catalog.seeding import seed_catalog
    from rolerequests.models import Organization, Role
    from rolerequests.models.organization_kinds import OrganizationKind

    call_command("migrate", verbosity=0)
    seed_catalog()
    user = User.objects.create_user("races")
    organizations = Organization.objects.bulk_create(
        Organization(
            code=code, name=f"Training {code}", kind=OrganizationKind.HOSPICE, state="OH", city="Demo"
        )
        for code in ("361501", "361502")
    )
    roles = [
        Role.objects.select_related("category").get_by_natural_key("provider", slug)
        for slug in ("security-official", "epoc-administrator")
    ]
    for pair in combinations_with_replacement(ACTIONS, 2):
        for _ in range(rounds):
            race(pair, user, organizations, roles)
        print(f"{' and '.join(pair)}: {rounds} rounds", flush=True)
    starts.races(rounds)
    removals.races(rounds)
    classes.races(rounds)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
