"""The admin's forms of categories and roles."""

import re

import pytest
from django.contrib import admin

from rolerequests.catalog.admin.catalog import MAX_ROLES, SAME_NAME, STORED_NAME
from rolerequests.catalog.admin.forms import RoleForm, UserCategoryForm
from rolerequests.models import Role, UserCategory
from tests.admin import form_in, form_of, levels_of, list_of, page_for
from tests.factories import CategoryFactory, RoleFactory
from tests.pages import text_of, tiles_of


def test_saving_a_role_changes_what_trainees_see(staff_client, sagu):
    data = form_of(staff_client.get(page_for(sagu)), name="Renamed User", asks_state=None)
    assert staff_client.post(page_for(sagu), data).url == list_of(Role)
    sagu.refresh_from_db()
    assert (sagu.name, sagu.asks_state, sagu.asks_surveyor) == ("Renamed User", False, True)


def test_a_category_is_saved_with_its_roles(staff_client, sagu):
    category = sagu.category
    data = form_of(staff_client.get(page_for(category)), name="State", **{"roles-0-name": "First"})
    assert staff_client.post(page_for(category), data).url == list_of(UserCategory)
    category.refresh_from_db()
    assert category.name == "State"
    assert category.roles.order_by("position").first().name == "First"


NEW_CATEGORY = {
    "name": "Ours", "slug": "ours", "description": "x", "position": "",
    "roles-TOTAL_FORMS": 2, "roles-INITIAL_FORMS": 0,
    "roles-0-name": "Zeta", "roles-0-slug": "zeta", "roles-0-position": "", "roles-0-source": "public",
    "roles-1-name": "Alpha", "roles-1-slug": "alpha", "roles-1-position": "", "roles-1-source": "public",
}  # fmt: skip


def test_new_entries_are_inactive(staff_client, alice_client, db):
    response = staff_client.post(list_of(UserCategory) + "add/", NEW_CATEGORY, follow=True)
    assert "info" in levels_of(response)
    role = Role.objects.get_by_natural_key("ours", "zeta")
    assert (role.source, role.is_active, role.category.is_active) == ("public", False, False)
    assert "Ours" not in [name for name, _ in tiles_of(alice_client.get("/role-requests/new/"))]


def test_new_entries_without_position_go_last(staff_client, db):
    page = staff_client.get(list_of(UserCategory) + "add/")
    assert form_in(page)["position"].value() is None
    staff_client.post(list_of(UserCategory) + "add/", NEW_CATEGORY)
    ours = UserCategory.objects.last()
    assert (ours.name, ours.position) == ("Ours", 8)
    roles = Role.objects.filter(category=ours)
    assert [(role.name, role.position) for role in roles] == [("Zeta", 1), ("Alpha", 2)]


def test_clearing_the_position_moves_an_entry_last(staff_client, view_only):
    data = form_of(staff_client.get(page_for(view_only)), position="")
    staff_client.post(page_for(view_only), data)
    assert view_only.siblings().last() == view_only


def test_a_name_in_use_is_refused_at_its_field(staff_client, sagu):
    data = form_of(staff_client.get(page_for(sagu)), name="STATE Agency Assessment Coordinator")
    assert form_in(staff_client.post(page_for(sagu), data)).has_error("name", "unique")


def names_on_page_of(staff_client, category, *changes):
    """Enter these names on a category's page. Returns the errors of each row's name, or `saved`."""
    page = page_for(category)
    data = form_of(staff_client.get(page))
    for row, name in enumerate(changes):
        if name is not None:
            data |= {f"roles-{row}-name": name, "roles-TOTAL_FORMS": max(data["roles-TOTAL_FORMS"], row + 1)}
            data = {f"roles-{row}-slug": f"slug-{row}", f"roles-{row}-source": "public"} | data
    response = staff_client.post(page, data)
    if response.status_code == 302:
        return "saved"
    (formset,) = (each.formset for each in response.context["inline_admin_formsets"])
    for message in {error for form in formset for error in form.errors.get("name", [])}:
        assert message in text_of(response)
    return [form.errors.get("name", []) for form in formset][: len(changes)]


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        (["B"], [[SAME_NAME]]),
        ([None, "a"], [[], [SAME_NAME]]),
        ([None, None, "b"], [[], [], [SAME_NAME]]),
        (["New", "NEW"], [[SAME_NAME], [SAME_NAME]]),
        ([None, None, "New", "new"], [[], [], [SAME_NAME], [SAME_NAME]]),
        (["B", "A"], [[STORED_NAME], [STORED_NAME]]),
        (["C", "A"], [[], [STORED_NAME]]),
        (["a", "B"], "saved"),
        (["New", None, "C"], "saved"),
    ],
    ids=["in use", "capitals", "new role", "two renamed", "two new", "swapped", "in turn", "own", "free"],
)
def test_equal_names_on_a_category_page_are_refused(staff_client, entered, expected):
    category = CategoryFactory()
    for name in "AB":
        RoleFactory(category=category, slug=name.lower(), name=name)
    assert names_on_page_of(staff_client, category, *entered) == expected


@pytest.mark.parametrize("model", [UserCategory, Role])
def test_a_name_taken_during_the_save_is_refused(staff_client, sagu, model, monkeypatch):
    validate_constraints, calls = model.validate_constraints, []

    def too_early(self, exclude=None):
        calls.append(1)
        if len(calls) > 1:
            validate_constraints(self, exclude)

    monkeypatch.setattr(model, "validate_constraints", too_early)
    entry = {UserCategory: UserCategory.objects.get(slug="vendor"), Role: sagu}[model]
    name = entry.siblings().exclude(pk=entry.pk).first().name
    response = staff_client.post(page_for(entry), form_of(staff_client.get(page_for(entry)), name=name))
    assert response.status_code == 200
    assert form_in(response).has_error("name", "unique")


def test_an_active_entry_requires_a_description(staff_client, sagu):
    data = form_of(staff_client.get(page_for(sagu)), name="Another name", description=" ")
    response = staff_client.post(page_for(sagu), data)
    assert form_in(response).has_error("description", "required")
    assert form_in(response)["name"].value() == "Another name"
    data.pop("is_active")
    assert staff_client.post(page_for(sagu), data).url == list_of(Role)
    sagu.refresh_from_db()
    assert (sagu.name, sagu.description, sagu.is_active) == ("Another name", "", False)


@pytest.mark.parametrize(
    ("data", "field"), [({"name": " "}, "name"), ({"slug": ""}, "slug"), ({"category": ""}, "category")]
)
def test_an_empty_required_field_has_one_error(staff_client, sagu, data, field):
    response = staff_client.post(page_for(sagu), form_of(staff_client.get(page_for(sagu)), **data))
    assert form_in(response).has_error(field, "required")
    assert len(form_in(response).errors[field]) == 1


@pytest.mark.parametrize("form", [UserCategoryForm, RoleForm])
def test_every_field_has_a_help_text(form):
    help_texts = form.Meta.help_texts
    assert [name for name in form.Meta.model.FILE_FIELDS if not help_texts.get(name)] == []
    assert "Figure" in " ".join(help_texts.values())
    assert re.search(r"page [12]", " ".join(help_texts.values()))


@pytest.mark.parametrize("model", [UserCategory, Role])
def test_help_texts_and_messages_are_not_in_the_schema(model):
    assert [field.name for field in model._meta.get_fields() if getattr(field, "help_text", "")] == []
    arguments = [constraint.deconstruct()[2] for constraint in model._meta.constraints]
    assert not any("violation_error_message" in each for each in arguments)


# The number of forms


def test_number_of_inline_forms_is_limited(staff_client, sagu):
    form = form_of(staff_client.get(page_for(sagu.category)))
    response = staff_client.post(page_for(sagu.category), form | {"roles-TOTAL_FORMS": 2000})
    formset = response.context["inline_admin_formsets"][0].formset
    assert len(formset.forms) == MAX_ROLES
    assert [error.code for error in formset.non_form_errors().as_data()] == ["too_many_forms"]


def test_editable_inlines_build_few_forms(rf, carol):
    request = rf.post("/")
    request.user = carol
    inlines = [
        inline
        for model_admin in admin.site._registry.values()
        for inline in model_admin.get_inline_instances(request)
        if inline.has_change_permission(request)
    ]
    assert inlines
    assert all(inline.get_formset(request).absolute_max <= MAX_ROLES for inline in inlines)
