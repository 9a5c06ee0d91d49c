"""The preview of a category or role."""

import re

from django.test import Client

from rolerequests.models import Role, RoleRequest, UserCategory
from tests.admin import list_of, page_for
from tests.pages import checked_in, heading_of, message_levels, text_of


def previewed(response):
    """The sections of a preview, as text."""
    html = response.content.decode()
    sections = re.findall(r'<section class="preview".*?</section>', html, re.S)
    return [text_of(type("Part", (), {"content": part.encode()})) for part in sections]


def test_a_preview_shows_the_three_pages_of_a_role(staff_client, sagu):
    response = staff_client.get(page_for(sagu, "preview"))
    assert heading_of(response) == "Preview: State Agency S&C General User"
    assert response.context["is_visible"]
    first, second, third = previewed(response)
    assert first.startswith("STEP 1 Select a User Category Select the category of your organization")
    assert second.startswith("STEP 2 Select a User Role Select the user role that best fits your needs.")
    assert third.startswith(
        "STEP 3 Add Organizations This role does not require the addition of organizations."
    )
    assert "Are you a Surveyor?" in third
    checked = re.findall(r'value="(\d+)"[^>]*\schecked', response.content.decode())
    assert checked == [str(sagu.category_id), str(sagu.pk)]


def test_a_preview_shows_inactive_entries(staff_client, sagu):
    Role.objects.filter(pk=sagu.pk).update(is_active=False)
    UserCategory.objects.filter(pk=sagu.category_id).update(is_active=False)
    response = staff_client.get(page_for(sagu, "preview"))
    assert not response.context["is_visible"]
    first, second, _ = previewed(response)
    assert "State Agency" in first
    assert sagu.name in second


def test_a_preview_without_active_roles_has_no_page_3(staff_client, sagu):
    sagu.category.roles.update(is_active=False)
    response = staff_client.get(page_for(sagu.category, "preview"))
    assert [page.step.number for page in response.context["pages"]] == [1, 2]
    assert checked_in(response) == sagu.category_id
    assert len(previewed(response)) == 3


def test_a_role_of_an_inactive_category_is_not_visible(staff_client, sagu):
    UserCategory.objects.filter(pk=sagu.category_id).update(is_active=False)
    assert not staff_client.get(page_for(sagu, "preview")).context["is_visible"]


def test_lists_and_forms_link_to_the_preview(staff_client, sagu):
    for url in (list_of(Role), page_for(sagu), list_of(UserCategory), page_for(sagu.category)):
        assert "/preview/" in staff_client.get(url).content.decode()


def test_a_form_of_the_preview_saves_nothing(staff_client, sagu):
    response = staff_client.post(page_for(sagu, "preview"), {"role": sagu.pk, "state": "OH"}, follow=True)
    assert response.redirect_chain == [(page_for(sagu, "preview"), 302)]
    assert message_levels(response) == ["info"]
    assert RoleRequest.objects.count() == 0


def test_a_preview_offers_what_trainees_see(staff_client, sagu):
    Role.objects.filter(slug="assessment-coordinator").update(is_active=False)
    _, second, _ = previewed(staff_client.get(page_for(sagu, "preview")))
    assert "Assessment Coordinator" not in second


def test_a_preview_requires_permission(alice_client, sagu):
    assert alice_client.get(page_for(sagu, "preview")).status_code == 302
    assert Client().get(page_for(sagu, "preview"))["Location"].startswith("/login/")
