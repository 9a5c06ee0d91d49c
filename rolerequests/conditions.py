"""Named conditions: the states that tests and trainers need, each a function that fills a fresh sandbox.

A later feature adds its own with `@condition("its name")`.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import islice, product

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from rolerequests.models import RequestEvent, Role, RoleRequest
from rolerequests.states import State, Status, SurveyorAnswer, Verb

# Fills the sandbox of a user, and returns the path where a tester would begin.
Builder = Callable[[User], str]

CONDITIONS: dict[str, Builder] = {}


def condition(name: str) -> Callable[[Builder], Builder]:
    """Decorator: enter a function into the registry under a name."""

    def register(build: Builder) -> Builder:
        CONDITIONS[name] = build
        return build

    return register


def make_world(name: str) -> dict[str, str]:
    """A new identity in a sandbox in that condition: `user_id`, `password`, and `path` to begin at."""
    user, credentials = User.objects.create_practice_identity()
    with transaction.atomic():
        path = CONDITIONS[name](user)
    return {**credentials.as_dict(), "path": path}


@condition("fresh")
def fresh(user: User) -> str:
    """Nothing asked for yet."""
    return reverse("welcome")


@condition("one pending")
def one_pending(user: User) -> str:
    """One pending request: State Agency S&C General User in Ohio."""
    draft_for(user, "state-agency", "general-user", submit_for=State.OHIO)
    return reverse("my_profile")


@condition("draft at step 3")
def draft_at_step_3(user: User) -> str:
    """A draft for State Agency S&C General User, page 3 next."""
    draft = draft_for(user, "state-agency", "general-user")
    return reverse("step", args=[draft.pk, "organizations"])


@condition("identical pending")
def identical_pending(user: User) -> str:
    """One pending request for Ohio and a draft at step 3 for the same role: Ohio will be refused."""
    one_pending(user)
    return draft_at_step_3(user)


@condition("crowded")
def crowded(user: User) -> str:
    """150 pending requests and 50 past ones, an hour apart, the newest now."""
    sandbox = RoleRequest.begin(user).sandbox
    now = sandbox.now()
    roles = list(Role.objects.filter(category__slug="state-agency").select_related("category"))
    wanted = list(islice(product(roles, State), 150)) + list(islice(product(roles, State), 50))
    requests = []
    for hours, (role, state) in enumerate(wanted):
        at = now - timedelta(hours=hours)
        withdrawn = hours >= 150
        requests.append(
            RoleRequest(
                sandbox=sandbox,
                requester=user,
                category=role.category,
                role=role,
                state=state,
                surveyor_answer=SurveyorAnswer.NO if role.asks_surveyor and hours % 3 == 0 else "",
                status=Status.WITHDRAWN if withdrawn else Status.PENDING,
                created_at=at,
                submitted_at=at,
                effective_at=at,
                ended_at=at + timedelta(minutes=5) if withdrawn else None,
            )
        )
    RoleRequest.objects.bulk_create(requests)
    events = []
    for each in requests:
        happened = [
            (verb, each.created_at) for verb in (Verb.CATEGORY_CHOSEN, Verb.ROLE_CHOSEN, Verb.SUBMITTED)
        ]
        happened += [(Verb.WITHDRAWN, each.ended_at)] if each.ended_at else []
        words = {Verb.CATEGORY_CHOSEN: str(each.category), Verb.ROLE_CHOSEN: str(each.role)}
        events += [
            RequestEvent(
                role_request=each,
                sandbox=sandbox,
                actor=user,
                verb=verb,
                at=at,
                words=words.get(verb, each.words),
            )
            for verb, at in happened
        ]
    RequestEvent.objects.bulk_create(events)
    return reverse("my_profile")


def draft_for(user: User, category_slug: str, slug: str, *, submit_for: State | None = None) -> RoleRequest:
    """A draft of this user for a role, made as a trainee makes it; submitted if a state is given."""
    role = Role.objects.select_related("category").get_by_natural_key(category_slug, slug)
    draft = RoleRequest.begin(user)
    draft.choose_category(role.category)
    draft.choose_role(role)
    if submit_for:
        draft.submit(role.pk, submit_for)
    return draft
