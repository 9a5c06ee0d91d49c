"""The ten situations that any build must pass, by their numbers in the design."""

import pytest
from django.db import IntegrityError, connection

from rolerequests.models import RequestEvent, Role, RoleRequest, UserCategory
from rolerequests.wizard.steps import STEPS
from tests.conftest import client_of, draft_of, once_done, pending_of
from tests.pages import checked_in, main_of, title_of
from tests.rolerequests.wizard.walk import NEW, SAGU, VIEW_ONLY, address


def test_1_page_3_opened_first_leads_to_the_first_page_that_is_not_answered(alice, alice_client, sagu):
    draft = RoleRequest.begin(alice)
    draft.choose_category(sagu.category)
    response = alice_client.get(address(draft, "organizations"), follow=True)
    assert response.redirect_chain == [(address(draft, "role"), 302)]
    assert main_of(response).startswith("Select a user role first. STEP 2")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_2_back_after_the_end_leads_to_my_profile_with_a_sentence(alice, alice_client, view_only, step):
    request = pending_of(alice, view_only)
    response = alice_client.get(address(request, step.slug), follow=True)
    assert response.redirect_chain == [("/my-profile/", 302)]
    assert main_of(response).startswith(
        f"Request {request.reference} has been submitted already and cannot be changed any more. My Profile"
    )
    assert "Role Request Submitted" not in main_of(response)


def test_2_refreshing_my_profile_shows_the_banner_no_second_time(alice_client, walk):
    walk.submit(walk.to_page_3("CMS", VIEW_ONLY), VIEW_ONLY)
    assert main_of(alice_client.get("/my-profile/")).startswith("Role Request Submitted")
    assert main_of(alice_client.get("/my-profile/")).startswith("My Profile")


def test_3_a_double_click_on_submit_request_is_one_request_and_one_banner(alice_client, walk):
    page_3 = walk.to_page_3("CMS", VIEW_ONLY)
    for _ in range(2):
        assert walk.submit(page_3, VIEW_ONLY)["Location"] == "/my-profile/"
    page = alice_client.get("/my-profile/")
    assert main_of(page).count("Role Request Submitted") == 1
    assert "already" not in main_of(page)
    assert RoleRequest.objects.count() == 1
    assert RequestEvent.objects.filter(transition="submitted").count() == 1


def test_4_two_tabs_with_different_categories_do_not_mix(alice_client, walk):
    first, second = walk.category("State Agency"), walk.category("CMS")
    assert first != second
    assert walk.submit(walk.role(first, SAGU), SAGU, state="OH")["Location"] == "/my-profile/"
    assert walk.submit(walk.role(second, VIEW_ONLY), VIEW_ONLY)["Location"] == "/my-profile/"
    assert sorted(request.role.name for request in RoleRequest.objects.all()) == [VIEW_ONLY, SAGU]


def test_5_a_category_changed_after_the_role_asks_for_the_role_again(alice, alice_client, walk, sagu):
    draft = draft_of(alice, sagu)
    assert walk.category("CMS", at=address(draft, "category")) == address(draft, "role")
    page = alice_client.get(address(draft, "role"))
    assert checked_in(page) is None
    assert alice_client.get(address(draft, "organizations"))["Location"] == address(draft, "role")


def test_5_the_same_category_again_keeps_the_role(alice, alice_client, walk, sagu):
    draft = draft_of(alice, sagu)
    walk.category("State Agency", at=address(draft, "category"))
    assert checked_in(alice_client.get(address(draft, "role"))) == sagu.pk


def test_6_a_lost_session_leads_back_to_the_same_page_with_everything_kept(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    alice_client.logout()
    sign_in = alice_client.get(address(draft, "organizations"))["Location"]
    assert sign_in == f"/login/?next={address(draft, 'organizations')}"
    back = alice_client.post(sign_in, {"username": "alice", "password": "Alice-Password-1", "terms": "on"})
    assert back["Location"] == address(draft, "organizations")
    assert alice_client.get(back["Location"]).status_code == 200


def test_7_previous_keeps_earlier_answers_and_writes_nothing(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    assert (
        f'href="{address(draft, "role")}">Previous'
        in alice_client.get(address(draft, "organizations")).content.decode()
    )
    page = alice_client.get(address(draft, "role"))
    assert checked_in(page) == sagu.pk
    assert f'href="{address(draft, "category")}">Previous' in page.content.decode()
    assert checked_in(alice_client.get(address(draft, "category"))) == sagu.category_id
    assert RequestEvent.objects.count() == 2


@pytest.mark.parametrize("slug", [*(step.slug for step in STEPS), "withdraw"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_8_somebody_elses_request_is_a_404(alice, bob, sagu, slug, method):
    draft, pending = draft_of(alice, sagu), pending_of(alice, sagu, "OH")
    for request in (draft, pending):
        response = getattr(client_of(bob), method)(address(request, slug), {"role": sagu.pk, "state": "KY"})
        assert response.status_code == 404
    assert {each.status for each in RoleRequest.objects.all()} == {"draft", "pending"}


@pytest.mark.parametrize(
    "path",
    ["/role-requests/0/role/", "/role-requests/1/nonsense/", "/role-requests/99999999999999999999/role/"],
)
def test_8_a_tampered_address_is_a_404(alice_client, path):
    assert alice_client.get(path).status_code == 404


def test_9_a_role_changed_in_another_tab_must_be_reviewed(alice, alice_client, view_only, cms_general):
    draft = draft_of(alice, view_only)
    draft.choose_role(cms_general)
    page = alice_client.post(address(draft, "organizations"), {"role": view_only.pk})
    assert main_of(page).startswith(
        "There is a problem The user role was changed in another tab, to CMS General User. "
        "Review this page, then submit the request. STEP 3"
    )
    assert f'name="role" value="{cms_general.pk}"' in page.content.decode()
    assert RoleRequest.objects.get().is_draft


@pytest.mark.parametrize("shown", ["", "abc", "-1", "9" * 30])
def test_9_a_tampered_role_on_page_3_must_be_reviewed(alice, alice_client, view_only, shown):
    draft = draft_of(alice, view_only)
    page = alice_client.post(address(draft, "organizations"), {"role": shown})
    assert title_of(page) == "Error: Step 3 of 3: Add Organizations"
    assert RoleRequest.objects.get().is_draft


def test_10_cancel_leads_to_welcome_and_leaves_nothing_on_my_profile(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    page = alice_client.get(address(draft, "category"))
    assert 'href="/">Cancel' in page.content.decode()
    assert "You have no pending requests." in main_of(alice_client.get("/my-profile/"))


# What is deleted while a trainee answers


def commit_is_checked():
    """Within the block: what the database checks at a commit, which the tests never come to, is checked."""
    return once_done('INSERT INTO "rolerequests_requestevent"', connection.check_constraints)


@pytest.fixture
def rare():
    """A role that nobody has requested, in a category of its own."""
    category = UserCategory.objects.create(slug="rare", name="Rare", description="x", is_active=True)
    return Role.objects.create(
        category=category, slug="rare", name="Rare Role", description="x", is_active=True, source="job_aid"
    )


@pytest.mark.parametrize("draft_is_stored", [False, True])
def test_a_category_deleted_while_it_is_chosen_is_chosen_anew(
    alice, alice_client, cms_general, rare, draft_is_stored
):
    at = address(draft_of(alice, cms_general), "category") if draft_is_stored else NEW
    before = list(RoleRequest.objects.values())
    gone = rare.category
    rare.delete()
    with once_done('SELECT "rolerequests_usercategory".', gone.delete), commit_is_checked():
        page = alice_client.post(at, {"category": gone.pk})
    assert page.status_code == 200
    assert "Select one of the user categories below." in main_of(page)
    assert "Rare" not in main_of(page)
    assert list(RoleRequest.objects.values()) == before


def test_a_role_deleted_while_it_is_chosen_is_chosen_anew(alice, alice_client, rare):
    draft = RoleRequest.begin(alice)
    draft.choose_category(rare.category)
    gone = Role.objects.filter(pk=rare.pk)
    with once_done('SELECT "rolerequests_role".', gone.delete), commit_is_checked():
        page = alice_client.post(address(draft, "role"), {"role": rare.pk})
    assert page.status_code == 200
    assert "Select one of the user roles below." in main_of(page)
    assert RoleRequest.objects.get().role is None


def test_what_else_the_database_refuses_is_no_deleted_answer(alice, sagu, monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError("the record cannot be written")

    draft = draft_of(alice, sagu)
    monkeypatch.setattr(RequestEvent.objects, "create", refuse)
    with pytest.raises(IntegrityError, match="the record"):
        draft.choose_role(sagu)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_a_draft_pruned_while_it_is_answered_is_a_404_like_any_that_is_not_there(
    alice, alice_client, view_only, step
):
    draft = draft_of(alice, view_only)
    pruned = RoleRequest.objects.filter(pk=draft.pk)
    answer = {"category": view_only.category_id, "role": view_only.pk}
    with once_done('SELECT "rolerequests_rolerequest".', pruned.delete):
        page = alice_client.post(address(draft, step.slug), answer)
    assert page.status_code == 404
