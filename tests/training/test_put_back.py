"""Putting back an edit, a deletion or an import from the audit log."""

import json

import pytest
from django.contrib.auth.models import Permission

from accounts.audit_log import Action, Change, record
from accounts.models import AuditEntry, User
from accounts.put_back import MAX_ENTRIES, NotPutBackError, put_back
from rolerequests.catalog.import_export import plan_import as plan_catalog
from rolerequests.catalog.import_export import rows_of as rows_of_catalog
from rolerequests.catalog.plan import apply as apply_catalog
from rolerequests.models import Organization, Role, UserCategory
from rolerequests.organizations.import_export import apply as apply_organizations
from rolerequests.organizations.plan import plan_import as plan_organizations
from tests.admin import form_of, list_of, page_for
from tests.factories import (
    CategoryFactory,
    OrganizationFactory,
    RoleFactory,
    TrainingClassFactory,
    UserFactory,
)
from tests.helpers import client_of
from training.exercises.import_export import plan_import as plan_exercises
from training.exercises.plan import apply as apply_exercises
from training.models import Exercise, WrongTurn
from training.seeding import rows_of_fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_log(db):
    """Delete the entries about the seeded catalog and groups."""
    AuditEntry.objects.all().delete()


def values_of(model, **lookup):
    """All rows with their values, to compare."""
    return list(model.objects.filter(**lookup).order_by("pk").values())


def edit(client, obj, **changes):
    """Save the form of an object, and return the entry about it."""
    client.post(page_for(obj), form_of(client.get(page_for(obj)), **changes))
    return AuditEntry.objects.order_by("pk").last()


def page_to_put_back(entry):
    return f"{page_for(entry).removesuffix('change/')}put-back/"


def newest():
    return AuditEntry.objects.filter(parent=None).order_by("pk").last()


# Edits


def test_edit_of_a_role_is_put_back(staff_client, sagu):
    before = values_of(Role)
    entry = edit(
        staff_client, sagu, name="Other", source="public", asks_state=None, asks_organizations="provider"
    )
    assert staff_client.post(page_to_put_back(entry)).url == list_of(AuditEntry)
    assert values_of(Role) == before
    assert newest().action == Action.PUT_BACK


def test_what_was_put_back_can_be_put_back(staff_client, carol, sagu):
    put_back(edit(staff_client, sagu, name="Other"), carol)
    put_back(newest(), carol)
    sagu.refresh_from_db()
    assert sagu.name == "Other"


def test_edit_of_another_field_does_not_matter(staff_client, carol, sagu):
    entry = edit(staff_client, sagu, name="Other")
    edit(staff_client, sagu, description="New words.")
    put_back(entry, carol)
    sagu.refresh_from_db()
    assert (sagu.name, sagu.description) == ("State Agency S&C General User", "New words.")


def test_changed_field_is_not_put_back(staff_client, sagu):
    entry = edit(staff_client, sagu, name="Other")
    edit(staff_client, sagu, name="Newest")
    for response in (
        staff_client.get(page_to_put_back(entry)),
        staff_client.post(page_to_put_back(entry)),
    ):
        (problem,) = response.context["problems"]
        assert "Newest" in problem
    sagu.refresh_from_db()
    assert sagu.name == "Newest"


def test_deleted_object_is_not_changed(staff_client, carol):
    role = RoleFactory()
    entry = edit(staff_client, role, name="Other")
    role.delete()
    with pytest.raises(NotPutBackError, match="Other"):
        put_back(entry, carol)


def test_name_that_was_taken_since_is_refused(staff_client, carol, sagu):
    name = sagu.name
    entry = edit(staff_client, sagu, name="Other")
    RoleFactory(category=sagu.category, name=name)
    with pytest.raises(NotPutBackError):
        put_back(entry, carol)
    assert newest() == entry


def test_name_of_a_class_is_put_back(staff_client, carol):
    ohio = TrainingClassFactory(name="Ohio")
    put_back(edit(staff_client, ohio, name="Ohio, May"), carol)
    ohio.refresh_from_db()
    assert ohio.name == "Ohio"


def test_deactivation_is_put_back(staff_client, carol, sagu):
    staff_client.post(
        list_of(Role), {"action": "deactivate", "confirmed": "yes", "_selected_action": [sagu.pk]}
    )
    put_back(newest(), carol)
    sagu.refresh_from_db()
    assert sagu.is_active


def test_edit_of_an_exercise_is_put_back_as_a_new_version(staff_client, carol, exercises):
    exercise = exercises["mds-vendor"]
    organizations = set(exercise.organizations.all())
    other = OrganizationFactory(code="368400", kind=exercise.organizations.first().kind)
    entry = edit(staff_client, exercise, organizations=other.code, why="Other words.")
    assert set(exercise.organizations.all()) == {other}
    put_back(entry, carol)
    again = Exercise.objects.get(pk=exercise.pk)
    assert set(again.organizations.all()) == organizations
    assert (again.why, again.version) == (exercise.why, exercise.version + 2)


def test_replacement_of_an_organization_is_put_back(staff_client, carol):
    old, new = OrganizationFactory(), OrganizationFactory()
    before = values_of(Organization)
    put_back(edit(staff_client, old, is_open=None, replaced_by=new.code), carol)
    assert values_of(Organization) == before


def test_entry_with_words_only_is_not_put_back(carol, sagu):
    entry = record(carol, sagu, Action.CHANGED, [Change("name", "Old", sagu.name)])
    with pytest.raises(NotPutBackError):
        put_back(entry, carol)


# Deletions


def test_deleted_category_is_put_back(staff_client, carol):
    category = CategoryFactory()
    before = values_of(UserCategory)
    staff_client.post(page_for(category, "delete"), {"post": "yes"})
    put_back(newest(), carol)
    assert values_of(UserCategory) == before
    assert newest().action == Action.RESTORED


def test_deleted_exercise_is_put_back_with_its_wrong_turns(staff_client, carol, exercises):
    exercise = exercises["mds-vendor"]
    before = values_of(Exercise), values_of(WrongTurn), set(exercise.organizations.all())
    staff_client.post(page_for(exercise, "delete"), {"post": "yes"})
    assert not WrongTurn.objects.filter(exercise=exercise.pk).exists()
    entry = newest()
    put_back(entry, carol)
    assert (values_of(Exercise), values_of(WrongTurn), set(exercise.organizations.all())) == before
    assert newest().entries.count() == entry.entries.count() > 0
    with pytest.raises(NotPutBackError):
        put_back(entry, carol)


def test_deleted_role_of_a_deleted_category_is_refused(staff_client, carol):
    role = RoleFactory()
    staff_client.post(page_for(role, "delete"), {"post": "yes"})
    entry = newest()
    role.category.delete()
    with pytest.raises(NotPutBackError):
        put_back(entry, carol)
    assert not Role.objects.filter(pk=role.pk).exists()


# Imports


def import_catalog(carol, *rows):
    """Import these rows of the catalog; returns the entry."""
    apply_catalog(plan_catalog(rows_of_catalog(json.dumps(rows).encode())), carol)
    return newest()


NEW_CATEGORY = {
    "model": "rolerequests.usercategory",
    "fields": {"slug": "new", "name": "New", "description": "x", "position": 9, "is_active": True},
}
HELP_DESK = {
    "model": "rolerequests.role",
    "fields": {"category": ["cms"], "slug": "help-desk", "description": "Other."},
}


def test_import_of_the_catalog_is_put_back(carol):
    before = values_of(UserCategory), values_of(Role)
    entry = import_catalog(carol, NEW_CATEGORY, HELP_DESK)
    put_back(entry, carol)
    assert (values_of(UserCategory), values_of(Role)) == before
    assert newest().action == Action.PUT_BACK
    put_back(newest(), carol)
    assert UserCategory.objects.filter(slug="new").exists()
    assert Role.objects.get_by_natural_key("cms", "help-desk").description == "Other."


def test_import_is_put_back_whole_or_not(carol):
    entry = import_catalog(carol, NEW_CATEGORY, HELP_DESK)
    RoleFactory(category=UserCategory.objects.get(slug="new"))
    with pytest.raises(NotPutBackError, match="roles"):
        put_back(entry, carol)
    assert Role.objects.get_by_natural_key("cms", "help-desk").description == "Other."


def test_import_of_exercises_is_put_back(carol, exercises):
    before = values_of(WrongTurn), [(each.pk, each.why) for each in Exercise.objects.order_by("pk")]
    exercise, *turns = rows_of_fixture()["new-nurse-surveyor"]
    changed = {**exercise, "fields": {**exercise["fields"], "why": "Other."}}
    new = {**exercise, "fields": {**exercise["fields"], "slug": "new", "title": "New", "position": 99}}
    turns[1] = {**turns[1], "fields": {**turns[1]["fields"], "sentence": "No."}}
    apply_exercises(plan_exercises([changed, *turns[1:], new]), carol)
    put_back(newest(), carol)
    after = values_of(WrongTurn), [(each.pk, each.why) for each in Exercise.objects.order_by("pk")]
    assert after == before


def import_organizations(carol, *rows):
    data = "\n".join(["ccn,name,kind,state,city,open,replaced_by", *rows]).encode()
    list(apply_organizations(data, plan_organizations(data), carol))
    return newest()


def row_of(organization, name):
    return f"{organization.code},{name},{organization.kind},{organization.state},{organization.city},no,"


def test_import_that_changed_organizations_is_put_back(carol):
    organizations = [OrganizationFactory() for _ in range(3)]
    new = OrganizationFactory()
    before = values_of(Organization)
    rows = [row_of(each, f"Training Other {each.code}") for each in organizations]
    put_back(import_organizations(carol, *rows[1:], f"{rows[0]}{new.code}"), carol)
    assert values_of(Organization) == before


def test_import_that_added_organizations_is_refused(carol):
    entry = import_organizations(carol, "367111,Training New,home-health-agency,OH,Sampleville,yes,")
    with pytest.raises(NotPutBackError):
        put_back(entry, carol)
    assert Organization.objects.filter(code="367111").exists()


def test_import_with_too_many_changes_is_refused(carol, sagu):
    batch = record(carol, sagu, Action.IMPORTED)
    AuditEntry.objects.bulk_create(
        AuditEntry(action=Action.CHANGED, content_type=batch.content_type, object_id="1", parent=batch)
        for _ in range(MAX_ENTRIES + 1)
    )
    with pytest.raises(NotPutBackError, match=str(MAX_ENTRIES)):
        put_back(batch, carol)


# Rights and pages


@pytest.mark.parametrize(
    ("permissions", "status"),
    [
        (["view_auditentry", "view_role"], 403),
        (["view_auditentry", "view_role", "change_role"], 200),
        (["view_role", "change_role"], 403),
        (["view_auditentry", "change_trainingclass"], 404),
    ],
)
def test_putting_back_needs_the_right_to_change(staff_client, sagu, permissions, status):
    entry = edit(staff_client, sagu, name="Other")
    editor = UserFactory(staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = client_of(editor)
    assert client.get(page_to_put_back(entry)).status_code == status
    assert client.post(page_to_put_back(entry)).status_code == (302 if status == 200 else status)


def test_putting_back_a_deletion_needs_the_right_to_add(staff_client):
    role = RoleFactory()
    staff_client.post(page_for(role, "delete"), {"post": "yes"})
    editor = UserFactory(staff=True)
    names = ["view_auditentry", "change_role"]
    editor.user_permissions.set(Permission.objects.filter(codename__in=names))
    response = client_of(editor).get(page_for(newest()))
    assert response.context["may_put_back"] is False
    editor.user_permissions.add(Permission.objects.get(codename="add_role"))
    response = client_of(User.objects.get(pk=editor.pk)).get(page_for(newest()))
    assert response.context["may_put_back"] is True


def test_entries_about_accounts_are_not_put_back(staff_client):
    entry = edit(staff_client, UserFactory(staff=True), is_active=None)
    assert staff_client.get(page_for(entry)).context["may_put_back"] is False
    assert staff_client.get(page_to_put_back(entry)).status_code == 403


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30])
def test_page_of_an_unknown_entry_is_not_found(staff_client, pk):
    assert staff_client.get(f"{list_of(AuditEntry)}{pk}/change/").status_code == 404


def test_looking_at_what_would_be_put_back_changes_nothing(staff_client, sagu):
    entry = edit(staff_client, sagu, name="Other")
    response = staff_client.get(page_to_put_back(entry))
    assert response.context["number"] == 1
    assert newest() == entry
    assert Role.objects.get(pk=sagu.pk).name == "Other"
