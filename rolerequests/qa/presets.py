"""Presets: named starting states of a sandbox, each a function that fills a fresh one.

Add a preset with `@preset("its name")`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product

from django.urls import reverse

from accounts.models import User
from rolerequests.models import Organization, RequestEvent, Role, RoleRequest
from rolerequests.models.choices import Status, SurveyorResponse, Transition
from rolerequests.models.organization_kinds import OrganizationKind
from rolerequests.models.us_states import State

# Fills the sandbox of a user and returns the path where a tester would start.
Builder = Callable[[User], str]

PRESETS: dict[str, Builder] = {}


def preset(name: str) -> Callable[[Builder], Builder]:
    """Decorator: register a function under this name."""

    def register(build: Builder) -> Builder:
        PRESETS[name] = build
        return build

    return register


@preset("fresh")
def fresh(user: User) -> str:
    """No requests."""
    return reverse("welcome")


@preset("one pending")
def one_pending(user: User) -> str:
    """One pending request: State Agency S&C General User in Ohio."""
    draft_for(user, "state-agency", "general-user", submit_for=State.OHIO)
    return reverse("my_profile")


@preset("security official pending")
def security_official_pending(user: User) -> str:
    """One pending request: State Agency Security Official for S&C in Missouri."""
    draft_for(user, "state-agency", "security-official", submit_for=State.MISSOURI)
    return reverse("my_profile")


@preset("draft at step 3")
def draft_at_step_3(user: User) -> str:
    """A draft for State Agency S&C General User, page 3 next."""
    draft = draft_for(user, "state-agency", "general-user")
    return reverse("step", args=[draft.pk, "organizations"])


@preset("identical pending")
def identical_pending(user: User) -> str:
    """One pending request for Ohio and a draft for the same role: submitting it for Ohio is refused."""
    one_pending(user)
    return draft_at_step_3(user)


@preset("draft with organizations")
def draft_with_organizations(user: User) -> str:
    """A draft for Provider Security Official that names two home health agencies, page 3 next."""
    draft = draft_for(user, "provider", "security-official", organizations=organizations_in_ohio(2))
    return reverse("step", args=[draft.pk, "organizations"])


@preset("pending with organizations")
def pending_with_organizations(user: User) -> str:
    """One pending request for Provider Security Official at eight organizations."""
    organizations = organizations_in_ohio(8)
    draft = draft_for(user, "provider", "security-official", organizations=organizations)
    draft.submit(draft.role_id, actor=user, shown_organizations=[each.pk for each in organizations])
    return reverse("my_profile")


@preset("same organization pending")
def same_organization_pending(user: User) -> str:
    """A pending request and a draft for the same role and organizations: submitting it is refused."""
    pending_with_organizations(user)
    return draft_with_organizations(user)


def organizations_in_ohio(number: int) -> list[Organization]:
    """Home health agencies, such as 36-8498, then nursing homes.

    Raises Organization.DoesNotExist if there are too few.
    """
    kinds = (OrganizationKind.HOME_HEALTH_AGENCY, OrganizationKind.NURSING_HOME)
    offered = Organization.objects.filter(kind__in=kinds, state=State.OHIO, is_open=True)
    found = list(offered.order_by("kind", "-code")[:number])
    if len(found) < number:
        raise Organization.DoesNotExist("There are no practice organizations: run `manage.py seed`.")
    return found


@preset("crowded")
def crowded(user: User) -> str:
    """150 pending requests and 50 past ones, an hour apart, the newest now."""
    roles = list(Role.objects.filter(category__slug="state-agency").select_related("category"))
    pairs = list(product(roles, State))
    now = RoleRequest.begin(user).sandbox.now()
    requests = [
        past_request(user, role, state, now - timedelta(hours=hours), withdrawn=hours >= 150)
        for hours, (role, state) in enumerate(pairs[:150] + pairs[:50])
    ]
    RoleRequest.objects.bulk_create(requests)
    RequestEvent.objects.bulk_create(event for each in requests for event in events_for(each))
    return reverse("my_profile")


def past_request(user: User, role: Role, state: State, at: datetime, *, withdrawn: bool) -> RoleRequest:
    """An unsaved request that was submitted at that time, and perhaps withdrawn five minutes later."""
    request = RoleRequest.begin(user)
    request.category, request.role, request.state = role.category, role, state
    request.surveyor_response = SurveyorResponse.NO if role.asks_surveyor else ""
    request.created_at = request.submitted_at = request.effective_at = at
    request.status = Status.PENDING
    if withdrawn:
        request.status, request.ended_at = Status.WITHDRAWN, at + timedelta(minutes=5)
    return request


def events_for(request: RoleRequest) -> Iterator[RequestEvent]:
    """The unsaved events that the transitions of the model would have written for it."""
    words_at_end = request.words()
    page_3_at = request.submitted_at if request.state or request.surveyor_response else None
    history = [
        (Transition.CATEGORY_CHOSEN, str(request.category), request.submitted_at),
        (Transition.ROLE_CHOSEN, str(request.role), request.submitted_at),
        (Transition.PAGE_SAVED, words_at_end, page_3_at),
        (Transition.SUBMITTED, words_at_end, request.submitted_at),
        (Transition.WITHDRAWN, words_at_end, request.ended_at),
    ]
    for transition, words, at in history:
        if at:
            yield RequestEvent(
                role_request=request,
                sandbox=request.sandbox,
                actor=request.requester,
                transition=transition,
                at=at,
                words=words,
            )


def draft_for(
    user: User,
    category_slug: str,
    slug: str,
    *,
    submit_for: State | None = None,
    organizations: Sequence[Organization] = (),
) -> RoleRequest:
    """A draft of this user for a role, as a trainee creates it; submitted if a state is given."""
    role = Role.objects.select_related("category").get_by_natural_key(category_slug, slug)
    draft = RoleRequest.begin(user)
    draft.choose_category(role.category, actor=user)
    draft.choose_role(role, actor=user)
    if organizations:
        draft.add_organizations(organizations, actor=user)
    if submit_for:
        draft.save_page(role.pk, state=submit_for, surveyor_response="", actor=user)
        draft.submit(role.pk, actor=user)
    return draft
