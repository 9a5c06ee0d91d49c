"""Help for staff inside the admin."""

import pytest
from django.contrib.auth.models import Group

from tests.factories import UserFactory
from tests.helpers import client_of
from tests.pages import heading_of, page_of
from training.help import SECTIONS
from training.staff_groups import GROUPS

pytestmark = pytest.mark.django_db

HELP = "/admin/help/"


def anchors(response):
    return [each["href"] for each in page_of(response).all("a") if each["href"].startswith("#")]


def test_superusers_see_all_sections(staff_client):
    response = staff_client.get(HELP)
    assert heading_of(response) == "Help"
    assert [f"#{section.anchor}" for section in SECTIONS] == [
        each for each in anchors(response) if each not in ("#trainees", "#content-start")
    ]


@pytest.mark.parametrize(
    ("group", "shown"),
    [
        ("Training lead", {"classes", "requests", "exercises", "organizations", "audit-log"}),
        ("Catalog editor", {"exercises", "catalog", "checks", "import-export", "organizations", "audit-log"}),
    ],
)
def test_sections_follow_permissions(group, shown):
    assert group in GROUPS
    member = UserFactory(staff=True)
    member.groups.add(Group.objects.get(name=group))
    response = client_of(member).get(HELP)
    assert {section.anchor for section in response.context["sections"]} == shown


def test_staff_without_permissions_see_the_link_to_trainees_help(db):
    response = client_of(UserFactory(staff=True)).get(HELP)
    assert response.context["sections"] == []
    assert "/help/" in [each["href"] for each in page_of(response).all("a")]


def test_anchors_lead_to_headings_of_the_page(staff_client):
    response = staff_client.get(HELP)
    ids = {attributes.get("id") for _, attributes in page_of(response).elements}
    assert {each.removeprefix("#") for each in anchors(response)} <= ids


def test_help_link_of_the_admin_leads_to_staff_help(staff_client):
    links = [each["href"] for each in page_of(staff_client.get("/admin/")).all("a")]
    assert HELP in links
    assert "/help/" not in links


def test_trainees_cannot_open_staff_help(alice_client):
    assert alice_client.get(HELP).status_code == 302


def test_staff_help_has_no_inline_code(staff_client):
    assert page_of(staff_client.get(HELP)).inline_code() == []
