"""The three pages as the job aid shows them, and their errors."""

import re

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.test import override_settings

from rolerequests.models import RequestEvent, Role, RoleRequest, UserCategory
from rolerequests.wizard.steps import STEPS
from tests.helpers import Queries, draft_of, pending_of
from tests.pages import (
    alerts_of,
    buttons_of,
    checked_in,
    heading_of,
    main_of,
    message_levels,
    tiles_of,
    title_of,
)
from tests.rolerequests.wizard.walk import CMSGU, NEW, SAGU, VIEW_ONLY, address

# The pages of the job aid


def test_welcome_has_request_user_role(alice_client):
    page = alice_client.get("/")
    assert (title_of(page), heading_of(page), buttons_of(page)) == (
        "Welcome to iQIES",
        "Welcome to iQIES",
        ["Request User Role", "Start with exercise 1"],  # the second is ours, below the replica
    )
    assert '<form action="/role-requests/new/">' in page.content.decode()


def test_page_1_matches_figure_2(alice_client):
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


def test_page_2_matches_figure_3(alice_client, walk):
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


def test_page_3_matches_figure_4_and_step_2_7(alice_client, walk):
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


def test_page_3_matches_figure_9(alice_client, walk):
    text = main_of(alice_client.get(walk.to_page_3("CMS", CMSGU)))
    assert "Are you a Surveyor?" in text
    assert "Select a state" not in text


def test_page_3_matches_figure_14(alice_client, walk):
    page = alice_client.get(walk.to_page_3("CMS", VIEW_ONLY))
    assert main_of(page) == (
        "STEP 3 Add Organizations This role does not require the addition of organizations. "
        "Submit Request Previous"
    )


@pytest.mark.parametrize(
    ("category", "role", "selections", "listed"),
    [
        ("State Agency", SAGU, {"state": "OH"}, f"{SAGU} State Agency Ohio Not answered"),
        ("CMS", CMSGU, {}, f"{CMSGU} CMS Not asked Not answered"),
        ("CMS", VIEW_ONLY, {}, f"{VIEW_ONLY} CMS Not asked Not asked"),
    ],
)
def test_each_section_ends_with_banner_and_request(alice_client, walk, category, role, selections, listed):
    after = walk.submit(walk.to_page_3(category, role), role, **selections)
    assert after["Location"] == "/my-profile/"
    page = alice_client.get("/my-profile/")
    assert main_of(page).startswith("Role Request Submitted My Profile")
    pending, active = main_of(page).split("Active roles", 1)
    assert listed in pending
    assert role in active
    assert RoleRequest.objects.get().is_pending


@pytest.mark.parametrize(
    ("response", "shown"), [("yes", "Yes"), ("no", "No"), ("skip", "Not answered"), ("", "Not answered")]
)
def test_survey_question_is_optional(alice_client, walk, response, shown):
    walk.submit(walk.to_page_3("CMS", CMSGU), CMSGU, surveyor=response)
    assert f"{CMSGU} CMS Not asked {shown}" in main_of(alice_client.get("/my-profile/"))


# The pages depend on the catalog


def test_role_not_in_job_aid_says_so(alice_client, walk):
    text = main_of(alice_client.get(walk.category("Provider")))
    for slug in ("security-official", "pbj-viewer"):
        role = Role.objects.get_by_natural_key("provider", slug)
        assert f"{role.name} {role.description} {role.note}" in text
        assert role.note.startswith("Not in the job aid")


@override_settings(SHOW_ROLES_NOT_IN_JOB_AID=False)
def test_setting_hides_roles_not_in_job_aid(alice_client, walk):
    page = alice_client.get(walk.category("Provider"))
    assert tiles_of(page) == []
    assert buttons_of(page) == ["Previous"]
    assert heading_of(page) == "Select a User Role"


def test_draft_with_hidden_role_redirects_to_page_2(alice, alice_client):
    role = Role.objects.get_by_natural_key("ado", "user")
    draft = draft_of(alice, role)
    with override_settings(SHOW_ROLES_NOT_IN_JOB_AID=False):
        for response in (
            alice_client.get(address(draft, "organizations")),
            alice_client.post(address(draft, "organizations"), {"role": role.pk}),
        ):
            assert response["Location"] == address(draft, "role")
        page = alice_client.post(address(draft, "role"), {"role": role.pk}, follow=True)
    assert RoleRequest.objects.get().is_draft
    assert heading_of(page) == "Select a User Role"


def test_role_with_organizations_needs_one(alice, alice_client):
    role = Role.objects.get_by_natural_key("provider", "security-official")
    draft = draft_of(alice, role)
    page = alice_client.get(address(draft, "organizations"))
    assert buttons_of(page) == ["Search", "Submit Request", "Previous"]
    refused = alice_client.post(address(draft, "organizations"), {"role": role.pk}, follow=True)
    assert refused.context["form"].has_error("organizations", "required")
    assert title_of(refused).startswith("Error: ")
    assert RoleRequest.objects.get().is_draft


def test_role_decides_what_page_3_asks(alice, alice_client, view_only):
    Role.objects.filter(pk=view_only.pk).update(asks_state=True, asks_surveyor=True)
    text = main_of(alice_client.get(address(draft_of(alice, view_only), "organizations")))
    assert "Select a state" in text
    assert "Are you a Surveyor?" in text


def test_page_1_works_without_categories(alice_client):
    Role.objects.all().delete()
    UserCategory.objects.all().delete()
    page = alice_client.get(NEW)
    assert heading_of(page) == "Select a User Category"
    assert buttons_of(page) == ["Cancel"]


# Errors


@pytest.mark.parametrize("data", [{}, {"category": ""}, {"category": "99999"}, {"category": "x' OR 1=1"}])
def test_page_1_requires_a_valid_category(alice_client, data):
    page = alice_client.post(NEW, data, follow=True)
    assert page.status_code == 200
    assert title_of(page) == "Error: Step 1 of 3: Select a User Category"
    assert "category" in page.context["form"].errors
    assert len(alerts_of(page)) == 1
    assert RoleRequest.objects.count() == 0


@pytest.mark.parametrize("data", [{}, {"role": "0"}, {"role": "x" * 5000}, {"role": "\0"}])
def test_page_2_requires_a_valid_role(alice, alice_client, sagu, data):
    draft = draft_of(alice, sagu)
    page = alice_client.post(address(draft, "role"), data, follow=True)
    assert page.status_code == 200
    assert title_of(page) == "Error: Step 2 of 3: Select a User Role"
    assert RoleRequest.objects.get().role == sagu


def test_page_2_rejects_role_of_another_category(alice, alice_client, sagu, view_only):
    draft = draft_of(alice, sagu)
    page = alice_client.post(address(draft, "role"), {"role": view_only.pk}, follow=True)
    assert "role" in page.context["form"].errors
    assert RoleRequest.objects.get().role == sagu


def test_page_3_without_state_keeps_survey_response(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    data = {"role": sagu.pk, "surveyor": "no"}
    page = alice_client.post(address(draft, "organizations"), data, follow=True)
    assert page.status_code == 200
    assert page.context["form"].has_error("state", "required")
    assert 'href="#id_state"' in page.content.decode()
    assert re.search(r'value="no"[^>]*checked', page.content.decode())


@pytest.mark.parametrize("data", [{"state": "XX"}, {"state": "OH", "surveyor": "perhaps"}])
def test_page_3_rejects_values_not_offered(alice, alice_client, sagu, data):
    draft = draft_of(alice, sagu)
    page = alice_client.post(address(draft, "organizations"), {"role": sagu.pk, **data}, follow=True)
    assert title_of(page) == "Error: Step 3 of 3: Add Organizations"
    assert RoleRequest.objects.get().is_draft


def test_identical_request_offers_withdraw_and_start_over(alice, alice_client, sagu):
    pending = pending_of(alice, sagu, "OH")
    draft = draft_of(alice, sagu)
    data = {"role": sagu.pk, "state": "OH"}
    page = alice_client.post(address(draft, "organizations"), data, follow=True)
    assert page.context["form"].has_error(NON_FIELD_ERRORS, "identical_request")
    assert f"{pending.reference} for {SAGU} in Ohio" in alerts_of(page)[0]
    html = page.content.decode()
    assert f'href="/role-requests/{pending.pk}/withdraw/?next={address(draft, "organizations")}"' in html
    assert 'href="/start-over/"' in html
    assert re.findall(r"<option[^>]*selected[^>]*>(.*?)<", html) == ["Ohio"]


def test_identical_request_without_state_is_refused(alice, alice_client, view_only):
    pending, draft = pending_of(alice, view_only), draft_of(alice, view_only)
    page = alice_client.post(address(draft, "organizations"), {"role": view_only.pk}, follow=True)
    assert page.context["form"].has_error(NON_FIELD_ERRORS, "identical_request")
    assert f"{pending.reference} for {VIEW_ONLY}" in alerts_of(page)[0]


def test_error_describes_its_field(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    page_1 = alice_client.post(NEW, follow=True).content.decode()
    assert re.search(r'<fieldset[^>]* aria-describedby="id_category_helptext id_category_error"', page_1)
    assert '<p class="usa-error-message" id="id_category_error">' in page_1
    page_3 = alice_client.post(
        address(draft, "organizations"), {"role": sagu.pk}, follow=True
    ).content.decode()
    assert re.search(r'<select[^>]* aria-describedby="id_state_error"', page_3)
    assert '<p class="usa-error-message" id="id_state_error">' in page_3


# Rules for all pages


def test_get_changes_no_row(alice, alice_client, sagu):
    draft, pending = draft_of(alice, sagu), pending_of(alice, sagu, "OH")

    def rows():
        return [list(model.objects.order_by("pk").values()) for model in (RoleRequest, RequestEvent)]

    before = rows()
    paths = ["/", NEW, "/my-profile/", "/help/", "/start-over/", address(pending, "withdraw")]
    for path in paths + [address(each, step.slug) for each in (draft, pending) for step in STEPS]:
        assert alice_client.get(path).status_code in (200, 302)
    assert rows() == before


def test_archived_request_redirects_to_my_profile(alice, alice_client, sagu):
    draft, pending = draft_of(alice, sagu), pending_of(alice, sagu, "OH")
    alice.start_over()
    for path in (address(draft, "role"), address(pending, "organizations"), address(pending, "withdraw")):
        for method in (alice_client.get, alice_client.post):
            response = method(path, follow=True)
            assert response.redirect_chain == [("/my-profile/", 302)]
            assert message_levels(response) == ["info"]
    assert {each.status for each in RoleRequest.objects.all()} == {"draft", "pending"}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_page_of_the_wizard_takes_four_queries(alice, alice_client, sagu, step):
    draft = draft_of(alice, sagu)
    with Queries() as queries:
        assert alice_client.get(address(draft, step.slug)).status_code == 200
    assert queries.count() <= 4


def test_post_takes_eight_queries(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    posts = [
        (NEW, {"category": sagu.category_id}),
        (address(draft, "category"), {"category": sagu.category_id}),
        (address(draft, "role"), {"role": sagu.pk}),
        (address(draft, "organizations"), {"role": sagu.pk, "state": "OH"}),
    ]
    for path, data in posts:
        with Queries() as queries:
            assert alice_client.post(path, data).status_code == 302
        assert queries.count() <= 8, path
