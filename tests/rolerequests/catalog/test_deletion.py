"""Deleting categories and roles."""

import pytest

from rolerequests.models import Role, UserCategory
from tests.admin import form_of, list_of, page_for
from tests.helpers import draft_of, pending_of
from tests.pages import heading_of, page_of, text_of


def test_a_role_with_requests_cannot_be_deleted(staff_client, alice, bob, sagu):
    pending_of(alice, sagu, "OH")
    pending_of(alice, sagu, "KY").withdraw(actor=alice)
    draft_of(bob, sagu)
    for response in (
        staff_client.get(page_for(sagu, "delete")),
        staff_client.post(page_for(sagu, "delete"), {"post": "yes"}),
    ):
        assert heading_of(response) == "State Agency S&C General User cannot be deleted"
        assert response.context["uses"] == ["2 submitted requests", "1 unfinished draft"]
    form = page_of(response)
    assert (form.hidden("action"), form.hidden("_selected_action")) == ("deactivate", str(sagu.pk))
    assert Role.objects.filter(pk=sagu.pk).exists()


def test_only_submitted_requests_are_called_a_record(staff_client, alice, sagu):
    page = page_for(sagu.category, "delete")
    draft = draft_of(alice, sagu)
    assert "record" not in text_of(staff_client.get(page))
    pending_of(alice, sagu, "OH")
    assert "record" in text_of(staff_client.get(page))
    assert draft.is_draft


def test_a_category_with_roles_cannot_be_deleted(staff_client, pending, sagu):
    response = staff_client.post(page_for(sagu.category, "delete"), {"post": "yes"})
    roles, requests = response.context["uses"]
    assert roles.startswith("3 roles: State Agency Assessment Coordinator; ")
    assert requests == "1 submitted request"
    assert UserCategory.objects.filter(pk=sagu.category_id).exists()


def test_a_role_without_requests_can_be_deleted(staff_client, sagu):
    assert "Are you sure" in text_of(staff_client.get(page_for(sagu, "delete")))
    assert staff_client.post(page_for(sagu, "delete"), {"post": "yes"}).url == list_of(Role)
    assert not Role.objects.filter(pk=sagu.pk).exists()


@pytest.mark.parametrize("model", [UserCategory, Role])
def test_no_action_deletes_entries(staff_client, model):
    data = {"action": "delete_selected", "_selected_action": [model.objects.first().pk], "post": "yes"}
    before = model.objects.count()
    staff_client.post(list_of(model), data)
    assert model.objects.count() == before
    assert "delete_selected" not in staff_client.get(list_of(model)).content.decode()


def test_the_category_page_deletes_no_role(staff_client, sagu):
    data = form_of(staff_client.get(page_for(sagu.category)), **{"roles-0-DELETE": "on"})
    staff_client.post(page_for(sagu.category), data)
    assert sagu.category.roles.count() == 3
