"""Every role that requires organizations, through the forms of the pages alone: no script runs."""

import pytest

from rolerequests.models import Organization, Role
from tests.pages import main_of, page_of
from tests.rolerequests.wizard.walk import Walk

pytestmark = pytest.mark.django_db


def first_found(response):
    """The first organization that the search page offers."""
    boxes = [each for each in page_of(response).all("input") if each.get("name") == "organizations"]
    return Organization.objects.get(pk=boxes[0]["value"])


def test_every_role_is_requested_for_an_organization(alice, alice_client, subtests):
    walk = Walk(alice_client)
    roles = Role.objects.exclude(asks_organizations="").select_related("category")
    assert roles
    for role in roles:
        with subtests.test(role.name):
            alice.start_over()
            page_3 = walk.to_page_3(role.category.name, role.name)
            search = f"{page_3}search/?q=training&state=&kind="
            organization = first_found(alice_client.get(search))
            added = alice_client.post(search, {"organizations": [organization.pk]}, follow=True)
            assert organization.name in main_of(added)
            shown = page_of(added).hidden("organizations")
            assert walk.submit(page_3, role.name, organizations=shown)["Location"] == "/my-profile/"
            profile = main_of(alice_client.get("/my-profile/"))
            assert role.name in profile
            assert organization.name in profile
