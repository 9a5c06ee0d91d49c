"""Lists of the admin that are too long to count: pages, words, columns that sort, dates."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import F

from accounts.audit_log import Action, record, record_batch
from accounts.large_lists import COUNTED
from accounts.models import AuditEntry, Sandbox, User
from rolerequests.models import RoleRequest
from tests.admin import found, list_of, listed
from tests.factories import PendingRequestFactory, SandboxFactory, TrainingClassFactory, UserFactory
from tests.pages import text_of

TIMES = [
    datetime(2024, 5, 1, 12, tzinfo=UTC),
    datetime(2025, 5, 1, 12, tzinfo=UTC),
    datetime(2025, 7, 9, 12, tzinfo=UTC),
]


@pytest.fixture
def long_lists(monkeypatch):
    """Let lists of three rows and more be too long to count, and nothing be looked up."""
    monkeypatch.setattr("accounts.large_lists.COUNTED", 2)
    monkeypatch.setattr("accounts.conditions.LOOKED_UP", 0)
    monkeypatch.setattr("accounts.date_navigation.FEW", 0)


@pytest.fixture
def sandboxes(db, monkeypatch):
    """More than can be counted, in the order of their list."""
    monkeypatch.setattr("accounts.large_lists.COUNTED", 100)
    return sorted(SandboxFactory.create_batch(120), key=lambda sandbox: -sandbox.pk)


def page_of(staff_client, model, **query):
    return staff_client.get(list_of(model), query)


def links_of(response):
    return [label for label, url in response.context["cl"].page_links() if url]


def test_long_list_is_read_from_both_ends(staff_client, sandboxes):
    pages = [
        (1, sandboxes[:50]),
        (2, sandboxes[50:100]),
        (3, sandboxes[100:]),
        (-1, sandboxes[-50:]),
        (-2, sandboxes[20:70]),
    ]
    for number, rows in pages:
        assert listed(page_of(staff_client, Sandbox, p=number)) == rows
    assert listed(page_of(staff_client, Sandbox, p=-3)) == sandboxes[:20]


def test_long_list_links_to_neighbors_and_ends(staff_client, sandboxes):
    both = ["First page", "Previous page", "Next page", "Last page"]
    expected = {1: both[2:], 2: both, 3: both[:2], -1: both[:2], -2: both, -3: both[2:]}
    for number, labels in expected.items():
        assert links_of(page_of(staff_client, Sandbox, p=number)) == labels


@pytest.mark.parametrize("number", ["0", "4", "-4", "x"])
def test_page_without_rows_leads_to_the_first(staff_client, sandboxes, number):
    response = staff_client.get(list_of(Sandbox), {"p": number}, follow=True)
    assert listed(response) == sandboxes[:50]


def test_counted_list_has_numbered_pages(staff_client, sandboxes):
    Sandbox.objects.filter(pk__in=[each.pk for each in sandboxes[:20]]).delete()
    response = page_of(staff_client, Sandbox, p=2)
    assert listed(response) == sandboxes[70:]
    assert "1 2 100 sandboxes" in text_of(response)


def test_count_stops_at_the_limit(staff_client, sandboxes):
    assert "more than 100 sandboxes" in text_of(page_of(staff_client, Sandbox))
    assert "1 result ( more than 100 total )" in text_of(page_of(staff_client, Sandbox, q=sandboxes[0].pk))
    assert COUNTED == 10_000


def test_empty_list_has_no_rows(staff_client, db):
    assert listed(page_of(staff_client, RoleRequest)) == []
    assert "0 role requests" in text_of(page_of(staff_client, RoleRequest))


def test_long_list_is_sorted_by_indexed_columns_only(staff_client, db, long_lists):
    users = UserFactory.create_batch(3)
    users[0].name = "Zoe"
    users[0].save()
    names = list(User.objects.filter(is_staff=False).order_by("user_id"))
    assert listed(page_of(staff_client, User, o="-2")) == names
    assert listed(page_of(staff_client, User, o="-1")) == names[::-1]
    assert listed(page_of(staff_client, User, o="-2", q="zoe")) == [users[0]]


def test_selection_across_pages_needs_a_count(staff_client, long_lists, db):
    UserFactory.create_batch(60)
    assert "Select all" not in text_of(page_of(staff_client, User))


@pytest.fixture
def dated(alice, sagu):
    """Three requests, each at one of TIMES."""
    requests = [
        PendingRequestFactory(requester=alice, role=sagu, state=state) for state in ("OH", "KY", "AK")
    ]
    for request, time in zip(requests, TIMES, strict=True):
        RoleRequest.objects.filter(pk=request.pk).update(submitted_at=time, effective_at=time)
    return requests


@pytest.mark.parametrize("is_long", [False, True])
@pytest.mark.parametrize(
    ("query", "choices", "back"),
    [
        ({}, ["2024", "2025"], None),
        ({"state__exact": "OH"}, ["May 1"], None),
        ({"submitted_at__year": 2025}, ["May 2025", "July 2025"], "All dates"),
        ({"submitted_at__year": 2025, "submitted_at__month": 7}, ["July 9"], "2025"),
        (
            {"submitted_at__year": 2025, "submitted_at__month": 7, "submitted_at__day": 9},
            ["July 9"],
            "July 2025",
        ),
    ],
)
def test_dates_lead_to_periods_with_requests(request, staff_client, dated, is_long, query, choices, back):
    if is_long:
        request.getfixturevalue("long_lists")
    dates = page_of(staff_client, RoleRequest, **query).context["cl"].dates()
    assert [each["title"] for each in dates["choices"]] == choices
    assert (dates["back"] and dates["back"]["title"]) == back


def test_link_of_a_period_shows_its_requests(staff_client, dated, long_lists):
    link = page_of(staff_client, RoleRequest).context["cl"].dates()["choices"][1]["link"]
    assert set(listed(staff_client.get(list_of(RoleRequest) + link))) == set(dated[1:])


@pytest.mark.parametrize("is_long", [False, True])
def test_archived_requests_are_filtered(request, staff_client, alice, dated, is_long):
    if is_long:
        request.getfixturevalue("long_lists")
    assert listed(page_of(staff_client, RoleRequest, data="archived")) == []
    alice.start_over()
    assert set(listed(page_of(staff_client, RoleRequest, data="archived"))) == set(dated)
    assert listed(page_of(staff_client, RoleRequest, data="current")) == []
    archived = Sandbox.objects.filter(is_archived=True)
    assert list(archived) == list(Sandbox.objects.filter(users=None)) == [dated[0].sandbox]
    assert not RoleRequest.objects.filter(sandbox=F("requester__sandbox"))


def test_filters_find_what_they_have_in_common(monkeypatch, staff_client, alice, bob, dated, sagu):
    monkeypatch.setattr("accounts.large_lists.COUNTED", 0)
    alice.start_over()
    current = PendingRequestFactory(requester=bob, role=sagu, state="OH")
    for query, rows in (
        ({"data": "archived", "status__exact": "pending"}, set(dated)),
        ({"data": "archived", "state__exact": "OH"}, {dated[0]}),
        ({"data": "archived", "q": "bob"}, set()),
        ({"data": "current", "q": "bob"}, {current}),
    ):
        assert set(listed(page_of(staff_client, RoleRequest, **query))) == rows, query


# Search: the same on all databases


@pytest.fixture
def training_class(db):
    return TrainingClassFactory(name="ŁÓDŹ 2027", trainees=["Øystein Å", "Łukasz Żak", "Ann Lee", "Zoë Fox"])


@pytest.mark.parametrize("is_long", [False, True])
def test_search_ignores_capitals_of_all_letters(request, staff_client, training_class, sagu, is_long):
    lukasz = User.objects.get(name="Łukasz Żak")
    pending = PendingRequestFactory(requester=lukasz, role=sagu, state="OH")
    if is_long:
        request.getfixturevalue("long_lists")
    for words in ("łukasz", "ŁUKASZ żak", '"łukasz Ż"', "lukasz-zak", "zak ŻAK"):
        assert found(staff_client, User, words) == {lukasz}
        assert found(staff_client, RoleRequest, words) == {pending}
        assert found(staff_client, Sandbox, words) == {lukasz.sandbox}
        assert found(staff_client, type(training_class), words) == {training_class}
    assert found(staff_client, type(training_class), "łódź") == {training_class}
    assert found(staff_client, User, "łukasz lee") == set()


@pytest.mark.parametrize(
    ("name", "searches"),
    [
        ("Jürgen Müller", ["Müller", "muller", "MULLER jurgen", "Müller, Jürgen"]),
        (
            "Sinéad O\N{RIGHT SINGLE QUOTATION MARK}Brien",
            ["O\N{RIGHT SINGLE QUOTATION MARK}Brien", "O'Brien", "obrien", "sinead", '"sinead o\'brien"'],
        ),
        ("John Smith", ["Smith, John", "Smith,John", "smith;john"]),
        ("Иван Петров", ["Иван", "ivan petrov", "ПЕТРОВ"]),
        ("Straße ﬁn", ["strasse", "fin"]),
    ],
)
def test_names_are_found_as_people_write_them(staff_client, name, searches):
    user = TrainingClassFactory(trainees=[name, "Ann Lee"]).trainees().get(name=name)
    for words in searches:
        assert found(staff_client, User, words) == {user}, words


def test_migration_composes_stored_texts_again(staff_client):
    zoe = TrainingClassFactory(trainees=["Zoë Fox"]).trainees().get()
    User.objects.filter(pk=zoe.pk).update(search_text="zoë fox")  # as an earlier version did
    assert found(staff_client, User, "zoë fox") == set()
    import_module("accounts.migrations.0013_search_without_accents").fill_search_text(apps, None)
    assert found(staff_client, User, "zoë fox") == {zoe}


@pytest.mark.parametrize("words", ["'", ",", "''", '""', "' ,"])
def test_search_for_punctuation_only_finds_all(staff_client, alice, bob, words):
    assert {alice, bob} <= found(staff_client, User, words)


def test_words_of_a_search_can_match_different_things(staff_client, alice, bob, sagu, cms_general):
    mine = PendingRequestFactory(requester=alice, role=sagu, state="OH")
    PendingRequestFactory(requester=alice, role=cms_general)
    PendingRequestFactory(requester=bob, role=sagu, state="OH")
    assert found(staff_client, RoleRequest, "alice state") == {mine}


def test_renamed_user_is_found_by_the_new_name(staff_client, alice):
    alice.name = "Ann Ångström"
    alice.save()
    assert found(staff_client, User, "ÅNGSTRÖM") == {alice}


def test_search_finds_archived_sandbox_by_its_requester(staff_client, alice, pending):
    old = alice.sandbox
    alice.start_over()
    assert found(staff_client, Sandbox, "alice") == {old, alice.sandbox}


def test_audit_log_is_searched_by_object_and_person(staff_client, alice, training_class):
    import_of_two = record_batch(None, "Import", Action.IMPORTED)
    record(alice, training_class, Action.CHANGED, parent=import_of_two)
    changed = record(alice, training_class, Action.CHANGED)
    assert found(staff_client, AuditEntry, "ŁÓDŹ") == {import_of_two, changed}
    assert found(staff_client, AuditEntry, "ALICE łódź") == {import_of_two, changed}
    assert found(staff_client, AuditEntry, "import") == {import_of_two}
