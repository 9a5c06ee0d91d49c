"""Presets: named starting states of a sandbox, each a function that fills a fresh one.

Add a preset with `@preset("its name")`. Its arguments after the user are fields of the QA API (`fields.py`).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice, product
from typing import Any

from django.urls import reverse

from accounts.models import User
from rolerequests.models import Organization, RequestEvent, Role, RoleRequest
from rolerequests.models.choices import Status, SurveyorResponse, Transition
from rolerequests.models.organization_kinds import OrganizationKind
from rolerequests.models.us_states import State

# Fills the sandbox of a user and returns the path where a tester would start. Others have defaults.
Builder = Callable[..., str]

PRESETS: dict[str, Builder] = {}

MOST = 50  # of `number`


class PresetFieldError(Exception):
    """A preset cannot use the value of this field. The message says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


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
def one_pending(user: User, role: Role | None = None, state: str = "") -> str:
    """One pending request: State Agency S&C General User in Ohio."""
    return several_pending(user, role, state, number=1)


@preset("several pending")
def several_pending(user: User, role: Role | None = None, state: str = "", number: int = 3) -> str:
    """Three pending requests: State Agency S&C General User in Ohio, Oklahoma and Oregon."""
    role = role or role_named("state-agency", "general-user")
    for selections in islice(different_selections(role, state), number):
        submit(user, role, **selections)
        number -= 1
    if number:
        raise PresetFieldError("number", f"{role} cannot be pending so many times: ask for {number} fewer.")
    return reverse("my_profile")


@preset("past request")
def past_requests(user: User, role: Role | None = None, state: str = "", number: int = 1) -> str:
    """A request that was withdrawn: State Agency S&C General User in Ohio."""
    role = role or role_named("state-agency", "general-user")
    selections = next(different_selections(role, state))
    for _ in range(number):
        submit(user, role, **selections).withdraw(actor=user)
    return reverse("my_profile")


@preset("security official pending")
def security_official_pending(user: User) -> str:
    """One pending request: State Agency Security Official for S&C in Missouri."""
    submit(user, role_named("state-agency", "security-official"), state=State.MISSOURI)
    return reverse("my_profile")


@preset("draft at step 3")
def draft_at_step_3(user: User, role: Role | None = None) -> str:
    """A draft for State Agency S&C General User, page 3 next."""
    draft = draft_for(user, role or role_named("state-agency", "general-user"))
    return reverse("step", args=[draft.pk, "organizations"])


@preset("identical pending")
def identical_pending(user: User) -> str:
    """One pending request for Ohio and a draft for the same role: submitting it for Ohio is refused."""
    one_pending(user)
    return draft_at_step_3(user)


@preset("draft with organizations")
def draft_with_organizations(user: User, number: int = 2) -> str:
    """A draft for Provider Security Official that names two home health agencies, page 3 next."""
    role = role_named("provider", "security-official")
    draft = draft_for(user, role, organizations=organizations_in_ohio(number))
    return reverse("step", args=[draft.pk, "organizations"])


@preset("pending with organizations")
def pending_with_organizations(user: User, number: int = 8) -> str:
    """One pending request for Provider Security Official at eight organizations."""
    role = role_named("provider", "security-official")
    submit(user, role, organizations=organizations_in_ohio(number))
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


def role_named(category_slug: str, slug: str) -> Role:
    """A role by its key. Raises Role.DoesNotExist."""
    return Role.objects.select_related("category").get_by_natural_key(category_slug, slug)


def different_selections(role: Role, state: str) -> Iterator[dict[str, Any]]:
    """What page 3 can say for a role, so that no two requests are identical: from this state on, or Ohio.

    Raises PresetFieldError for a state if the role asks for none, Organization.DoesNotExist.
    """
    if role.asks_organizations:
        kinds = [kind for kind in OrganizationKind if kind.group == role.asks_organizations]
        offered = Organization.objects.filter(kind__in=kinds, is_open=True).order_by("code")
        found = list((offered.filter(state=state) if state else offered)[:MOST])
        if state and not found:
            raise PresetFieldError("state", f"No open organization for {role} is in {State(state).label}.")
        if not found:
            raise Organization.DoesNotExist("There are no practice organizations: run `manage.py seed`.")
        yield from ({"organizations": [each]} for each in found)
    elif role.asks_state:
        first = State.values.index(state or State.OHIO)
        yield from ({"state": each} for each in State.values[first:] + State.values[:first])
    elif state:
        raise PresetFieldError("state", f"{role} asks for no state: leave the field out.")
    else:
        yield {}


def draft_for(user: User, role: Role, organizations: Sequence[Organization] = ()) -> RoleRequest:
    """A draft of this user for a role, as a trainee creates it."""
    draft = RoleRequest.begin(user)
    draft.choose_category(role.category, actor=user)
    draft.choose_role(role, actor=user)
    if organizations:
        draft.add_organizations(organizations, actor=user)
    return draft


def submit(
    user: User, role: Role, *, state: str = "", organizations: Sequence[Organization] = ()
) -> RoleRequest:
    """A pending request of this user, submitted as a trainee does it."""
    draft = draft_for(user, role, organizations)
    if state:
        draft.save_page(role.pk, state=state, surveyor_response="", actor=user)
    draft.submit(role.pk, actor=user, shown_organizations=[each.pk for each in organizations])
    return draft
