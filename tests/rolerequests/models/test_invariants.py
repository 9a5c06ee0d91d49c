"""Random transitions by two users in several tabs never break an invariant of a request."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from accounts.models import Sandbox, User
from rolerequests.models import (
    Organization,
    RequestedOrganization,
    RequestEvent,
    Role,
    RoleRequest,
    TransitionError,
    UserCategory,
)
from rolerequests.models.choices import Status, Transition

START = datetime(2027, 1, 2, 3, 4, tzinfo=UTC)
KEYS = (
    ("state-agency", "general-user"),
    ("state-agency", "assessment-coordinator"),
    ("cms", "general-user"),
    ("cms", "view-only-user"),
)
KEYS_WITH_ORGANIZATIONS = (
    ("provider", "security-official"),
    ("provider", "epoc-administrator"),
    ("contractor", "medicare-administrative-contractor-user"),
)
CODES = ("727491", "727492", "MAC99")  # in the database of all tests
ACTORS = st.integers(0, 1)
ROLES = st.sampled_from(KEYS_WITH_ORGANIZATIONS) | st.sampled_from(KEYS)
STATES = st.sampled_from(["", "OH", "KY"])
RESPONSES = st.sampled_from(["", "yes", "no", "skip"])
ORGANIZATIONS = st.sets(st.sampled_from(CODES), min_size=1, max_size=2)
MINUTES = st.integers(-30, 30)


class RequestMachine(RuleBasedStateMachine):
    """Each tab holds its own, perhaps stale, copy of a request."""

    tabs = Bundle("tabs")

    @initialize()
    def start(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = START
        self.users = [User.objects.create_user(f"user-{number}") for number in range(2)]
        self.roles = {key: Role.objects.get_by_natural_key(*key) for key in KEYS + KEYS_WITH_ORGANIZATIONS}
        self.organizations = {each.code: each for each in Organization.objects.filter(code__in=CODES)}
        self.shown = {}  # the organizations of page 3, by the request that was submitted from it
        self.expected = []  # (request, transition, actor) of each transition that succeeded
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(Sandbox, "now", lambda sandbox: self.now)

    def teardown(self):
        if hasattr(self, "block"):
            self.patch.undo()
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def attempt(self, tab, transition, actor, call):
        """Do it. A status or selection that forbids it raises TransitionError and adds no event."""
        with suppress(TransitionError):
            call()
        added = RequestEvent.objects.count() - len(self.expected)
        assert added in (0, 1)
        if added:
            self.expected.append((tab.pk, transition, self.users[actor].pk))

    @rule(target=tabs, owner=ACTORS, actor=ACTORS, key=ROLES)
    def start_draft(self, owner, actor, key):
        tab = RoleRequest.begin(self.users[owner])
        category = self.roles[key].category
        self.attempt(
            tab,
            Transition.CATEGORY_CHOSEN,
            actor,
            lambda: tab.choose_category(category, actor=self.users[actor]),
        )
        return tab

    @rule(target=tabs, tab=tabs)
    def open_in_new_tab(self, tab):
        return RoleRequest.objects.get(pk=tab.pk)

    @rule(target=tabs, tab=tabs, actor=ACTORS, key=ROLES, state=STATES, codes=ORGANIZATIONS)
    def walk_to_the_end(self, tab, actor, key, state, codes):
        """The usual order, so that many runs get to pending and withdrawn requests.

        Page 3 shows these organizations, while another tab adds those of the role's group.
        """
        copy = RoleRequest.objects.get(pk=tab.pk)
        if not copy.is_draft:
            return multiple()
        self.choose_category(copy, actor, key)
        self.choose_role(copy, actor, key)
        self.save_page(copy, actor, state, "")
        group = self.roles[key].asks_organizations
        added = {code for code in codes if self.organizations[code].group == group}
        self.add_organizations(copy, actor, added)
        self.submit_shown(copy, actor, codes)
        return copy

    @rule(tab=tabs, actor=ACTORS, key=ROLES)
    def choose_category(self, tab, actor, key):
        category = self.roles[key].category
        self.attempt(
            tab,
            Transition.CATEGORY_CHOSEN,
            actor,
            lambda: tab.choose_category(category, actor=self.users[actor]),
        )

    @rule(tab=tabs, actor=ACTORS, key=ROLES)
    def choose_role(self, tab, actor, key):
        self.attempt(
            tab,
            Transition.ROLE_CHOSEN,
            actor,
            lambda: tab.choose_role(self.roles[key], actor=self.users[actor]),
        )

    @rule(tab=tabs, actor=ACTORS, state=STATES, response=RESPONSES)
    def save_page(self, tab, actor, state, response):
        self.attempt(
            tab,
            Transition.PAGE_SAVED,
            actor,
            lambda: tab.save_page(
                tab.role_id, state=state, surveyor_response=response, actor=self.users[actor]
            ),
        )

    @rule(tab=tabs, actor=ACTORS, codes=ORGANIZATIONS)
    def add_organizations(self, tab, actor, codes):
        wanted = [self.organizations[code] for code in codes]
        self.attempt(
            tab,
            Transition.ORGANIZATIONS_ADDED,
            actor,
            lambda: tab.add_organizations(wanted, actor=self.users[actor]),
        )

    @rule(tab=tabs, actor=ACTORS, code=st.sampled_from(CODES))
    def remove_organization(self, tab, actor, code):
        self.attempt(
            tab,
            Transition.ORGANIZATION_REMOVED,
            actor,
            lambda: tab.remove_organization(self.organizations[code], actor=self.users[actor]),
        )

    @rule(tab=tabs, actor=ACTORS)
    def submit(self, tab, actor):
        self.submit_shown(tab, actor, {each.code for each in tab.organizations()})

    @rule(tab=tabs, actor=ACTORS, codes=ORGANIZATIONS)
    def submit_shown(self, tab, actor, codes):
        """Submit a page that shows these organizations, which another tab may have changed."""
        submitted = len(self.expected)
        keys = [self.organizations[code].pk for code in codes]
        self.attempt(
            tab,
            Transition.SUBMITTED,
            actor,
            lambda: tab.submit(tab.role_id, actor=self.users[actor], shown_organizations=keys),
        )
        if len(self.expected) > submitted:
            self.shown[tab.pk] = codes

    @rule(tab=tabs, actor=ACTORS)
    def withdraw(self, tab, actor):
        self.attempt(tab, Transition.WITHDRAWN, actor, lambda: tab.withdraw(actor=self.users[actor]))

    @rule(minutes=MINUTES)
    def move_the_clock(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def all_invariants_hold(self):
        if not hasattr(self, "expected"):
            return
        events = RequestEvent.objects.order_by("pk").values_list("role_request", "transition", "actor")
        assert list(events) == self.expected, "an event is lost or doubled"
        in_time = list(RequestEvent.objects.order_by("role_request", "at", "pk").values_list("pk"))
        in_order = list(RequestEvent.objects.order_by("role_request", "pk").values_list("pk"))
        assert in_time == in_order, "an event is before the last one"
        requests = list(RoleRequest.objects.select_related("role"))
        lines = list(RequestedOrganization.objects.select_related("organization"))
        for request in requests:
            self.check_status(request)
            self.check_selections(request)
            self.check_organizations(request, [line for line in lines if line.role_request_id == request.pk])
        pending = [
            (each.requester_id, each.role_id, each.state)
            for each in requests
            if each.is_pending and not each.for_organizations
        ]
        named = [(line.requester_id, line.role_id, line.organization_id) for line in lines if line.is_open]
        assert len(pending) == len(set(pending)), "a request is pending twice"
        assert len(named) == len(set(named)), "a role is pending twice at an organization"

    def check_status(self, request):
        """The status agrees with the events; nothing is active that was not submitted."""
        transitions = [name for pk, name, _ in self.expected if pk == request.pk]
        counts = [transitions.count(each) for each in (Transition.SUBMITTED, Transition.WITHDRAWN)]
        expected = {Status.DRAFT: [0, 0], Status.PENDING: [1, 0], Status.WITHDRAWN: [1, 1]}
        assert counts == expected[Status(request.status)]
        assert request.is_active_role == request.is_pending
        assert (request.submitted_at is None) == request.is_draft

    def check_selections(self, request):
        """A request holds only what its role asks."""
        role = request.role
        assert role is None or role.category_id == request.category_id
        assert not request.state or role.asks_state
        assert not request.surveyor_response or role.asks_surveyor
        if not request.is_draft:
            assert bool(request.state) == role.asks_state

    def check_organizations(self, request, lines):
        """A submitted request names what its page showed, at least one if its role asks for any."""
        assert {line.is_open for line in lines} <= {request.is_pending}
        if request.role:
            groups = {line.organization.group for line in lines}
            assert groups <= {request.role.asks_organizations}
        if request.for_organizations:
            assert {line.organization.code for line in lines} == self.shown[request.pk] != set()
        if not request.is_draft:
            assert request.for_organizations == bool(request.role.asks_organizations)


def test_random_transitions_keep_the_invariants(db):
    RequestMachine.TestCase.settings = settings(
        max_examples=10,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    assert UserCategory.objects.exists()
    assert connection.in_atomic_block
    RequestMachine.TestCase().runTest()
