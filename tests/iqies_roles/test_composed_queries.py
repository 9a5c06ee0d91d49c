"""Each query that is composed once, compared with its plain QuerySet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from accounts.backends import user_with_class
from accounts.composed_query import ComposedQuery
from accounts.models import TrainingClass, User
from iqies_roles.sessions import unexpired_session
from rolerequests.models import Organization, Role, RoleRequest
from rolerequests.models.catalog import active_roles, offered_categories, offered_roles
from rolerequests.models.organizations import organizations_of
from rolerequests.organizations.search import with_code
from rolerequests.wizard.profile import submitted_requests
from rolerequests.wizard.views import own_to_change, own_to_show
from tests.factories import PendingRequestFactory
from tests.helpers import Queries

CODE = "727491"  # in the database of all tests
NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)
QUERIES: dict[str, tuple[ComposedQuery, Callable[[RoleRequest], dict[str, Any]]]] = {
    "session": (unexpired_session, lambda request: {"key": "abcdefgh", "now": NOON}),
    "user": (user_with_class, lambda request: {"pk": request.requester_id}),
    "draft": (own_to_show, lambda request: {"pk": request.pk, "user": request.requester_id}),
    "draft to change": (own_to_change, lambda request: {"pk": request.pk, "user": request.requester_id}),
    "categories": (offered_categories, lambda request: {}),
    "my profile": (
        submitted_requests,
        lambda request: {"user": request.requester_id, "sandbox": request.sandbox_id},
    ),
    "roles": (active_roles, lambda request: {"category": request.category_id}),
    "organizations": (organizations_of, lambda request: {"role_request": request.pk}),
    "organization": (with_code, lambda request: {"code": CODE}),
}


@pytest.fixture
def role_request(alice, sagu):
    """A request of a trainee in a class, with an organization, and a session."""
    alice.sandbox.training_class = TrainingClass.objects.create(name="Ohio")
    alice.sandbox.save()
    Session.objects.create(session_key="abcdefgh", session_data="{}", expire_date=NOON + timedelta(hours=1))
    request = PendingRequestFactory(requester=alice, role=sagu, state="OH")
    organization = Organization.objects.get(code=CODE)
    request.requested_organizations.create(organization=organization, requester=alice, sandbox=alice.sandbox)
    return request


def facts(found):
    """Attributes, joined objects and state of a model instance."""
    if found is None:
        return None
    joined = {name: facts(each) for name, each in found._state.fields_cache.items()}
    own = {name: value for name, value in vars(found).items() if name != "_state"}
    return type(found), own, joined, found._state.db, found._state.adding


@pytest.mark.parametrize("name", QUERIES)
def test_composed_query_finds_what_the_plain_one_finds(name, role_request):
    query, values_for = QUERIES[name]
    values = values_for(role_request)
    with Queries() as queries:
        plain = [facts(each) for each in query.build(**values)]
        for _ in range(2):
            assert [facts(each) for each in query.all(**values)] == plain
    assert plain
    assert len({each["sql"] for each in queries.captured_queries}) == 1
    assert queries.count() == 3  # no result is kept


def test_composed_query_sees_changes(alice):
    assert user_with_class.first(pk=alice.pk).name == ""
    User.objects.filter(pk=alice.pk).update(name="Alice")
    assert user_with_class.first(pk=alice.pk).name == "Alice"
    assert user_with_class.first(pk=alice.pk + 1) is None


@pytest.mark.parametrize("pk", [2**63 - 1, 2**63, -(2**63) - 1, 10**30, None])
def test_composed_query_takes_any_number(pk, alice):
    assert user_with_class.first(pk=alice.pk) == alice
    assert user_with_class.first(pk=pk) is None


def test_composed_query_respects_the_time_zone(role_request):
    values = {"key": "abcdefgh", "now": NOON}
    assert unexpired_session.first(**values).expire_date == NOON + timedelta(hours=1)
    with timezone.override("Asia/Tokyo"):
        assert unexpired_session.first(**values).expire_date == NOON + timedelta(hours=1)
        assert not unexpired_session.all(key="abcdefgh", now=NOON + timedelta(hours=1))


def test_roles_respect_the_setting(role_request, settings):
    Role.objects.update(source=Role.Source.PUBLIC)
    assert offered_roles(role_request.category_id)
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    assert not offered_roles(role_request.category_id)


def test_each_thread_composes_for_its_connection(alice):
    assert user_with_class.first(pk=alice.pk)
    assert user_with_class.of_thread.connection is connections["default"]
    with ThreadPoolExecutor(1) as threads:
        assert not threads.submit(hasattr, user_with_class.of_thread, "connection").result()


def test_another_connection_is_composed_for_anew(alice):
    assert user_with_class.first(pk=alice.pk)
    before = user_with_class.of_thread.compiler
    user_with_class.of_thread.connection = None
    assert user_with_class.first(pk=alice.pk) == alice
    assert user_with_class.of_thread.compiler is not before
