"""The admin: what staff can look up, what they can change, and what nobody can lose by it."""

import re
from datetime import timedelta
from itertools import islice, product

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Sandbox, User
from rolerequests.models import RequestEvent, Role, RoleRequest, UserCategory
from rolerequests.states import State
from tests.accounts.signing_in import fail, new_browser, sign_in
from tests.conftest import browser_of, draft_of, pending_of
from tests.project.pages import heading_of, text_of, title_of

MODELS = (UserCategory, Role, User, Sandbox, RoleRequest)


@pytest.fixture
def staff(carol):
    """Carol's browser."""
    return browser_of(carol)


@pytest.fixture
def pending(alice, sagu):
    """A pending request of Alice's for Ohio."""
    return pending_of(alice, sagu, "OH", "yes")


@pytest.fixture
def draft(alice, cms_general):
    """A draft of Alice's."""
    return draft_of(alice, cms_general)


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_for(thing, page="change"):
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[thing.pk])


def listed(response):
    """What a list shows, in order."""
    return list(response.context["cl"].result_list)


def found(staff, model, words):
    return set(listed(staff.get(list_of(model), {"q": words})))


def form_of(response, **changes):
    """What sending a change page as it stands, but for these changes, would send."""
    data = {}
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.initial_forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = "on" if value is True else value
    return {key: value for key, value in (data | changes).items() if value is not None}


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


# Who gets in


@pytest.mark.parametrize("model", MODELS)
def test_a_trainee_is_refused(alice, pending, model):
    for address in ("/admin/", list_of(model)):
        response = browser_of(alice).get(address, follow=True)
        assert response.status_code == 403
        assert heading_of(response) == "You have no access to this page"


def test_a_trainee_changes_nothing(alice, sagu):
    data = {"name": "Mine", "position": 1}
    response = browser_of(alice).post(page_for(sagu), data)
    assert response.status_code == 302
    sagu.refresh_from_db()
    assert sagu.name == "State Agency S&C General User"


@pytest.mark.parametrize("model", MODELS)
def test_who_is_not_signed_in_is_asked_to_sign_in_and_comes_back(carol, client, model):
    response = client.get(list_of(model), follow=True)
    assert response.redirect_chain[-1] == (f"/sign-in/?next={list_of(model)}", 302)
    response = sign_in(client, "carol", "Carol-Password-1", next=list_of(model))
    assert response.url == list_of(model)


def test_the_admins_sign_in_page_leads_to_no_other_site(carol, client):
    response = client.get("/admin/login/", {"next": "//evil.example/"})
    assert response.url.startswith("/sign-in/?next=")
    client.get(response.url)
    response = sign_in(client, "carol", "Carol-Password-1", next="//evil.example/")
    assert response.url == "/"


def test_staff_without_rights_see_that_they_have_none(db):
    helper = User.objects.create_user("helper", "Helper-Password-1", is_staff=True)
    browser = browser_of(helper)
    assert "permission to view or edit anything." in text_of(browser.get("/admin/"))
    response = browser.get(list_of(User))
    assert response.status_code == 403
    assert heading_of(response) == "You have no access to this page"


def test_staff_with_the_right_to_look_neither_change_users_nor_run_actions(db, alice):
    helper = User.objects.create_user("helper", "Helper-Password-1", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="view_user"))
    browser = browser_of(helper)
    assert "alice" in text_of(browser.get(list_of(User)))
    for action in ("unlock", "start_over", "delete_selected"):
        browser.post(list_of(User), {"action": action, "_selected_action": [alice.pk]})
    assert browser.post(page_for(alice), {"user_id": "mallory"}).status_code == 403
    assert User.objects.get(pk=alice.pk).sandbox == alice.sandbox


def test_the_front_page_names_what_there_is(staff):
    response = staff.get("/admin/")
    assert "iQIES role-request trainer: admin of a training simulator" in text_of(response)
    words = text_of(response)
    for name in ("Identities and sandboxes", "Users", "Sandboxes", "Role requests and catalogue",
                 "User categories", "Roles", "Role requests"):  # fmt: skip
        assert name in words


# Lists and pages


def test_every_list_shows_its_rows(staff, alice, pending, sagu):
    expected = {
        UserCategory: "State Agency",
        Role: "State Agency S&C General User",
        User: "alice",
        Sandbox: f"Sandbox {alice.sandbox_id} alice 1",
        RoleRequest: f"{pending.reference} alice State Agency S&C General User State Agency Ohio Pending",
    }
    for model, words in expected.items():
        assert words in text_of(staff.get(list_of(model)))


def test_every_change_page_shows_its_object(staff, alice, pending, sagu):
    for thing in (sagu.category, sagu, alice, alice.sandbox, pending):
        response = staff.get(page_for(thing))
        assert response.context["original"] == thing
        assert str(thing) in title_of(response)


def more_rows(number, carol):
    """So many more categories, roles, users, sandboxes and requests with their events."""
    roles = list(Role.objects.filter(asks_state=True))
    for each in range(number):
        category = UserCategory.objects.create(slug=f"more-{each}", name=f"More {each}", description="x")
        Role.objects.create(category=category, slug="role", name="Role", description="x")
        user = User.objects.create_user(f"more{each}")
        for role, state in islice(product(roles, State), 2):
            pending_of(user, role, state)
        user.start_over()


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_as_many_queries_with_3_rows_as_with_30(staff, carol, model):
    more_rows(3, carol)
    counts = []
    for _ in range(2):
        staff.get(list_of(model))
        with CaptureQueriesContext(connection) as queries:
            shown = len(listed(staff.get(list_of(model))))
        counts.append(len(queries))
        if len(counts) == 1:
            first = shown
            for user in range(27):
                each = User.objects.create_user(f"even-more{user}")
                pending_of(each, Role.objects.get_by_natural_key("cms", "general-user"))
                category = UserCategory.objects.create(slug=f"e-{user}", name=f"E {user}", description="x")
                Role.objects.create(category=category, slug="role", name="Role", description="x")
    assert shown >= first + 27
    assert counts[0] == counts[1] <= 12


def test_a_request_with_many_events_costs_as_many_queries_as_one_with_few(
    staff, alice, bob, pending, cms_general
):
    long = draft_of(bob, cms_general)
    for _ in range(20):
        long.choose_category(cms_general.category)
        long.choose_role(cms_general)
    long.submit(cms_general.pk)
    counts = []
    staff.get(page_for(pending))
    for each in (pending, long):
        with CaptureQueriesContext(connection) as queries:
            staff.get(page_for(each))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_sandbox_with_many_requests_costs_as_many_queries_as_an_empty_one(staff, alice, bob, sagu):
    for state in islice(State, 30):
        pending_of(alice, sagu, state)
    counts = []
    staff.get(page_for(alice.sandbox))
    for sandbox in (alice.sandbox, bob.sandbox):
        with CaptureQueriesContext(connection) as queries:
            staff.get(page_for(sandbox))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_categories_and_roles_stand_in_the_order_of_the_pages(staff, db):
    assert listed(staff.get(list_of(UserCategory))) == list(UserCategory.objects.order_by("position"))
    assert [role.name for role in listed(staff.get(list_of(Role)))] == [
        role.name for role in Role.objects.order_by("category__position", "position")
    ]


def test_requests_stand_newest_first(staff, alice, sagu):
    requests = [pending_of(alice, sagu, state) for state in ("OH", "AK", "AL")]
    assert listed(staff.get(list_of(RoleRequest))) == requests[::-1]


# Search and filters


def test_search_finds_users_by_user_id(staff, alice, bob):
    assert found(staff, User, "ali") == {alice}
    assert found(staff, User, "ALICE") == {alice}


def test_search_finds_sandboxes_by_number_by_who_is_in_them_and_by_who_left_them(staff, alice, bob, sagu):
    pending_of(alice, sagu, "OH")
    old = alice.sandbox
    alice.start_over()
    assert found(staff, Sandbox, "alice") == {old, alice.sandbox}
    assert found(staff, Sandbox, str(bob.sandbox_id)) >= {bob.sandbox}
    assert found(staff, Sandbox, "nobody") == set()


def test_a_sandbox_that_is_found_by_a_search_counts_its_requests_right(staff, alice, sagu, draft):
    for state in ("OH", "AK", "AL"):
        pending_of(alice, sagu, state)
    response = staff.get(list_of(Sandbox), {"q": "alice"})
    assert f"Sandbox {alice.sandbox_id} alice 3" in text_of(response)


def test_search_finds_requests_by_who_what_and_number(staff, alice, bob, sagu, cms_general):
    hers, his = pending_of(alice, sagu, "OH"), pending_of(bob, cms_general)
    assert found(staff, RoleRequest, "alice") == {hers}
    assert found(staff, RoleRequest, "CMS General") == {his}
    assert found(staff, RoleRequest, "State Agency") == {hers}
    assert hers in found(staff, RoleRequest, str(hers.pk))


def test_search_finds_a_request_by_the_reference_that_a_trainee_reads_out(staff, alice, bob, sagu):
    hers = pending_of(alice, sagu, "OH")
    pending_of(bob, sagu, "OH")
    assert found(staff, RoleRequest, hers.reference) == {hers}
    assert found(staff, RoleRequest, hers.reference.lower()) == {hers}


def test_search_finds_roles_and_categories(staff, sagu):
    assert found(staff, Role, "S&C General") == {sagu}
    assert sagu in found(staff, Role, "State Agency")
    assert found(staff, UserCategory, "deemed") == {UserCategory.objects.get(slug="accrediting-organization")}


@pytest.mark.parametrize("words", ["\0%'\"", "9" * 40, "x" * 2000])
@pytest.mark.parametrize("model", MODELS)
def test_odd_searches_are_no_fault_of_the_server(staff, pending, model, words):
    response = staff.get(list_of(model), {"q": words}, follow=True)
    assert response.status_code == 200


def test_filters_narrow_the_lists(staff, alice, carol, bob, sagu, cms_general):
    hers, his = pending_of(alice, sagu, "OH"), pending_of(bob, cms_general)
    his.withdraw()

    def narrowed(model, **filters):
        return set(listed(staff.get(list_of(model), filters)))

    assert narrowed(RoleRequest, status__exact="pending") == {hers}
    assert narrowed(RoleRequest, status__exact="withdrawn") == {his}
    assert narrowed(RoleRequest, state__exact="OH") == {hers}
    assert narrowed(RoleRequest, category__id__exact=cms_general.category_id) == {his}
    assert narrowed(User, is_staff__exact=1) == {carol}
    assert narrowed(Role, asks_state__exact=1) == set(Role.objects.filter(category__slug="state-agency"))
    assert narrowed(Role, source__exact="job_aid") == set(Role.objects.filter(source="job_aid"))


def test_the_filter_by_status_does_not_offer_drafts(staff, pending, draft):
    links = staff.get(list_of(RoleRequest)).content.decode()
    assert "status__exact=draft" not in links


# Drafts are nobody's business


def test_drafts_are_not_listed_counted_or_opened(staff, alice, pending, draft):
    response = staff.get(list_of(RoleRequest))
    assert listed(response) == [pending]
    assert "1 role request" in text_of(response)
    assert draft.reference not in response.content.decode()
    assert f"Sandbox {alice.sandbox_id} alice 1" in text_of(staff.get(list_of(Sandbox)))
    for page in ("change", "history", "delete"):
        response = staff.get(page_for(draft, page), follow=True)
        assert response.redirect_chain or response.status_code in (403, 404)
        assert draft.role.name not in text_of(response)


def test_a_draft_is_not_found_by_a_search_or_a_filter(staff, draft):
    assert found(staff, RoleRequest, "alice") == set()
    assert listed(staff.get(list_of(RoleRequest), {"status__exact": "draft"})) == []


# The record


def test_a_request_shows_its_answers_and_its_events(staff, pending):
    response = staff.get(page_for(pending))
    text = text_of(response)
    for words in ("State Agency S&C General User", "Ohio", "Yes", "Pending", pending.words):
        assert words in text
    (inline,) = response.context["inline_admin_formsets"]
    verbs = [form.instance.get_verb_display() for form in inline.formset.forms]
    assert verbs == ["Category chosen", "Role chosen", "Submitted"]
    assert all(verb in text for verb in verbs)


@pytest.mark.parametrize("page", ["add", "change", "delete"])
@pytest.mark.parametrize("which", ["request", "sandbox"])
def test_requests_and_sandboxes_are_neither_added_nor_changed_nor_deleted(staff, pending, which, page):
    thing = pending if which == "request" else pending.sandbox
    before = list(type(thing).objects.values())
    address = list_of(type(thing)) + "add/" if page == "add" else page_for(thing, page)
    response = staff.post(address, {"post": "yes", "status": "approved", "state": "AK"})
    assert response.status_code == 403
    assert list(type(thing).objects.values()) == before


def test_events_are_neither_added_nor_changed_nor_deleted(staff, pending):
    response = staff.get(page_for(pending))
    (inline,) = response.context["inline_admin_formsets"]
    rights = (inline.has_add_permission, inline.has_change_permission, inline.has_delete_permission)
    assert rights == (False, False, False)
    html = response.content.decode()
    assert re.findall(r'<input[^>]*name="events-\d+-(?!id|role_request)', html) == []
    assert re.findall(r'<input[^>]*type="submit"', html) == []


@pytest.mark.parametrize("model", [RoleRequest, Sandbox])
def test_no_action_deletes_requests_or_sandboxes(staff, pending, model):
    response = staff.get(list_of(model))
    assert "delete_selected" not in response.content.decode()
    staff.post(
        list_of(model),
        {"action": "delete_selected", "_selected_action": list(model.objects.values_list("pk", flat=True)),
         "post": "yes"},
    )  # fmt: skip
    assert RoleRequest.objects.get() == pending


def check_protected(response, by="role request"):
    """Django's page that says why not."""
    assert response.status_code == 200
    assert response.context["protected"] or response.context["perms_lacking"] == {by}
    assert text_of(response).endswith(f"the following types of objects: {by}") or (
        "would require deleting the following protected related objects" in text_of(response)
    )


def test_a_user_with_requests_is_protected(staff, alice, pending):
    check_protected(staff.get(page_for(alice, "delete")))
    check_protected(staff.post(page_for(alice, "delete"), {"post": "yes"}))
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_user_with_nothing_but_a_draft_is_protected_by_its_events(staff, alice, draft):
    check_protected(staff.post(page_for(alice, "delete"), {"post": "yes"}))
    assert RequestEvent.objects.count() == 2


def test_users_with_requests_are_protected_from_the_action_too(staff, alice, bob, pending):
    data = {"action": "delete_selected", "_selected_action": [alice.pk, bob.pk]}
    check_protected(staff.post(list_of(User), data))
    check_protected(staff.post(list_of(User), {**data, "post": "yes"}))
    assert User.objects.filter(pk__in=[alice.pk, bob.pk]).count() == 2


def test_a_user_without_requests_can_be_deleted_and_the_sandbox_stays(staff, bob):
    response = staff.post(page_for(bob, "delete"), {"post": "yes"})
    assert response.url == list_of(User)
    assert not User.objects.filter(pk=bob.pk).exists()
    assert Sandbox.objects.filter(pk=bob.sandbox_id).exists()


def test_a_role_with_requests_is_protected(staff, pending, sagu):
    check_protected(staff.get(page_for(sagu, "delete")))
    check_protected(staff.post(page_for(sagu, "delete"), {"post": "yes"}))
    data = {"action": "delete_selected", "_selected_action": [sagu.pk], "post": "yes"}
    check_protected(staff.post(list_of(Role), data))
    assert Role.objects.filter(pk=sagu.pk).exists()


def test_a_category_with_roles_is_protected(staff, sagu):
    check_protected(staff.post(page_for(sagu.category, "delete"), {"post": "yes"}))
    assert UserCategory.objects.filter(pk=sagu.category_id).exists()


def test_a_role_with_requests_is_protected_on_its_categorys_page_too(staff, pending, sagu):
    response = staff.get(page_for(sagu.category))
    number = list(sagu.category.roles.order_by("position")).index(sagu)
    response = staff.post(page_for(sagu.category), form_of(response, **{f"roles-{number}-DELETE": "on"}))
    assert response.status_code == 200
    assert "would require deleting the following protected related objects" in text_of(response)
    assert Role.objects.filter(pk=sagu.pk).exists()


# The catalogue


def test_a_role_is_edited_and_trainees_see_it(staff, browser, sagu):
    data = form_of(staff.get(page_for(sagu)), name="Renamed User", asks_state=None)
    assert staff.post(page_for(sagu), data).url == list_of(Role)
    sagu.refresh_from_db()
    assert (sagu.name, sagu.asks_state, sagu.asks_surveyor) == ("Renamed User", False, True)


def test_a_category_is_edited_together_with_its_roles(staff, sagu):
    category = sagu.category
    data = form_of(staff.get(page_for(category)), name="State", **{"roles-0-name": "First"})
    assert staff.post(page_for(category), data).url == list_of(UserCategory)
    category.refresh_from_db()
    assert category.name == "State"
    assert category.roles.order_by("position").first().name == "First"


def test_a_category_is_added_with_a_role(staff, db):
    data = {
        "name": "Ours", "slug": "ours", "description": "x", "position": 8,
        "roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 0,
        "roles-0-name": "Our Role", "roles-0-slug": "our-role", "roles-0-description": "y",
        "roles-0-position": 1, "roles-0-source": "placeholder",
    }  # fmt: skip
    assert staff.post(list_of(UserCategory) + "add/", data).url == list_of(UserCategory)
    assert Role.objects.get_by_natural_key("ours", "our-role").source == "placeholder"


def test_a_name_that_is_taken_is_refused_in_words(staff, sagu):
    data = form_of(staff.get(page_for(sagu)), name="State Agency Assessment Coordinator")
    response = staff.post(page_for(sagu), data)
    assert response.status_code == 200
    assert "This category has a role with this name already." in text_of(response)


def test_the_order_is_changed_in_the_list(staff, db):
    response = staff.get(list_of(UserCategory))
    data = {"form-TOTAL_FORMS": 7, "form-INITIAL_FORMS": 7, "_save": "Save"}
    for number, category in enumerate(listed(response)):
        data[f"form-{number}-id"] = category.pk
        data[f"form-{number}-position"] = 7 - number
    staff.post(list_of(UserCategory), data)
    assert UserCategory.objects.first().name == "Vendor"


# Users


def test_what_is_added_is_staff(staff, db):
    data = {"user_id": "erin", "usable_password": "true",
            "password1": "Erin-Password-1", "password2": "Erin-Password-1"}  # fmt: skip
    response = staff.post(list_of(User) + "add/", data)
    erin = User.objects.get(user_id="erin")
    assert response.url == page_for(erin)
    assert (erin.is_staff, erin.is_superuser, erin.sandbox) == (True, False, None)
    assert sign_in(new_browser(), "erin", "Erin-Password-1").url == "/"


@pytest.mark.parametrize(
    ("user_id", "message"),
    [
        ("Erin", "Use lower-case letters, digits, . _ and - only."),
        ("erin o", "Use lower-case letters, digits, . _ and - only."),
        ("alice", "There is an identity with this User ID already."),
        ("", "This field is required."),
    ],
)
def test_a_user_id_that_cannot_be_is_refused_in_words(staff, alice, user_id, message):
    data = {"user_id": user_id, "usable_password": "true",
            "password1": "Erin-Password-1", "password2": "Erin-Password-1"}  # fmt: skip
    response = staff.post(list_of(User) + "add/", data)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {"user_id": [message]}
    assert User.objects.count() == 2


def test_a_weak_password_is_refused_in_words(staff, db):
    data = {"user_id": "erin", "usable_password": "true", "password1": "short", "password2": "short"}
    response = staff.post(list_of(User) + "add/", data)
    assert "This password is too short. It must contain at least 12 characters." in text_of(response)
    assert not User.objects.filter(user_id="erin").exists()


def test_staff_set_a_trainees_password(staff, alice):
    data = {"usable_password": "true", "password1": "Fresh-Password-9", "password2": "Fresh-Password-9"}
    address = f"/admin/accounts/user/{alice.pk}/password/"
    assert f"/admin/accounts/user/{alice.pk}/" in staff.get(page_for(alice)).content.decode()
    response = staff.post(address, data, follow=True)
    assert messages_of(response) == ["Password changed successfully."]
    assert sign_in(new_browser(), "alice", "Alice-Password-1").status_code == 200
    assert sign_in(new_browser(), "alice", "Fresh-Password-9").url == "/"


def test_staff_change_their_own_password(staff, carol):
    data = {"old_password": "Carol-Password-1",
            "new_password1": "Fresh-Password-9", "new_password2": "Fresh-Password-9"}  # fmt: skip
    assert staff.post("/admin/password_change/", data).url == "/admin/password_change/done/"
    assert sign_in(new_browser(), "carol", "Fresh-Password-9").url == "/"


def test_a_trainee_is_switched_off_and_on_again(staff, alice):
    data = form_of(staff.get(page_for(alice)), is_active=None)
    assert staff.post(page_for(alice), data).url == list_of(User)
    assert sign_in(new_browser(), "alice", "Alice-Password-1").status_code == 200
    data = form_of(staff.get(page_for(alice)), is_active="on")
    staff.post(page_for(alice), data)
    assert sign_in(new_browser(), "alice", "Alice-Password-1").url == "/"


def test_a_trainee_cannot_be_made_staff(staff, alice):
    data = form_of(staff.get(page_for(alice)), is_superuser="on", is_staff="on", sandbox="")
    response = staff.post(page_for(alice), data)
    assert "A practice identity cannot be staff: add a staff account instead." in text_of(response)
    before = alice.sandbox
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser, alice.sandbox) == (False, False, before)


def test_staff_stay_staff_and_can_be_given_every_right(staff):
    erin = User.objects.create_user("erin", is_staff=True)
    data = form_of(staff.get(page_for(erin)), is_superuser="on", is_staff=None)
    assert staff.post(page_for(erin), data).url == list_of(User)
    erin.refresh_from_db()
    assert (erin.is_staff, erin.is_superuser) == (True, True)


def test_the_action_starts_over_for_trainees_and_leaves_staff_alone(staff, alice, bob, carol, pending):
    data = {"action": "start_over", "_selected_action": [alice.pk, carol.pk]}
    response = staff.post(list_of(User), data, follow=True)
    assert messages_of(response) == ["Started over: 1.", "Staff have no sandbox and were left alone."]
    sandboxes = dict(User.objects.values_list("user_id", "sandbox"))
    assert sandboxes["alice"] not in (None, alice.sandbox_id)
    assert sandboxes["bob"] == bob.sandbox_id
    assert sandboxes["carol"] is None
    pending.refresh_from_db()
    assert pending.sandbox == alice.sandbox


def test_the_action_unlocks_at_every_address_and_says_how_many(staff, alice, bob):
    for address in ("192.0.2.1", "192.0.2.2"):
        fail(5, client=new_browser(address))
    data = {"action": "unlock", "_selected_action": [alice.pk, bob.pk]}
    response = staff.post(list_of(User), data, follow=True)
    assert messages_of(response) == ["Sign-in unlocked: 1 of 2 had failed attempts."]
    assert not AccessAttempt.objects.exists()
    for address in ("192.0.2.1", "192.0.2.2"):
        assert sign_in(new_browser(address), "alice", "Alice-Password-1").url == "/"


def test_the_list_of_users_shows_who_is_locked_and_no_longer_than_it_lasts(staff, alice, bob):
    def locked():
        users = listed(staff.get(list_of(User)))
        shown = re.findall(r'"field-locked"><img[^>]*alt="(\w+)"', staff.get(list_of(User)).content.decode())
        return [user.user_id for user, answer in zip(users, shown, strict=True) if answer == "True"]

    assert locked() == []
    fail(5)
    for address in ("192.0.2.1", "192.0.2.2"):
        fail(3, "bob", new_browser(address))
    assert locked() == ["alice"]
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=14))
    assert locked() == ["alice"]
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=1))
    assert locked() == []


def test_a_sandbox_says_who_is_in_it_now(staff, alice):
    assert "alice" in text_of(staff.get(page_for(alice.sandbox)))
    old = alice.sandbox
    alice.start_over()
    assert "alice" not in text_of(staff.get(page_for(old)))
    assert "alice" in text_of(staff.get(page_for(alice.sandbox)))


def test_signing_out_of_the_admin_works(staff):
    staff.post("/admin/logout/")
    assert staff.get("/admin/", follow=True).redirect_chain[-1] == ("/sign-in/?next=/admin/", 302)
