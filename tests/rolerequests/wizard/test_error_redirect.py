"""Errors are shown after a redirect to `?check`, where the form is bound to the draft."""

import re

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import connection

from rolerequests.models import RequestEvent, Role, RoleRequest
from rolerequests.wizard.steps import STEPS
from tests.helpers import Queries, draft_of, pending_of
from tests.pages import checked_in, page_of, title_of
from tests.rolerequests.wizard.walk import NEW, address


def selected_state(response):
    """The value of the selected option of State."""
    (value,) = re.findall(r'<option value="(\w*)" selected>', response.content.decode())
    return value


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (RoleRequest, RequestEvent)]


@pytest.mark.parametrize("data", [{}, {"category": ""}, {"category": "99999"}, {"category": "x"}])
def test_error_on_new_request_saves_nothing(alice_client, data):
    response = alice_client.post(NEW, data)
    assert response["Location"] == f"{NEW}?check"
    page = alice_client.get(response["Location"])
    assert page.context["form"].has_error("category", "required")
    assert RoleRequest.objects.count() == 0


@pytest.mark.parametrize("value", ["", "0", "99999", "x", "<b>", "9" * 40])
def test_redirect_contains_no_posted_value(alice, alice_client, sagu, value):
    draft = draft_of(alice, sagu)
    for slug, query in (("category", "?check=category"), ("role", "?check=role")):
        response = alice_client.post(address(draft, slug), {slug: value})
        assert response["Location"] == address(draft, slug) + query
    data = {"role": sagu.pk, "state": value, "surveyor": value or "maybe"}
    response = alice_client.post(address(draft, "organizations"), data)
    assert response["Location"] == address(draft, "organizations") + "?check=surveyor"


def test_rejected_selection_shows_nothing_selected(alice, alice_client, sagu, view_only):
    draft = draft_of(alice, sagu)
    page = alice_client.post(address(draft, "role"), {"role": view_only.pk}, follow=True)
    assert page.context["form"].has_error("role", "required")
    assert checked_in(page) is None
    assert RoleRequest.objects.get().role == sagu


def test_missing_state_keeps_survey_response(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    data = {"role": sagu.pk, "surveyor": "no"}
    response = alice_client.post(address(draft, "organizations"), data)
    assert response["Location"] == address(draft, "organizations") + "?check"
    page = alice_client.get(response["Location"])
    assert page.context["form"].has_error("state", "required")
    assert RoleRequest.objects.get().surveyor_response == "no"


def test_rejected_survey_response_keeps_state(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    data = {"role": sagu.pk, "state": "OH", "surveyor": "maybe"}
    page = alice_client.post(address(draft, "organizations"), data, follow=True)
    assert page.context["form"].has_error("surveyor", "required")
    assert selected_state(page) == "OH"
    assert RoleRequest.objects.get().is_draft


def test_deselected_state_is_an_error(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    draft.save_page(sagu.pk, state="OH", surveyor_response="", actor=alice)
    page = alice_client.post(address(draft, "organizations"), {"role": sagu.pk, "state": ""}, follow=True)
    assert page.context["form"].has_error("state", "required")
    assert RoleRequest.objects.get().state == ""


def test_corrected_page_shows_no_error(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    at = alice_client.post(address(draft, "organizations"), {"role": sagu.pk})["Location"]
    draft.save_page(sagu.pk, state="OH", surveyor_response="", actor=alice)
    page = alice_client.get(at)
    assert not page.context["form"].errors
    assert title_of(page) == "Step 3 of 3: Add Organizations"


def test_identical_request_is_an_error_after_redirect(alice, alice_client, sagu):
    pending, draft = pending_of(alice, sagu, "OH"), draft_of(alice, sagu)
    response = alice_client.post(address(draft, "organizations"), {"role": sagu.pk, "state": "OH"})
    assert response["Location"] == address(draft, "organizations") + "?check"
    page = alice_client.get(response["Location"])
    assert page.context["form"].has_error(NON_FIELD_ERRORS, "identical_request")
    pending.withdraw(actor=alice)
    assert not alice_client.get(response["Location"]).context["form"].errors


def test_practicing_again_keeps_the_state(alice, alice_client, sagu):
    pending, draft = pending_of(alice, sagu, "OH"), draft_of(alice, sagu)
    page_3 = address(draft, "organizations")
    alice_client.post(page_3, {"role": sagu.pk, "state": "OH"})
    page = alice_client.post(f"/role-requests/{pending.pk}/withdraw/", {"next": page_3}, follow=True)
    assert page.redirect_chain == [(page_3, 302)]
    assert selected_state(page) == "OH"


def test_role_of_another_tab_is_named_after_redirect(alice, alice_client, view_only, cms_general):
    draft = draft_of(alice, view_only)
    draft.choose_role(cms_general, actor=alice)
    data = {"role": view_only.pk, "surveyor": "yes"}
    response = alice_client.post(address(draft, "organizations"), data)
    assert response["Location"] == address(draft, "organizations") + "?check=role"
    page = alice_client.get(response["Location"])
    assert page.context["form"].has_error(NON_FIELD_ERRORS, "role_changed")
    assert RoleRequest.objects.get().surveyor_response == ""


def test_check_ignores_unknown_fields(alice, alice_client, sagu):
    draft = draft_of(alice, sagu)
    for step in STEPS[:2]:
        page = alice_client.get(f"{address(draft, step.slug)}?check=<b>,csrf,,surveyor")
        assert not page.context["form"].errors


@pytest.mark.parametrize("method", ["get", "head"])
def test_check_changes_no_row(alice, alice_client, sagu, method):
    draft = draft_of(alice, sagu)
    before = rows()
    for path in [NEW, *(address(draft, step.slug) for step in STEPS)]:
        assert getattr(alice_client, method)(f"{path}?check=category,role,state").status_code == 200
    assert rows() == before


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_form_posts_to_the_page_without_check(alice, alice_client, sagu, step):
    path = address(draft_of(alice, sagu), step.slug)
    page = page_of(alice_client.get(f"{path}?check=role,category"))
    (form,) = [form for form in page.all("form") if form.get("method") == "post" and "novalidate" in form]
    assert form["action"] == path  # without it, a fragment of an error link would outlive the next error


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_checked_page_takes_five_queries(alice, alice_client, sagu, step):
    draft = draft_of(alice, sagu)
    draft.save_page(sagu.pk, state="OH", surveyor_response="", actor=alice)
    with Queries() as queries:
        alice_client.get(f"{address(draft, step.slug)}?check")
    assert queries.count() <= 5


def test_error_of_deleted_role_takes_one_redirect(alice, alice_client, sagu, cms_general):
    draft = draft_of(alice, cms_general)
    role = Role.objects.get_by_natural_key("cms", "view-only-user")
    Role.objects.filter(pk=role.pk).delete()
    connection.check_constraints()
    page = alice_client.post(address(draft, "role"), {"role": role.pk}, follow=True)
    assert page.redirect_chain == [(address(draft, "role") + "?check=role", 302)]
