"""Lists with a million rows: each query of a page follows an index in the order of the list."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Sandbox, TrainingClass, User
from rolerequests.models import RequestEvent, RoleRequest
from tests.admin import list_of, page_for
from tests.factories import PendingRequestFactory

MILLIONS = (RoleRequest._meta.db_table, RequestEvent._meta.db_table)
# The index that finds the keys of a page.
INDEXES = {
    (RoleRequest, ""): "requests_in_order",
    (RoleRequest, "p=-1"): "requests_in_order",
    (RoleRequest, "submitted_at__year=2026"): "requests_in_order",
    (RoleRequest, "status__exact=pending"): "requests_by_status",
    (RoleRequest, "category__id__exact={category}"): "requests_by_category",
    (RoleRequest, "state__exact=OH"): "requests_by_state",
    (User, "kind=staff"): "users_staff",
    (User, "is_active__exact=0"): "users_inactive",
    (AuditEntry, ""): "audit_entries_in_order",
    (AuditEntry, "action=changed"): "audit_entries_in_order",
}
SEARCHES = ("q=alice", "q=RR-00001", "q=general", "data=archived", "data=current", "o=6", "o=1")


@pytest.fixture(autouse=True)
def large(monkeypatch, alice, pending):
    """Lists that are too long to count. PostgreSQL plans as for many rows."""
    monkeypatch.setattr("accounts.large_lists.COUNTED", 0)
    monkeypatch.setattr("accounts.date_navigation.FEW", 0)
    User.objects.create_user("inactive", is_active=False)
    AuditEntry.objects.create(object_name="one", action="changed")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for option in ("seqscan", "sort", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{option} = off")


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    queries = [each["sql"] for each in captured if each["sql"].startswith("SELECT")]
    assert queries
    return queries


def plan_of(sql):
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return [str(row[-1]) for row in cursor.fetchall()]


def full_scans(sql):
    """The lines of the plan that read a table of a million rows without an index."""
    names = [f"{word} {table}" for table in MILLIONS for word in ("SCAN", "Seq Scan on")]
    return [line for line in plan_of(sql) if any(name in line for name in names) and "INDEX" not in line]


@pytest.mark.parametrize(("model", "query"), INDEXES)
def test_page_follows_the_index_of_its_order(staff_client, pending, model, query):
    queries = queries_of(staff_client, f"{list_of(model)}?{query.format(category=pending.category_id)}")
    (keys,) = [sql for sql in queries if " LIMIT 51" in sql]
    plan = " ".join(plan_of(keys))
    if connection.vendor == "sqlite":  # with few rows, PostgreSQL skips through another index of this order
        assert INDEXES[model, query] in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("query", [*(query for model, query in INDEXES if model is RoleRequest), *SEARCHES])
def test_no_list_reads_all_requests(staff_client, pending, query):
    url = f"{list_of(RoleRequest)}?{query.format(category=pending.category_id)}"
    assert [line for sql in queries_of(staff_client, url) for line in full_scans(sql)] == []


@pytest.mark.parametrize("query", ["q=alice", "q=general", "q=alice general"])
def test_frequent_words_do_not_read_all_requests(monkeypatch, staff_client, query):
    monkeypatch.setattr("accounts.conditions.LOOKED_UP", 0)
    for model in (RoleRequest, Sandbox):
        queries = queries_of(staff_client, f"{list_of(model)}?{query}")
        assert [line for sql in queries for line in full_scans(sql)] == []


@pytest.mark.parametrize("model", [User, Sandbox, TrainingClass, AuditEntry])
def test_no_other_list_reads_all_requests(staff_client, model):
    for query in ("", "q=alice"):
        queries = queries_of(staff_client, f"{list_of(model)}?{query}")
        assert [line for sql in queries for line in full_scans(sql)] == []


def test_no_page_of_an_object_reads_all_requests(staff_client, alice, pending):
    pages = [page_for(pending), page_for(alice.sandbox), page_for(alice), page_for(alice, "delete")]
    pages += [page_for(pending.role, "delete"), page_for(pending.category, "delete")]
    for url in pages:
        assert [line for sql in queries_of(staff_client, url) for line in full_scans(sql)] == []


def test_list_of_many_days_needs_few_queries(staff_client, alice, pending, sagu):
    states = ("AK", "AZ", "CA", "KY", "UT")
    requests = [PendingRequestFactory(requester=alice, role=sagu, state=state) for state in states]
    for day, request in enumerate([pending, *requests], start=1):
        RoleRequest.objects.filter(pk=request.pk).update(submitted_at=datetime(2026, 5, day, 12, tzinfo=UTC))
    response = staff_client.get(list_of(RoleRequest))
    assert len(response.context["cl"].dates()["choices"]) == 6
    assert len(queries_of(staff_client, list_of(RoleRequest))) <= 11
