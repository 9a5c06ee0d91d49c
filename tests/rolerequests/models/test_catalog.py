"""The catalog: what the pages offer, in which order, and what can never be stored."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client

from rolerequests.models import Role, RoleRequest, UserCategory
from rolerequests.models.catalog import MAX_POSITION
from rolerequests.wizard.forms import RoleForm
from tests.helpers import after_statement, draft_of, pending_of
from tests.pages import heading_of, main_of, tiles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor():
    """A category with three roles whose positions and names are in different orders."""
    category = UserCategory.objects.get(slug="vendor")
    category.roles.all().delete()
    for position, name in ((2, "Alpha"), (1, "Gamma"), (1, "Beta")):
        Role.objects.create(
            category=category,
            slug=name.lower(),
            name=name,
            description="For this test.",
            position=position,
            is_active=True,
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


# Active or not


def names(response):
    return [name for name, _ in tiles_of(response)]


def test_an_inactive_category_is_not_on_page_1_nor_in_the_matrix(alice_client):
    UserCategory.objects.filter(slug="vendor").update(is_active=False)
    assert "Vendor" not in names(alice_client.get("/role-requests/new/"))
    assert "Vendor Submitter" not in main_of(Client().get("/help/user-roles-matrix/"))
    vendor = UserCategory.objects.get(slug="vendor")
    response = alice_client.post("/role-requests/new/", {"category": vendor.pk}, follow=True)
    assert response.context["form"].has_error("category", "required")


def test_an_inactive_role_is_not_on_page_2_nor_in_the_matrix(alice_client, alice, sagu, cms_general):
    draft = draft_of(alice, cms_general)
    Role.objects.filter(pk=cms_general.pk).update(is_active=False)
    page_2 = alice_client.get(f"/role-requests/{draft.pk}/role/")
    assert "CMS View Only User" in names(page_2)
    assert cms_general.name not in names(page_2)
    assert cms_general.name not in main_of(Client().get("/help/user-roles-matrix/"))


def test_a_draft_whose_role_was_taken_away_goes_back_to_page_2(alice_client, alice, cms_general):
    draft = draft_of(alice, cms_general)
    Role.objects.filter(pk=cms_general.pk).update(is_active=False)
    for method in (alice_client.get, alice_client.post):
        page = method(f"/role-requests/{draft.pk}/organizations/", {"role": cms_general.pk}, follow=True)
        assert heading_of(page) == "Select a User Role"
        assert "Select a user role first." in main_of(page)
    assert RoleRequest.objects.get().is_draft


def test_a_draft_whose_category_was_taken_away_goes_back_to_page_1(alice_client, alice, cms_general):
    draft = draft_of(alice, cms_general)
    UserCategory.objects.filter(slug="cms").update(is_active=False)
    page = alice_client.get(f"/role-requests/{draft.pk}/organizations/", follow=True)
    assert heading_of(page) == "Select a User Category"
    assert "Select a user category first." in main_of(page)


def test_what_was_requested_stays_when_its_role_is_taken_away(alice_client, alice, sagu):
    pending_of(alice, sagu, "OH")
    Role.objects.filter(pk=sagu.pk).update(is_active=False)
    assert main_of(alice_client.get("/my-profile/")).count(sagu.name) == 2


# What can never be stored


def a_category(**fields):
    return UserCategory(**{"slug": "ours", "name": "Ours", "description": "x", "is_active": True, **fields})


def a_role(**fields):
    cms = UserCategory.objects.get(slug="cms")
    return Role(
        **{"category": cms, "slug": "ours", "name": "Ours", "description": "x", "is_active": True, **fields}
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: a_category(slug="cms"),
        lambda: a_category(name="cms"),
        lambda: a_category(name=" "),
        lambda: a_category(description=" "),
        lambda: a_role(slug="general-user"),
        lambda: a_role(name="cms general USER"),
        lambda: a_role(name=""),
        lambda: a_role(description=""),
        lambda: a_role(source="hearsay"),
    ],
)
def test_admin_shell_and_fixtures_obey_the_same_rules(wrong):
    with pytest.raises(ValidationError):
        wrong().full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong().save()


@pytest.mark.parametrize("unfinished", [a_category, a_role])
def test_what_has_no_description_yet_is_stored_inactive(unfinished):
    thing = unfinished(description="", is_active=False)
    thing.full_clean()
    thing.save()
    thing.refresh_from_db()
    assert not thing.is_active


def test_blanks_at_both_ends_are_taken_away():
    thing = a_category(name="  Ours ", description=" x\n")
    thing.full_clean()
    assert (thing.name, thing.description) == ("Ours", "x")


def test_a_new_answer_is_inactive_until_somebody_switches_it_on():
    assert not UserCategory().is_active
    assert not Role().is_active


@pytest.mark.parametrize(
    ("typed", "position"), [(None, 3), (0, 0), (7, 7)], ids=["no number", "nought", "seven"]
)
def test_what_has_no_number_comes_last_and_a_number_stays(vendor, typed, position):
    role = a_role(category=vendor, position=typed)
    role.save()
    role.refresh_from_db()
    assert role.position == position


def test_the_first_of_all_has_number_1_and_none_is_greater_than_the_greatest(vendor):
    vendor.roles.update(position=MAX_POSITION)
    for position in (MAX_POSITION, 1):
        role = a_role(category=vendor, position=None)
        role.save()
        assert role.position == position
        vendor.roles.all().delete()


# Moving up and down


def order_of(things):
    return [(thing.name, thing.position) for thing in things]


def test_a_role_changes_places_with_its_neighbour(vendor):
    first, second, _ = vendor.roles.order_by("position", "name")
    assert second.move(-1)
    assert order_of(second.siblings()) == [("Gamma", 1), ("Beta", 2), ("Alpha", 3)]
    assert first.move(1)
    assert order_of(first.siblings()) == [("Gamma", 1), ("Alpha", 2), ("Beta", 3)]


def test_the_first_and_the_last_stay_where_they_are(vendor):
    before = order_of(Role.objects.filter(category=vendor).order_by("position", "name"))
    roles = list(vendor.roles.order_by("position", "name"))
    assert not roles[0].move(-1)
    assert not roles[-1].move(1)
    assert order_of(vendor.roles.order_by("position", "name")) == before


def test_moving_a_role_leaves_other_categories_alone(vendor, sagu):
    before = order_of(sagu.siblings())
    vendor.roles.get(name="Alpha").move(-1)
    assert order_of(sagu.siblings()) == before


def test_a_category_changes_places_with_its_neighbour():
    UserCategory.objects.get(slug="cms").move(-1)
    names = list(UserCategory.objects.values_list("slug", flat=True)[:4])
    assert names == ["accrediting-organization", "cms", "ado", "contractor"]


def test_a_move_that_had_to_wait_goes_on_from_the_order_that_it_finds_then(vendor):
    beta, gamma, alpha = vendor.roles.order_by("position", "name")
    vendor.roles.update(position=F("pk"))  # each its own: Alpha, Gamma, Beta
    with after_statement("SELECT", lambda: gamma.move(-1)):
        assert beta.move(-1)
    assert [role.name for role in alpha.siblings()] == ["Gamma", "Beta", "Alpha"]


def test_what_was_deleted_meanwhile_is_not_moved(vendor):
    beta = vendor.roles.get(name="Beta")
    Role.objects.filter(pk=beta.pk).delete()
    assert not beta.move(1)
