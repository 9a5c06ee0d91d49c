"""The admin site: access, lists and pages, search and filters."""

from datetime import timedelta
from itertools import islice

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.audit_log import Action, Change, record, record_batch
from accounts.models import AuditEntry, Sandbox, TrainingClass, User
from iqies_roles.admin import MAX_SEARCH_LENGTH
from rolerequests.models import RequestEvent, Role, RoleRequest, UserCategory
from rolerequests.models.us_states import State
from rolerequests.qa.presets import events_for, past_request
from tests.accounts.login import log_in
from tests.admin import found, levels_of, list_of, listed, page_for
from tests.factories import TrainingClassFactory
from tests.helpers import client_of, draft_of, pending_of
from tests.pages import page_of, text_of, title_of

MODELS = (UserCategory, Role, User, Sandbox, RoleRequest)


# Access


@pytest.mark.parametrize("model", MODELS)
def test_admin_refuses_trainees(alice, pending, model):
    for address in ("/admin/", list_of(model)):
        response = client_of(alice).get(address, follow=True)
        assert response.status_code == 403


def test_trainee_changes_nothing(alice, sagu):
    data = {"name": "Mine", "position": 1}
    response = client_of(alice).post(page_for(sagu), data)
    assert response.status_code == 302
    sagu.refresh_from_db()
    assert sagu.name == "State Agency S&C General User"


@pytest.mark.parametrize("model", MODELS)
def test_login_returns_to_the_requested_admin_page(carol, client, model):
    response = client.get(list_of(model), follow=True)
    assert response.redirect_chain[-1] == (f"/login/?next={list_of(model)}", 302)
    response = log_in(client, "carol", "Carol-Password-1", next=list_of(model))
    assert response.url == list_of(model)


def test_admin_login_redirects_to_own_site_only(carol, client):
    response = client.get("/admin/login/", {"next": "//evil.example/"})
    assert response.url.startswith("/login/?next=")
    client.get(response.url)
    response = log_in(client, "carol", "Carol-Password-1", next="//evil.example/")
    assert response.url == "/admin/"


@pytest.mark.parametrize(
    ("going_to", "leads_to"),
    [
        ("", "/admin/"),
        ("?next=/admin/rolerequests/role/", "/admin/rolerequests/role/"),
        ("?next=//evil.example/", "/admin/"),
        ("?next=https://evil.example/", "/admin/"),
        ("?next=0", "/admin/"),
    ],
)
def test_admin_login_redirects_staff_to_next(staff_client, going_to, leads_to):
    assert staff_client.get(f"/admin/login/{going_to}").url == leads_to


def test_staff_without_permissions_see_no_links(db):
    helper = User.objects.create_user("helper", "Helper-Password-1", is_staff=True)
    alice_client = client_of(helper)
    assert "permission to view or edit anything." in text_of(alice_client.get("/admin/"))
    response = alice_client.get(list_of(User))
    assert response.status_code == 403


def test_view_permission_allows_no_changes(db, alice):
    helper = User.objects.create_user("helper", "Helper-Password-1", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_user"))
    alice_client = client_of(helper)
    assert "alice" in text_of(alice_client.get(list_of(User)))
    for action in ("unlock", "start_over", "delete_selected"):
        alice_client.post(
            list_of(User), {"action": action, "confirmed": "yes", "_selected_action": [alice.pk]}
        )
    assert alice_client.post(page_for(alice), {"user_id": "mallory"}).status_code == 403
    assert User.objects.get(pk=alice.pk).sandbox == alice.sandbox


def test_dashboard_lists_all_sections(staff_client):
    response = staff_client.get("/admin/")
    assert "iQIES Role Request Simulator: admin of a training simulator" in text_of(response)
    words = text_of(response)
    for name in ("Catalog", "User categories", "Roles", "Catalog checks", "Import and export", "Classes", "Create a class",
                 "Requests", "Role requests", "Sandboxes", "Staff", "Staff accounts", "Groups", "Audit log"):  # fmt: skip
        assert name in words
    assert "Database: SQLite" in words or "Database: PostgreSQL" in words


# Lists and pages


def test_list_shows_its_rows(staff_client, alice, pending, sagu):
    expected = {
        UserCategory: "State Agency",
        Role: "State Agency S&C General User",
        User: "alice",
        Sandbox: f"Sandbox {alice.sandbox_id} Current alice 1",
        RoleRequest: f"{pending.reference} alice - State Agency S&C General User State Agency Ohio Pending",
    }
    for model, words in expected.items():
        assert words in text_of(staff_client.get(list_of(model)))


def test_change_page_shows_its_object(staff_client, alice, pending, sagu):
    for thing in (sagu.category, sagu, alice, alice.sandbox, pending):
        response = staff_client.get(page_for(thing))
        assert response.context["original"] == thing
        assert str(thing) in title_of(response)


def more(number, make):
    """Create this number of rows; `make` gets a unique number."""
    start = User.objects.count()
    return [make(each) for each in range(start, start + number)]


def trainees(number, training_class=None):
    """Create this number of trainees, each with a pending request and its events."""
    role = Role.objects.select_related("category").get_by_natural_key("state-agency", "general-user")
    sandboxes = Sandbox.objects.bulk_create(Sandbox(training_class=training_class) for _ in range(number))
    users = User.objects.bulk_create(
        more(number, lambda each: User(user_id=f"more-{each}", sandbox=sandboxes.pop()))
    )
    requests = [past_request(user, role, State.OHIO, now(), withdrawn=False) for user in users]
    RoleRequest.objects.bulk_create(requests)
    RequestEvent.objects.bulk_create(event for each in requests for event in events_for(each))
    return users


def categories(number):
    start = UserCategory.objects.count()
    for each in UserCategory.objects.bulk_create(
        UserCategory(slug=f"more-{each}", name=f"More {each}") for each in range(start, start + number)
    ):
        Role.objects.create(category=each, slug="role", name="Role")


def classes(number):
    start = TrainingClass.objects.count()
    for each in range(start, start + number):
        trainees(2, TrainingClass.objects.create(name=f"Class {each}"))


def groups(number):
    start = Group.objects.count()
    for each in range(start, start + number):
        Group.objects.create(name=f"Group {each}")


def changes(number):
    role = Role.objects.get_by_natural_key("state-agency", "general-user")
    for _ in range(number):
        batch = record_batch(None, "catalog", Action.IMPORTED)
        record(None, role, Action.CHANGED, [Change("name", "Old", "New")], parent=batch)
        record(None, role, Action.CHANGED, [Change("name", "Old", "New")])


@pytest.mark.parametrize(
    ("model", "add"),
    [
        (UserCategory, categories),
        (Role, categories),
        (User, trainees),
        (Sandbox, trainees),
        (RoleRequest, trainees),
        (TrainingClass, classes),
        (Group, groups),
        (AuditEntry, changes),
    ],
)
def test_list_queries_do_not_grow_with_rows(staff_client, model, add):
    counts, shown = [], []
    for number in (3, 297):
        add(number)
        staff_client.get(list_of(model))  # fills caches
        with CaptureQueriesContext(connection) as queries:
            shown.append(len(listed(staff_client.get(list_of(model)))))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    assert shown[0] >= 3
    assert shown[1] == (100 if model is Group else 50)


def test_class_queries_do_not_grow_with_trainees(staff_client):
    counts = []
    for number in (3, 300):
        training_class = TrainingClass.objects.create(name=f"Of {number}")
        trainees(number, training_class)
        staff_client.get(page_for(training_class))
        with CaptureQueriesContext(connection) as queries:
            response = staff_client.get(page_for(training_class))
        counts.append(len(queries))
        assert text_of(response).count("State Agency S&C General User, Ohio (pending)") == number
    assert counts[0] == counts[1] <= 12


def test_request_queries_do_not_grow_with_events(staff_client, alice, bob, pending, cms_general):
    long = draft_of(bob, cms_general)
    for _ in range(20):
        long.choose_category(cms_general.category, actor=bob)
        long.choose_role(cms_general, actor=bob)
    long.submit(cms_general.pk, actor=bob)
    counts = []
    staff_client.get(page_for(pending))
    for each in (pending, long):
        with CaptureQueriesContext(connection) as queries:
            staff_client.get(page_for(each))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_sandbox_queries_do_not_grow_with_requests(staff_client, alice, bob, sagu):
    for state in islice(State, 30):
        pending_of(alice, sagu, state)
    counts = []
    staff_client.get(page_for(alice.sandbox))
    for sandbox in (alice.sandbox, bob.sandbox):
        with CaptureQueriesContext(connection) as queries:
            staff_client.get(page_for(sandbox))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_catalog_lists_have_the_order_of_pages(staff_client, db):
    assert listed(staff_client.get(list_of(UserCategory))) == list(UserCategory.objects.order_by("position"))
    assert [role.name for role in listed(staff_client.get(list_of(Role)))] == [
        role.name for role in Role.objects.order_by("category__position", "position")
    ]


def test_requests_are_sorted_newest_first(staff_client, alice, sagu):
    requests = [pending_of(alice, sagu, state) for state in ("OH", "AK", "AL")]
    assert listed(staff_client.get(list_of(RoleRequest))) == requests[::-1]


# Search and filters


def test_search_finds_users_by_user_id(staff_client, alice, bob):
    assert found(staff_client, User, "ali") == {alice}
    assert found(staff_client, User, "ALICE") == {alice}


def test_search_finds_sandboxes_by_number_and_user(staff_client, alice, bob, sagu):
    pending_of(alice, sagu, "OH")
    old = alice.sandbox
    alice.start_over()
    assert found(staff_client, Sandbox, "alice") == {old, alice.sandbox}
    assert found(staff_client, Sandbox, str(bob.sandbox_id)) >= {bob.sandbox}
    assert found(staff_client, Sandbox, "nobody") == set()


def test_searched_sandbox_shows_its_number_of_requests(staff_client, alice, sagu, draft):
    for state in ("OH", "AK", "AL"):
        pending_of(alice, sagu, state)
    response = staff_client.get(list_of(Sandbox), {"q": "alice"})
    assert f"Sandbox {alice.sandbox_id} Current alice 3" in text_of(response)


def test_search_finds_requests_by_user_role_and_id(staff_client, alice, bob, sagu, cms_general):
    hers, his = pending_of(alice, sagu, "OH"), pending_of(bob, cms_general)
    assert found(staff_client, RoleRequest, "alice") == {hers}
    assert found(staff_client, RoleRequest, "CMS General") == {his}
    assert found(staff_client, RoleRequest, "State Agency") == {hers}
    assert hers in found(staff_client, RoleRequest, str(hers.pk))


def test_search_finds_requests_by_reference(staff_client, alice, bob, sagu):
    hers = pending_of(alice, sagu, "OH")
    pending_of(bob, sagu, "OH")
    assert found(staff_client, RoleRequest, hers.reference) == {hers}
    assert found(staff_client, RoleRequest, hers.reference.lower()) == {hers}


def test_search_finds_roles_and_categories(staff_client, sagu):
    assert found(staff_client, Role, "S&C General") == {sagu}
    assert sagu in found(staff_client, Role, "State Agency")
    assert found(staff_client, UserCategory, "deemed") == {
        UserCategory.objects.get(slug="accrediting-organization")
    }


@pytest.mark.parametrize("words", ["\0%'\"", "9" * 40, "x" * 2000])
@pytest.mark.parametrize("model", MODELS)
def test_odd_searches_cause_no_server_error(staff_client, pending, model, words):
    response = staff_client.get(list_of(model), {"q": words}, follow=True)
    assert response.status_code == 200


def test_filters_narrow_the_lists(staff_client, alice, carol, bob, sagu, cms_general):
    hers, his = pending_of(alice, sagu, "OH"), pending_of(bob, cms_general)
    his.withdraw(actor=bob)

    def narrowed(model, **filters):
        return set(listed(staff_client.get(list_of(model), filters)))

    assert narrowed(RoleRequest, status__exact="pending") == {hers}
    assert narrowed(RoleRequest, status__exact="withdrawn") == {his}
    assert narrowed(RoleRequest, state__exact="OH") == {hers}
    assert narrowed(RoleRequest, category__id__exact=cms_general.category_id) == {his}
    assert narrowed(User, kind="staff") == {carol}
    assert narrowed(Role, asks_state__exact=1) == set(Role.objects.filter(category__slug="state-agency"))
    assert narrowed(Role, source__exact="job_aid") == set(Role.objects.filter(source="job_aid"))


def test_status_filter_does_not_offer_drafts(staff_client, pending, draft):
    links = staff_client.get(list_of(RoleRequest)).content.decode()
    assert "status__exact=pending" in links
    assert "status__exact=draft" not in links


# Odd requests


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("selected", ["x", "", "-1", "1.5", "9" * 30])
def test_odd_row_selections_cause_no_server_error(staff_client, alice, pending, model, selected):
    data = {
        "action": "deactivate" if model in (Role, UserCategory) else "unlock",
        "confirmed": "yes",
        "_selected_action": [selected],
    }
    assert staff_client.post(list_of(model), data, follow=True).status_code in (200, 400, 403)


@pytest.mark.parametrize("app", ["accounts", "auth", "rolerequests"])
def test_app_breadcrumb_leads_to_the_dashboard(staff_client, app):
    assert staff_client.get(f"/admin/{app}/").url == "/admin/"


ALL_LISTS = (*MODELS, TrainingClass, Group, AuditEntry)
LOOKUPS = [
    "submitted_at__year=9999",
    "submitted_at__year=9999&submitted_at__month=12&submitted_at__day=31",
    "submitted_at__year=0",
    "submitted_at__month=5",
    "submitted_at__gte=9999-12-31 23:59:59-14:00",
    "submitted_at__lt=0001-01-01 00:00:00%2B14:00",
    "created_at__year=0",
    "created_at__gte=9999-12-31 23:59:59-14:00",
    "timestamp__gte=9999-12-31 23:59:59-14:00",
    "name__range=1",
    "name__regex=(",
    r"description__regex=^(\w%2B\s?)*$",
    "user_id__iregex=(",
    "id__in=99999999999999999999,1",
    "id=1",
    "pk__in=",
    "status=%00",
    "status__exact=%00",
    "source__exact=%00",
    "category__id__exact=99999999999999999999",
    "category__id__exact=x",
    "groups__id__exact=99999999999999999999",
    "groups__id__exact=1&groups__id__exact=x",
    "is_active__exact=%00",
    "is_active__exact=x",
    "address=x",
    "changes=%00",
    "changes__contains=x",
    "action__exact=99999999999999999999",
    "action__exact=x",
    "requester__password__startswith=p",
    "nothing=1",
    "_to_field=password",
    "o=9.x.-99999999999999999999",
    "p=99999999999999999999",
    "_facets=1&source__exact=x",
    "what=%00&kind=%00&state=%00",
]


@pytest.mark.parametrize("model", ALL_LISTS)
def test_unknown_lookups_cause_no_server_error(staff_client, pending, model):
    staff_client.raise_request_exception = False
    failed = [
        lookup
        for lookup in LOOKUPS
        if staff_client.get(f"{list_of(model)}?{lookup}", follow=True).status_code not in (200, 400)
    ]
    assert failed == []


def test_regular_expressions_are_refused(staff_client, sagu):
    for model in ALL_LISTS:
        for field in ("name", "id", "timestamp", "user_id"):
            assert staff_client.get(list_of(model), {f"{field}__regex": "."}).status_code == 400


def test_filter_and_date_links_work(staff_client, alice, bob, pending, sagu):
    sagu.name = "Renamed"
    sagu.save()
    TrainingClass.objects.create(name="Ohio")
    pending_of(bob, sagu, "OH")
    RoleRequest.objects.filter(requester=bob).update(submitted_at=pending.submitted_at - timedelta(days=400))
    opened = set()
    for model in ALL_LISTS:
        queries = {
            each["href"] for each in page_of(staff_client.get(list_of(model))).all("a") if "href" in each
        }
        for query in sorted(each for each in queries if each.startswith("?")):
            response = staff_client.get(list_of(model) + query)
            assert (model, query, response.status_code) == (model, query, 200)
            if not query.startswith("?o="):  # the order is no filter
                opened.add(model)
    assert opened >= {RoleRequest, User, Role, TrainingClass}


def test_filters_and_toggles_have_names_of_their_own(staff_client, sagu):
    page = page_of(staff_client.get(list_of(Role), {"o": "1.2"}))
    filters = [each["aria-label"] for each in page.all("ul") if "aria-label" in each]
    toggles = [each["title"] for each in page.all("a") if "sort" in each.get("title", "")]
    assert len(filters) == len(set(filters)) == 6
    assert len(toggles) == len(set(toggles)) == 4


@pytest.mark.parametrize("number", ["0", "9" * 30, "x"])
@pytest.mark.parametrize(
    "page",
    [
        "rolerequests/role/{}/preview/",
        "rolerequests/role/{}/history/",
        "rolerequests/role/{}/delete/",
        "rolerequests/role/{}/move/",
        "accounts/trainingclass/{}/actions/close/",
        "accounts/trainingclass/{}/handout/",
        "accounts/trainingclass/{}/change/",
    ],
)
def test_unknown_actions_and_trainees_are_404(staff_client, page, number):
    for ask in (staff_client.get, staff_client.post):
        response = ask(f"/admin/{page.format(number)}", follow=True)
        assert response.status_code in (404, 405) or "doesn" in text_of(response)


# Search


WORDS = " ".join(f"w{number}" for number in range(1500))


@pytest.mark.parametrize("words", [WORDS, "x" * 60_000], ids=["words", "characters"])
@pytest.mark.parametrize(
    "model", [model for model, each in admin.site._registry.items() if each.search_fields]
)
def test_long_search_is_refused_in_a_sentence(staff_client, model, words):
    response = staff_client.get(list_of(model), {"q": words})
    assert response.status_code == 200
    assert levels_of(response) == ["error"]
    assert response.context["cl"].query == ""


def test_search_of_maximum_length_works(staff_client, sagu):
    words = " ".join("a" * (MAX_SEARCH_LENGTH // 2))[:MAX_SEARCH_LENGTH]
    for model in (Role, RoleRequest):
        assert levels_of(staff_client.get(list_of(model), {"q": words})) == []


@pytest.mark.parametrize("term", [WORDS, "a\0b"], ids=["words", "NUL"])
def test_autocomplete_refuses_an_invalid_term(carol, term):
    client = client_of(carol)
    client.raise_request_exception = False
    field = {"app_label": "rolerequests", "model_name": "role", "field_name": "category"}
    assert client.get("/admin/autocomplete/", field | {"term": term}).status_code == 400


def test_requests_are_filtered_by_class(staff_client, alice, pending, sagu):
    ohio = TrainingClassFactory(name="Ohio", trainees=["Ann Lee"])
    of_class = pending_of(ohio.trainees().get(), sagu, State.OHIO)
    response = staff_client.get(list_of(RoleRequest), {"class": ohio.pk})
    assert listed(response) == [of_class]
    assert f"{of_class.reference} ann-lee (Ann Lee) Ohio State Agency" in text_of(response)
