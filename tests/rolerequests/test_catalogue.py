"""The catalogue as the pages read it."""

from typing import Any

import pytest

from rolerequests.forms import RoleForm
from rolerequests.models import Role, RoleRequest, UserCategory

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor():
    """A category with three roles whose positions and names are in different orders."""
    category = UserCategory.objects.get(slug="vendor")
    category.roles.all().delete()
    for position, name in ((2, "Alpha"), (1, "Gamma"), (1, "Beta")):
        Role.objects.create(
            category=category, slug=name.lower(), name=name, description="For this test.", position=position
        )
    return category


def test_roles_stand_by_position_and_then_by_name_on_page_2_and_in_the_matrix(vendor):
    question: Any = RoleForm(RoleRequest(category=vendor), title="", lead="").fields["role"]
    assert [role.name for role in question.queryset] == ["Beta", "Gamma", "Alpha"]
    shown = UserCategory.objects.with_offered_roles().get(pk=vendor.pk)
    assert [role.name for role in shown.roles.all()] == ["Beta", "Gamma", "Alpha"]


def test_with_the_job_aid_alone_only_its_roles_are_offered(settings):
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    offered = {
        category.slug: len(category.roles.all()) for category in UserCategory.objects.with_offered_roles()
    }
    assert {slug: number for slug, number in offered.items() if number} == {"cms": 6, "state-agency": 3}
