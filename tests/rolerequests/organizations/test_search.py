"""Finding organizations: the same on all databases."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rolerequests.models import Organization
from rolerequests.models.organization_kinds import OrganizationGroup, OrganizationKind
from rolerequests.organizations import search as search_module
from rolerequests.organizations.search import Search, find

pytestmark = pytest.mark.django_db
PROVIDER = OrganizationGroup.PROVIDER


@pytest.fixture
def organizations():
    """Organizations by name, besides those of all tests in Demo Center."""
    rows = [
        ("368498", "Training Maple Ridge Home Health 01", "home-health-agency", "OH", "Sampleville"),
        ("366498", "Training Maple Court Nursing Home 02", "nursing-home", "OH", "Practice Falls"),
        ("036849", "Training Señora Niño Hospice 03", "hospice", "AZ", "San Ejemplo"),
        ("36C0009998", "Training O'Hara Surgery-Center 04", "surgical-center", "OH", "Sampleville"),
        ("AO01", "Training Maple Accrediting Organization 01", "accrediting-organization", "IL", "Mock City"),
    ]
    fields = ("code", "name", "kind", "state", "city")
    return Organization.objects.bulk_create(
        Organization(**dict(zip(fields, row, strict=True))) for row in rows
    )


def codes(text="", group=PROVIDER, **narrower):
    """Codes of what is found, in order."""
    return [each.code for each in find(Search(text, group, **narrower)).page(1, 25)]


@pytest.mark.usefixtures("organizations")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("maple", ["366498", "368498"]),
        ("RIDGE maple", ["368498"]),
        ("map rid", ["368498"]),
        ("aple", []),
        ("sampleville", ["368498", "36C0009998"]),
        ("maple samplev", ["368498"]),
        ("senora nino", ["036849"]),
        ("SEÑORA", ["036849"]),
        ("ohara", ["36C0009998"]),
        ("surgery center", ["36C0009998"]),
        ("training maple ridge", ["368498"]),
        ("36-8498", ["368498"]),
        ("36 8498", ["368498"]),
        ("36c0009998", ["36C0009998"]),
        ("36-8498 Training Maple Ridge", ["368498"]),
        ("36-8498, 36-6498", ["366498", "368498"]),
        ("36", ["366498", "368498", "36C0009998"]),
        ("36849", ["368498", "036849"]),
        ("36849B", []),
        ("368498O", []),
        ("O36849", ["036849"]),
        ("36-8400", []),
        ("'; DROP TABLE--", []),
        ("%", []),
        ("_", []),
        ("\\", []),
    ],
)
def test_search_finds(text, expected):
    assert sorted(codes(text)) == sorted(expected)


@pytest.mark.usefixtures("organizations")
def test_state_and_kind_narrow_the_search():
    assert codes("maple", kind=OrganizationKind.NURSING_HOME) == ["366498"]
    assert codes("maple", state="AZ") == []
    assert codes(state="AZ") == ["036849"]
    assert codes("36-8498", state="AZ") == []


@pytest.mark.usefixtures("organizations")
def test_groups_do_not_mix():
    assert codes("maple", group=OrganizationGroup.ACCREDITING) == ["AO01"]
    assert codes("maple", group=OrganizationGroup.CONTRACTOR) == []
    assert "AO01" not in codes("maple")


@pytest.mark.usefixtures("organizations")
def test_results_are_sorted_by_name():
    assert codes("maple") == ["366498", "368498"]


def test_more_than_the_limit_are_not_listed(organizations, monkeypatch):
    monkeypatch.setattr(search_module, "MAX_FOUND", 2)
    assert find(Search("maple", PROVIDER)).keys == [organizations[1].pk, organizations[0].pk]
    assert find(Search("36", PROVIDER)).keys is None


@pytest.mark.usefixtures("organizations")
def test_meant_ccn_is_told():
    assert find(Search("36849", PROVIDER)).meant == ["036849"]
    assert find(Search("36849A", PROVIDER)).meant == []


@pytest.mark.usefixtures("organizations")
@pytest.mark.parametrize(
    "text", ["maple ridge", "36-8498", "36849", "zebra", "", "\x00", "x" * 500, "\N{FULLWIDTH DIGIT NINE}9"]
)
def test_search_takes_few_queries(text, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        find(Search(text, PROVIDER)).page(1, 25)


def plan_of(search, *dearer):
    """How the database finds the keys, if what is `dearer` on PostgreSQL is cheaper for so few rows."""
    with CaptureQueriesContext(connection) as queries:
        find(search)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for each in dearer:
                cursor.execute(f"SET LOCAL enable_{each} = off")
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} {queries[0]['sql']}")
        return str(cursor.fetchall())


@pytest.mark.usefixtures("organizations")
@pytest.mark.parametrize(
    ("narrower", "index"),
    [({"state": "OH"}, "organization_state_id"), ({"kind": "hospice"}, "organization_kind_id")],
)
def test_search_reads_only_the_index(narrower, index):
    only = "Index Only Scan using" if connection.vendor == "postgresql" else "COVERING INDEX"
    plan = plan_of(Search("zebra", PROVIDER, **narrower), "seqscan", "bitmapscan")
    assert f"{only} {index} " in plan


@pytest.mark.usefixtures("organizations")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compares the words of all rows")
def test_search_reads_an_index_of_words():
    plan = plan_of(Search("zebra home", PROVIDER), "seqscan", "indexscan", "indexonlyscan")
    assert "Index Scan on organization_each_word " in plan
