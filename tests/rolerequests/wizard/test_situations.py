"""The ten situations of docs/decisions that every build must pass, by number."""

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, connection

from rolerequests.models import RequestEvent, Role, RoleRequest, UserCategory
from rolerequests.wizard.steps import STEPS, step_with
from tests.helpers import after_statement, client_of, draft_of, pending_of
from tests.pages import alerts_of, checked_in, main_of, message_levels, page_of, title_of
from tests.rolerequests.wizard.walk import NEW, SAGU, VIEW_ONLY, address


def test_1_page_3_opened_first_redirects_to_incomplete_page(alice, alice_client, sagu):
    draft = RoleRequest.begin(alice)
    draft.choose_category(sagu.category, actor=alice)
    response = alice_client.get(address(draft, "organizations"), follow=True)
    assert response.redirect_chain == [(address(draft, "role"), 302)]
    assert main_of(response).startswith(f"{step_with('role').reminder} STEP 2")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_2_back_after_submitting_redirects_to_my_profile(alice, alice_client, view_only, step):
    request = pending_of(alice, view_only)
    response = alice_client.get(address(request, step.slug), follow=True)
    assert response.redirect_chain == [("/my-profile/", 302)]
    assert message_levels(response) == ["info"]
    assert request.reference in main_of(response).partition("My Profile")[0]
    assert "Role Request Submitted" not in main_of(response)


def test_2_reloading_my_profile_removes_the_banner(alice_client, walk):
    walk.submit(walk.to_page_3("CMS", VIEW_ONLY), VIEW_ONLY)
    assert main_of(alice_client.get("/my-profile/")).startswith("Role Request Submitted")
    assert main_of(alice_client.get("/my-profile/")).startswith("My Profile")


def test_3_double_click_submits_once(alice_client, walk):
    page_3 = walk.to_page_3("CMS", VIEW_ONLY)
    for _ in range(2):
        assert walk.submit(page_3, VIEW_ONLY)["Location"] == "/my-profile/"
    page = alice_client.get("/my-profile/")
    assert main_of(page).count("Role Request Submitted") == 1
    assert message_levels(page) == []
    assert RoleRequest.objects.count() == 1
    assert RequestEvent.objects.filter(transition="submitted").count() == 1


def test_4_two_tabs_do_not_mix(alice_client, walk):
    first, second = walk.category("State Agency"), walk.category("CMS")
    assert first != second
    assert walk.submit(walk.role(first, SAGU), SAGU, state="OH")["Location"] == "/my-profile/"
    assert walk.submit(walk.role(second, VIEW_ONLY), VIEW_ONLY)["Location"] == "/my-profile/"
    assert sorted(request.role.name for request in RoleRequest.objects.all()) == [VIEW_ONLY, SAGU]


def test_5_changed_category_clears_the_role(alice, alice_client, walk, sagu):
    draft = draft_of(alice, sagu)
    assert walk.category("CMS", at=address(draft, "category")) == address(draft, "role")
    page = alice_client.get(address(draft, "role"))
    assert checked_in(page) is None
    assert alice_client.get(address(draft, "organizations"))["Location"] == address(draft, "role")


def test_5_same_category_keeps_the_role(alice, alice_client, walk, sagu):
    draft = draft_of(alice, sagu)
    walk.category("State Agency", at=address(draft, "category"))
    assert checked_in(alice_client.get(address(draft, "role"))) == sagu.pk


def test_6_logging_in_again_returns_to_the_page(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    alice_client.logout()
    login = alice_client.get(address(draft, "organizations"))["Location"]
    assert login == f"/login/?next={address(draft, 'organizations')}"
    back = alice_client.post(login, {"username": "alice", "password": "Alice-Password-1", "terms": "on"})
    assert back["Location"] == address(draft, "organizations")
    assert alice_client.get(back["Location"]).status_code == 200


def test_7_previous_keeps_earlier_selections(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    data = {"role": sagu.pk, "previous": ""}
    for slug, previous, selected in [("organizations", "role", sagu), ("role", "category", sagu.category)]:
        response = alice_client.post(address(draft, slug), data)
        assert response["Location"] == address(draft, previous)
        assert checked_in(alice_client.get(address(draft, previous))) == selected.pk
    assert RequestEvent.objects.count() == 2


def test_7_previous_saves_valid_selections(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    data = {"role": sagu.pk, "surveyor": "yes", "previous": ""}
    alice_client.post(address(draft, "organizations"), data)
    assert RoleRequest.objects.get().surveyor_response == "yes"
    other = Role.objects.get_by_natural_key("state-agency", "assessment-coordinator")
    alice_client.post(address(draft, "role"), {"role": other.pk, "previous": ""})
    stored = RoleRequest.objects.get()
    assert (stored.role, stored.surveyor_response) == (other, "")


@pytest.mark.parametrize("role", ["", "0", "x"])
def test_7_previous_ignores_invalid_selections(alice, alice_client, sagu, role):
    draft = draft_of(alice, sagu)
    for slug, previous in (("organizations", "role"), ("role", "category")):
        response = alice_client.post(address(draft, slug), {"role": role, "state": "XX", "previous": ""})
        assert response["Location"] == address(draft, previous)
    stored = RoleRequest.objects.get()
    assert (stored.role, stored.state) == (sagu, "")


def test_7_previous_on_submitted_request_is_no_submission(alice, alice_client, view_only):
    request = pending_of(alice, view_only)
    data = {"role": view_only.pk, "previous": ""}
    page = alice_client.post(address(request, "organizations"), data, follow=True)
    assert message_levels(page) == ["info"]
    assert not page.context["just_submitted"]


@pytest.mark.parametrize("slug", [*(step.slug for step in STEPS), "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_8_request_of_another_user_is_404(alice, bob, sagu, slug, method):
    draft, pending = draft_of(alice, sagu), pending_of(alice, sagu, "OH")
    for request in (draft, pending):
        response = getattr(client_of(bob), method)(address(request, slug), {"role": sagu.pk, "state": "KY"})
        assert response.status_code == 404
    assert {each.status for each in RoleRequest.objects.all()} == {"draft", "pending"}


@pytest.mark.parametrize(
    "path",
    ["/role-requests/0/role/", "/role-requests/1/nonsense/", "/role-requests/99999999999999999999/role/"],
)
def test_8_tampered_url_is_404(alice_client, path):
    assert alice_client.get(path).status_code == 404


def test_9_role_changed_in_another_tab_needs_review(alice, alice_client, view_only, cms_general):
    draft = draft_of(alice, view_only)
    draft.choose_role(cms_general, actor=alice)
    page = alice_client.post(address(draft, "organizations"), {"role": view_only.pk}, follow=True)
    assert page.context["form"].has_error(NON_FIELD_ERRORS, "role_changed")
    assert cms_general.name in alerts_of(page)[0]
    assert f'name="role" value="{cms_general.pk}"' in page.content.decode()
    assert RoleRequest.objects.get().is_draft


@pytest.mark.parametrize("shown", ["", "abc", "-1", "9" * 30])
def test_9_tampered_role_on_page_3_needs_review(alice, alice_client, view_only, shown):
    draft = draft_of(alice, view_only)
    page = alice_client.post(address(draft, "organizations"), {"role": shown}, follow=True)
    assert title_of(page) == "Error: Step 3 of 3: Add Organizations"
    assert RoleRequest.objects.get().is_draft


def test_10_cancel_leaves_nothing_on_my_profile(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    page = page_of(alice_client.get(address(draft, "category")))
    (cancel,) = [button for button in page.all("button") if button.get("form") == "cancel"]
    assert cancel["type"] == "submit"
    (form,) = [form for form in page.all("form") if form.get("id") == "cancel"]
    assert (form["action"], form.get("method")) == ("/", None)
    assert alice_client.get("/my-profile/").context["profile"].pending.total == 0


# Rows that are deleted during a request


def commit_is_checked():
    """Within the block, check the constraints that the database otherwise checks at the commit."""
    return after_statement('INSERT INTO "rolerequests_requestevent"', connection.check_constraints)


@pytest.fixture
def rare():
    """A role without requests, in its own category."""
    category = UserCategory.objects.create(slug="rare", name="Rare", description="x", is_active=True)
    return Role.objects.create(
        category=category, slug="rare", name="Rare Role", description="x", is_active=True, source="job_aid"
    )


@pytest.mark.parametrize("draft_is_stored", [False, True])
def test_category_deleted_during_request_is_an_error(alice, alice_client, cms_general, rare, draft_is_stored):
    at = address(draft_of(alice, cms_general), "category") if draft_is_stored else NEW
    before = list(RoleRequest.objects.values())
    deleted = rare.category
    rare.delete()
    with after_statement('SELECT "rolerequests_usercategory".', deleted.delete), commit_is_checked():
        page = alice_client.post(at, {"category": deleted.pk}, follow=True)
    assert page.status_code == 200
    assert "category" in page.context["form"].errors
    assert "Rare" not in main_of(page)
    assert list(RoleRequest.objects.values()) == before


def test_role_deleted_during_request_is_an_error(alice, alice_client, rare):
    draft = RoleRequest.begin(alice)
    draft.choose_category(rare.category, actor=alice)
    deleted = Role.objects.filter(pk=rare.pk)
    with after_statement('SELECT "rolerequests_role".', deleted.delete), commit_is_checked():
        page = alice_client.post(address(draft, "role"), {"role": rare.pk}, follow=True)
    assert page.status_code == 200
    assert "role" in page.context["form"].errors
    assert RoleRequest.objects.get().role is None


def test_other_integrity_error_is_not_swallowed(alice, sagu, monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError("the event is refused")

    draft = draft_of(alice, sagu)
    monkeypatch.setattr(RequestEvent.objects, "record", refuse)
    with pytest.raises(IntegrityError, match="the event"):
        draft.choose_role(sagu, actor=alice)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_draft_pruned_during_request_is_404(alice, alice_client, view_only, step):
    draft = draft_of(alice, view_only)
    pruned = RoleRequest.objects.filter(pk=draft.pk)
    data = {"category": view_only.category_id, "role": view_only.pk}
    with after_statement('SELECT "rolerequests_rolerequest".', pruned.delete):
        page = alice_client.post(address(draft, step.slug), data)
    assert page.status_code == 404
