"""The three pages, as the job aid shows them, and what is said of mistakes."""

import re

import pytest
from django.test import override_settings

from rolerequests.models import RequestEvent, Role, RoleRequest, UserCategory
from rolerequests.wizard.steps import STEPS
from tests.conftest import Queries, draft_of, pending_of
from tests.pages import buttons_of, checked_in, heading_of, main_of, tiles_of, title_of
from tests.rolerequests.wizard.walk import CMSGU, NEW, SAGU, VIEW_ONLY, address

# The pages, as written


def test_welcome_offers_request_user_role(alice_client):
    page = alice_client.get("/")
    assert (title_of(page), heading_of(page), buttons_of(page)) == (
        "Welcome to iQIES",
        "Welcome to iQIES",
        ["Request User Role"],
    )
    assert 'href="/role-requests/new/"' in page.content.decode()


def test_page_1_is_as_in_figure_2(alice_client):
    page = alice_client.get(NEW)
    assert title_of(page) == "Step 1 of 3: Select a User Category"
    assert heading_of(page) == "Select a User Category"
    assert main_of(page).startswith(
        "STEP 1 Select a User Category "
        "Select the category of your organization to begin the role request process."
    )
    assert [name for name, _ in tiles_of(page)] == [
        "Accrediting Organization",
        "ADO",
        "CMS",
        "Contractor",
        "Provider",
        "State Agency",
        "Vendor",
    ]
    assert buttons_of(page) == ["Next", "Cancel"]
    assert checked_in(page) is None


def test_page_2_is_as_in_figure_3(alice_client, walk):
    page = alice_client.get(walk.category("State Agency"))
    assert title_of(page) == "Step 2 of 3: Select a User Role"
    assert main_of(page).startswith(
        "STEP 2 Select a User Role Select the user role that best fits your needs."
    )
    assert tiles_of(page) == [
        (
            "State Agency Assessment Coordinator",
            "Manage ICD-10 exclusions and patient assessment information, view and manage patient profiles and "
            "assessments, run provider reports.",
        ),
        ("State Agency Security Official for S&C", "IQIES user access approvals and user profiles"),
        (
            "State Agency S&C General User",
            "Access and manage provider information, events, and reports within your state. Read-only access to "
            "all provider profiles and details in all other states.",
        ),
    ]
    assert buttons_of(page) == ["Next", "Previous"]
    assert "Not in the job aid" not in main_of(page)


def test_page_3_for_a_state_agency_general_user_asks_for_the_state_and_the_surveyor(alice_client, walk):
    page = alice_client.get(walk.to_page_3("State Agency", SAGU))
    assert title_of(page) == "Step 3 of 3: Add Organizations"
    text = main_of(page)
    assert text.startswith(
        "STEP 3 Add Organizations This role does not require the addition of organizations."
    )
    assert text.index("State Select a state Alabama") < text.index("Are you a Surveyor? Yes No Skip Question")
    assert buttons_of(page) == ["Submit Request", "Previous"]
    html = page.content.decode()
    assert len(re.findall("<option", html)) == 57
    assert re.findall(r"<option[^>]*selected[^>]*>(.*?)<", html) == ["Select a state"]
    assert "checked" not in html


def test_page_3_for_a_cms_general_user_asks_for_the_surveyor_only(alice_client, walk):
    text = main_of(alice_client.get(walk.to_page_3("CMS", CMSGU)))
    assert "Are you a Surveyor?" in text
    assert "Select a state" not in text


def test_page_3_for_a_cms_view_only_user_asks_nothing(alice_client, walk):
    page = alice_client.get(walk.to_page_3("CMS", VIEW_ONLY))
    assert main_of(page) == (
        "STEP 3 Add Organizations This role does not require the addition of organizations. "
        "Submit Request Previous"
    )


@pytest.mark.parametrize(
    ("category", "role", "answers", "listed"),
    [
        ("State Agency", SAGU, {"state": "OH"}, f"{SAGU} State Agency Ohio Not answered"),
        ("CMS", CMSGU, {}, f"{CMSGU} CMS Not asked Not answered"),
        ("CMS", VIEW_ONLY, {}, f"{VIEW_ONLY} CMS Not asked Not asked"),
    ],
)
def test_each_section_of_the_job_aid_ends_with_the_banner_and_a_pending_request(
    alice_client, walk, category, role, answers, listed
):
    after = walk.submit(walk.to_page_3(category, role), role, **answers)
    assert after["Location"] == "/my-profile/"
    page = alice_client.get("/my-profile/")
    assert main_of(page).startswith("Role Request Submitted My Profile")
    pending, active = main_of(page).split("Active roles", 1)
    assert listed in pending
    assert role in active
    assert RoleRequest.objects.get().is_pending


@pytest.mark.parametrize(
    ("answer", "shown"), [("yes", "Yes"), ("no", "No"), ("skip", "Not answered"), ("", "Not answered")]
)
def test_the_surveyor_question_may_be_answered_skipped_or_left_alone(alice_client, walk, answer, shown):
    walk.submit(walk.to_page_3("CMS", CMSGU), CMSGU, surveyor=answer)
    assert f"{CMSGU} CMS Not asked {shown}" in main_of(alice_client.get("/my-profile/"))


# What the catalog can make of the pages


def test_a_role_that_is_not_in_the_job_aid_says_so_on_page_2(alice_client, walk):
    text = main_of(alice_client.get(walk.category("Provider")))
    assert (
        "Provider Security Official Approve or reject iQIES user access requests for your organization, "
        "including vendors. Not in the job aid: shown for practice. The name is from public sources, the "
        "description is ours." in text
    )
    assert (
        "PBJ Viewer View payroll-based journal data of your nursing home. Not in the job aid: shown for "
        "practice. The name is a guess, the description is ours." in text
    )


@override_settings(SHOW_ROLES_NOT_IN_JOB_AID=False)
def test_the_setting_hides_roles_that_are_not_in_the_job_aid(alice_client, walk):
    page = alice_client.get(walk.category("Provider"))
    assert main_of(page) == (
        "STEP 2 Select a User Role This trainer has no roles to choose from in the category Provider. "
        "Select Previous to choose another category. Previous"
    )
    assert heading_of(page) == "Select a User Role"


def test_a_draft_that_holds_a_hidden_role_goes_back_to_page_2(alice, alice_client):
    role = Role.objects.get_by_natural_key("ado", "user")
    draft = draft_of(alice, role)
    with override_settings(SHOW_ROLES_NOT_IN_JOB_AID=False):
        for response in (
            alice_client.get(address(draft, "organizations")),
            alice_client.post(address(draft, "organizations"), {"role": role.pk}),
        ):
            assert response["Location"] == address(draft, "role")
        page = alice_client.post(address(draft, "role"), {"role": role.pk})
    assert RoleRequest.objects.get().is_draft
    assert heading_of(page) == "Select a User Role"


def test_a_role_that_needs_organizations_cannot_be_submitted_yet(alice, alice_client):
    role = Role.objects.get_by_natural_key("provider", "security-official")
    draft = draft_of(alice, role)
    page = alice_client.get(address(draft, "organizations"))
    assert main_of(page) == (
        "STEP 3 Add Organizations Provider Security Official needs organizations, and adding organizations is "
        "not available in this trainer yet. Select Previous to choose another role. Previous"
    )
    forced = alice_client.post(address(draft, "organizations"), {"role": role.pk})
    assert "This request cannot be submitted yet." in main_of(forced)
    assert title_of(forced).startswith("Error: ")
    assert RoleRequest.objects.get().is_draft


def test_what_page_3_asks_is_data_on_the_role(alice, alice_client, view_only):
    Role.objects.filter(pk=view_only.pk).update(asks_state=True, asks_surveyor=True)
    text = main_of(alice_client.get(address(draft_of(alice, view_only), "organizations")))
    assert "Select a state" in text
    assert "Are you a Surveyor?" in text


def test_an_empty_catalog_gets_a_decent_page(alice_client):
    Role.objects.all().delete()
    UserCategory.objects.all().delete()
    page = alice_client.get(NEW)
    assert "This trainer has no user categories yet." in main_of(page)
    assert buttons_of(page) == ["Cancel"]


# Mistakes


@pytest.mark.parametrize("answer", [{}, {"category": ""}, {"category": "99999"}, {"category": "x' OR 1=1"}])
def test_page_1_without_a_valid_category_says_what_to_do(alice_client, answer):
    page = alice_client.post(NEW, answer)
    assert page.status_code == 200
    assert title_of(page) == "Error: Step 1 of 3: Select a User Category"
    assert main_of(page).startswith("There is a problem Select ")
    assert RoleRequest.objects.count() == 0


@pytest.mark.parametrize("answer", [{}, {"role": "0"}, {"role": "x" * 5000}, {"role": "\0"}])
def test_page_2_without_a_valid_role_says_what_to_do(alice, alice_client, sagu, answer):
    draft = draft_of(alice, sagu)
    page = alice_client.post(address(draft, "role"), answer)
    assert page.status_code == 200
    assert title_of(page) == "Error: Step 2 of 3: Select a User Role"
    assert RoleRequest.objects.get().role == sagu


def test_page_2_refuses_a_role_of_another_category(alice, alice_client, sagu, view_only):
    draft = draft_of(alice, sagu)
    page = alice_client.post(address(draft, "role"), {"role": view_only.pk})
    assert "Select one of the user roles below." in main_of(page)
    assert RoleRequest.objects.get().role == sagu


def test_page_3_without_a_state_says_so_and_keeps_the_surveyor_answer(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    page = alice_client.post(address(draft, "organizations"), {"role": sagu.pk, "surveyor": "no"})
    assert page.status_code == 200
    assert main_of(page).startswith("There is a problem Select a state. STEP 3")
    assert 'href="#id_state"' in page.content.decode()
    assert re.search(r'value="no"[^>]*checked', page.content.decode())


@pytest.mark.parametrize("answers", [{"state": "XX"}, {"state": "OH", "surveyor": "perhaps"}])
def test_page_3_refuses_answers_that_it_did_not_offer(alice, alice_client, sagu, answers):
    draft = draft_of(alice, sagu)
    page = alice_client.post(address(draft, "organizations"), {"role": sagu.pk, **answers})
    assert title_of(page) == "Error: Step 3 of 3: Add Organizations"
    assert RoleRequest.objects.get().is_draft


def test_an_identical_request_is_refused_with_both_ways_on(alice, alice_client, sagu):
    pending = pending_of(alice, sagu, "OH")
    draft = draft_of(alice, sagu)
    page = alice_client.post(address(draft, "organizations"), {"role": sagu.pk, "state": "OH"})
    assert main_of(page).startswith(
        f"You have requested this role already Your request {pending.reference} for {SAGU} in Ohio is pending, "
        "and one is enough. To practice this again, withdraw the pending request , or start over with an empty "
        "sandbox ."
    )
    html = page.content.decode()
    assert f'href="/role-requests/{pending.pk}/withdraw/?next={address(draft, "organizations")}"' in html
    assert 'href="/start-over/"' in html
    assert re.findall(r"<option[^>]*selected[^>]*>(.*?)<", html) == ["Ohio"]


def test_an_identical_request_for_a_role_without_a_state_is_refused_too(alice, alice_client, view_only):
    pending, draft = pending_of(alice, view_only), draft_of(alice, view_only)
    page = alice_client.post(address(draft, "organizations"), {"role": view_only.pk})
    assert f"Your request {pending.reference} for CMS View Only User is pending" in main_of(page)


def test_an_error_is_tied_to_its_field(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    page_1 = alice_client.post(NEW).content.decode()
    assert re.search(r'<fieldset[^>]* aria-describedby="id_category_helptext id_category_error"', page_1)
    assert '<p class="usa-error-message" id="id_category_error">' in page_1
    page_3 = alice_client.post(address(draft, "organizations"), {"role": sagu.pk}).content.decode()
    assert re.search(r'<select[^>]* aria-describedby="id_state_error"', page_3)
    assert '<p class="usa-error-message" id="id_state_error">' in page_3


# House rules


def test_reading_the_pages_changes_no_row(alice, alice_client, sagu):
    draft, pending = draft_of(alice, sagu), pending_of(alice, sagu, "OH")

    def rows():
        return [list(model.objects.order_by("pk").values()) for model in (RoleRequest, RequestEvent)]

    before = rows()
    paths = ["/", NEW, "/my-profile/", "/help/", "/start-over/", address(pending, "withdraw")]
    for path in paths + [address(each, step.slug) for each in (draft, pending) for step in STEPS]:
        assert alice_client.get(path).status_code in (200, 302)
    assert rows() == before


def test_an_address_from_before_start_over_leads_to_my_profile_with_a_sentence(alice, alice_client, sagu):
    draft, pending = draft_of(alice, sagu), pending_of(alice, sagu, "OH")
    alice.start_over()
    for path in (address(draft, "role"), address(pending, "organizations"), address(pending, "withdraw")):
        for ask in (alice_client.get, alice_client.post):
            response = ask(path, follow=True)
            assert response.redirect_chain == [("/my-profile/", 302)]
            assert main_of(response).startswith("That request belongs to the sandbox that you left")
    assert {each.status for each in RoleRequest.objects.all()} == {"draft", "pending"}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_a_page_of_the_wizard_costs_at_most_4_queries(alice, alice_client, sagu, step):
    draft = draft_of(alice, sagu)
    with Queries() as queries:
        assert alice_client.get(address(draft, step.slug)).status_code == 200
    assert queries.count() <= 4


def test_an_answer_costs_at_most_8_queries(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    answers = [
        (NEW, {"category": sagu.category_id}),
        (address(draft, "category"), {"category": sagu.category_id}),
        (address(draft, "role"), {"role": sagu.pk}),
        (address(draft, "organizations"), {"role": sagu.pk, "state": "OH"}),
    ]
    for path, answer in answers:
        with Queries() as queries:
            assert alice_client.post(path, answer).status_code == 302
        assert queries.count() <= 8, path
