"""The catalog: what the pages offer, in which order, and what the database refuses."""

from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client

from rolerequests.models import Role, RoleRequest, UserCategory
from rolerequests.models.catalog_entry import MAX_POSITION
from rolerequests.wizard.forms import RoleForm
from tests.factories import CategoryFactory, RoleFactory
from tests.helpers import Queries, after_statement, draft_of, pending_of
from tests.pages import heading_of, main_of, message_levels, tiles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor():
    """A category with three roles, the order of whose positions differs from that of their names."""
    category = UserCategory.objects.get(slug="vendor")
    category.roles.all().delete()
    for position, name in ((2, "Alpha"), (1, "Gamma"), (1, "Beta")):
        RoleFactory(category=category, name=name, position=position)
    return category


def test_pages_list_roles_by_position_then_name(vendor):
    question: Any = RoleForm(RoleRequest(category=vendor), title="", lead="").fields["role"]
    assert [role.name for role in question.entries] == ["Beta", "Gamma", "Alpha"]
    offered = UserCategory.objects.with_offered_roles().get(pk=vendor.pk)
    assert [role.name for role in offered.roles.all()] == ["Beta", "Gamma", "Alpha"]


def test_a_setting_offers_only_roles_of_the_job_aid(settings):
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    offered = {
        category.slug: len(category.roles.all()) for category in UserCategory.objects.with_offered_roles()
    }
    assert {slug: number for slug, number in offered.items() if number} == {"cms": 6, "state-agency": 3}


def test_keys_identify_entries(sagu):
    assert (sagu.key, sagu.full_key) == ("state-agency/general-user", "role state-agency/general-user")
    assert sagu.category.full_key == "user category state-agency"


# Active or inactive


def names(response):
    return [name for name, _ in tiles_of(response)]


def test_an_inactive_category_is_not_offered(alice_client):
    UserCategory.objects.filter(slug="vendor").update(is_active=False)
    assert "Vendor" not in names(alice_client.get("/role-requests/new/"))
    assert "Vendor Submitter" not in main_of(Client().get("/help/user-roles-matrix/"))
    vendor = UserCategory.objects.get(slug="vendor")
    response = alice_client.post("/role-requests/new/", {"category": vendor.pk}, follow=True)
    assert response.context["form"].has_error("category", "required")


def test_an_inactive_role_is_not_offered(alice_client, alice, sagu, cms_general):
    draft = draft_of(alice, cms_general)
    Role.objects.filter(pk=cms_general.pk).update(is_active=False)
    page_2 = alice_client.get(f"/role-requests/{draft.pk}/role/")
    assert "CMS View Only User" in names(page_2)
    assert cms_general.name not in names(page_2)
    assert cms_general.name not in main_of(Client().get("/help/user-roles-matrix/"))


def test_a_draft_with_inactive_role_returns_to_page_2(alice_client, alice, cms_general):
    draft = draft_of(alice, cms_general)
    Role.objects.filter(pk=cms_general.pk).update(is_active=False)
    for method in (alice_client.get, alice_client.post):
        page = method(f"/role-requests/{draft.pk}/organizations/", {"role": cms_general.pk}, follow=True)
        assert heading_of(page) == "Select a User Role"
        assert message_levels(page) == ["info"]
    assert RoleRequest.objects.get().is_draft


def test_a_draft_with_inactive_category_returns_to_page_1(alice_client, alice, cms_general):
    draft = draft_of(alice, cms_general)
    UserCategory.objects.filter(slug="cms").update(is_active=False)
    page = alice_client.get(f"/role-requests/{draft.pk}/organizations/", follow=True)
    assert heading_of(page) == "Select a User Category"
    assert message_levels(page) == ["info"]


def test_requests_stay_when_their_role_is_deactivated(alice_client, alice, sagu):
    pending_of(alice, sagu, "OH")
    Role.objects.filter(pk=sagu.pk).update(is_active=False)
    assert main_of(alice_client.get("/my-profile/")).count(sagu.name) == 2


def test_new_entries_are_inactive_by_default():
    assert not UserCategory().is_active
    assert not Role().is_active


# Validation, and the constraints of the database


def a_category(**fields):
    return CategoryFactory.build(**fields)


def a_role(**fields):
    return RoleFactory.build(**{"category": UserCategory.objects.get(slug="cms"), **fields})


INVALID = {
    "category slug": lambda: a_category(slug="cms"),
    "category name": lambda: a_category(name="cms"),
    "blank category name": lambda: a_category(name=" "),
    "category without description": lambda: a_category(description=" "),
    "role slug": lambda: a_role(slug="general-user"),
    "role name": lambda: a_role(name="cms general USER"),
    "blank role name": lambda: a_role(name=""),
    "role without description": lambda: a_role(description=""),
    "role source": lambda: a_role(source="hearsay"),
}


@pytest.mark.parametrize("invalid", INVALID.values(), ids=INVALID)
def test_validation_refuses_what_the_database_refuses(invalid):
    with pytest.raises(ValidationError):
        invalid().full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        invalid().save()


@pytest.mark.parametrize("model", [UserCategory, Role])
def test_every_constraint_has_a_message(model):
    assert {each.name for each in model._meta.constraints} == set(model.CONSTRAINT_ERRORS)
    fields = {field.name for field in model._meta.fields}
    assert {field for field, _, _ in model.CONSTRAINT_ERRORS.values()} <= fields


@pytest.mark.parametrize("invalid", [value for name, value in INVALID.items() if name != "category slug"])
def test_a_violated_constraint_is_an_error_of_its_field(invalid):
    entry = invalid()
    with pytest.raises(ValidationError) as refused:
        entry.validate_constraints()
    (field,) = refused.value.error_dict
    assert field in {"name", "slug", "description", "source"}


@pytest.mark.parametrize("unfinished", [a_category, a_role])
def test_an_inactive_entry_needs_no_description(unfinished):
    entry = unfinished(description="", is_active=False)
    entry.full_clean()
    entry.save()
    entry.refresh_from_db()
    assert not entry.is_active


@pytest.mark.parametrize(
    ("entered", "stored"),
    [
        ("  Ours ", "Ours"),
        ("Our\xa0\u2003own", "Our own"),
        ("Our\tor\nown", "Our or own"),
        ("Zu\u0308rich", "Z\xfcrich"),
    ],
)
def test_names_are_cleaned(entered, stored):
    category = a_category(name=entered)
    category.full_clean()
    assert category.name == stored


@pytest.mark.parametrize(
    ("entered", "stored"),
    [(" x\n", "x"), ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("Zu\u0308rich\xa0x", "Z\xfcrich\xa0x"), ("\xa0", "")],
)
def test_descriptions_are_cleaned(entered, stored):
    category = a_category(description=entered, is_active=False)
    category.full_clean()
    assert category.description == stored


@pytest.mark.parametrize("name", ["CMS\xa0General User", "CMS  general User", "Zu\u0308rich"])
def test_names_that_look_equal_are_refused(name):
    a_role(name="Z\xfcrich").save()
    with pytest.raises(ValidationError) as refused:
        a_role(name=name).full_clean()
    assert set(refused.value.error_dict) == {"name"}


def test_a_stored_name_that_looks_equal_is_found():
    a_role(name="Our\xa0own").save()
    with pytest.raises(ValidationError) as refused:
        a_role(name="Our own").full_clean()
    assert set(refused.value.error_dict) == {"name"}


# Positions


@pytest.mark.parametrize(("given", "stored"), [(None, 3), (0, 0), (7, 7)])
def test_an_entry_without_position_is_saved_last(vendor, given, stored):
    role = a_role(category=vendor, position=given)
    role.save()
    role.refresh_from_db()
    assert role.position == stored


def test_create_without_position_goes_last(vendor):
    assert Role.objects.create(category=vendor, slug="new", name="New").position == 3
    assert UserCategory.objects.create(slug="new", name="New").position == 8


def test_bulk_create_without_position_goes_last(vendor, sagu):
    fields = [(vendor, None), (sagu.category, None), (vendor, 9), (vendor, None), (vendor, None)]
    roles = [a_role(category=category, position=position) for category, position in fields]
    with Queries() as queries:
        Role.objects.bulk_create(roles)
    assert [role.position for role in roles] == [3, 4, 9, 10, 11]
    assert queries.count() == 3
    created = UserCategory.objects.bulk_create([a_category(), a_category()])
    assert [category.position for category in created] == [8, 9]


def test_loaddata_without_position_goes_last(vendor, tmp_path):
    roles = [a_role(category=vendor, position=None) for _ in range(2)]
    natural = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    for field in ({}, {"fields": ["category", "slug", "name"]}):
        content = serializers.serialize("json", roles, **natural, **field)
        (tmp_path / "new.json").write_text(content)
        call_command("loaddata", tmp_path / "new.json", verbosity=0)
        stored = Role.objects.filter(slug__in=[role.slug for role in roles])
        assert list(stored.order_by("pk").values_list("position", flat=True)) == [3, 4]
        stored.delete()


def test_the_first_position_is_1(vendor):
    vendor.roles.all().delete()
    assert RoleFactory(category=vendor).position == 1


def test_no_position_exceeds_the_maximum(vendor):
    vendor.roles.update(position=MAX_POSITION)
    assert RoleFactory(category=vendor).position == MAX_POSITION


# Moving up and down


def order_of(entries):
    return [(entry.name, entry.position) for entry in entries]


def test_a_move_swaps_two_neighbors(vendor):
    first, second, _ = vendor.roles.order_by("position", "name")
    assert second.move(-1)
    assert order_of(second.siblings()) == [("Gamma", 1), ("Beta", 2), ("Alpha", 3)]
    assert first.move(1)
    assert order_of(first.siblings()) == [("Gamma", 1), ("Alpha", 2), ("Beta", 3)]


def test_the_ends_cannot_move_further(vendor):
    roles = list(vendor.roles.order_by("position", "name"))
    before = order_of(roles)
    assert not roles[0].move(-1)
    assert not roles[-1].move(1)
    assert order_of(vendor.roles.order_by("position", "name")) == before


def test_a_move_keeps_other_categories(vendor, sagu):
    before = order_of(sagu.siblings())
    vendor.roles.get(name="Alpha").move(-1)
    assert order_of(sagu.siblings()) == before


def test_a_category_can_move():
    UserCategory.objects.get(slug="cms").move(-1)
    slugs = list(UserCategory.objects.values_list("slug", flat=True)[:4])
    assert slugs == ["accrediting-organization", "cms", "ado", "contractor"]


def test_a_move_that_waited_uses_the_new_order(vendor):
    beta, gamma, alpha = vendor.roles.order_by("position", "name")
    vendor.roles.update(position=F("pk"))  # each its own: Alpha, Gamma, Beta
    with after_statement("SELECT", lambda: gamma.move(-1)):
        assert beta.move(-1)
    assert [role.name for role in alpha.siblings()] == ["Gamma", "Beta", "Alpha"]


def test_a_deleted_entry_cannot_move(vendor):
    beta = vendor.roles.get(name="Beta")
    Role.objects.filter(pk=beta.pk).delete()
    assert not beta.move(1)
