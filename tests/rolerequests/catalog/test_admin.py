"""The admin of categories and roles: forms, order, activation, deletion, preview."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.exceptions import NON_FIELD_ERRORS
from django.test import Client

from accounts.models import AuditEntry
from rolerequests.catalog.admin.catalog import MAX_ROLES, SAME_NAME, STORED_NAME
from rolerequests.catalog.admin.forms import CHANGED, RoleForm, UserCategoryForm
from rolerequests.models import Role, RoleRequest, UserCategory
from tests.admin import form_of, levels_of, list_of, messages_of, page_for
from tests.factories import CategoryFactory, RoleFactory
from tests.helpers import Queries, draft_of, pending_of
from tests.pages import checked_in, heading_of, message_levels, page_of, text_of, tiles_of


def form_in(response):
    return response.context["adminform"].form


# Forms


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


# Two editors of one entry


def open_form(client, entry, **changes):
    """The data of the form as it is now, with these changes."""
    return form_of(client.get(page_for(entry)), **changes)


def test_a_second_save_does_not_overwrite_the_first(staff_client, sagu):
    first = open_form(staff_client, sagu, description="Words of the first editor.")
    second = open_form(staff_client, sagu, description="Words of the second editor.", name="Second name")
    staff_client.post(page_for(sagu), first)
    response = staff_client.post(page_for(sagu), second)
    form = form_in(response)
    assert form.has_error("description", CHANGED)
    assert form.has_error(NON_FIELD_ERRORS, CHANGED)
    assert set(form.errors) == {"description", NON_FIELD_ERRORS}
    assert "Words of the first editor." in form.errors["description"][0]
    assert form["description"].value() == "Words of the second editor."
    assert form["name"].value() == "Second name"
    sagu.refresh_from_db()
    assert sagu.description == "Words of the first editor."


def test_a_save_after_the_comparison_succeeds(staff_client, sagu):
    second = open_form(staff_client, sagu, description="Second.")
    staff_client.post(page_for(sagu), open_form(staff_client, sagu, description="First."))
    response = staff_client.post(page_for(sagu), second)
    assert staff_client.post(page_for(sagu), form_of(response)).url == list_of(Role)
    sagu.refresh_from_db()
    assert sagu.description == "Second."


@pytest.mark.parametrize("change", [{"is_active": False}, {"asks_state": False}, {"source": "public"}])
def test_every_field_of_a_role_is_compared(staff_client, sagu, change):
    data = open_form(staff_client, sagu, name="New name")
    Role.objects.filter(pk=sagu.pk).update(**change)
    form = form_in(staff_client.post(page_for(sagu), data))
    assert form.has_error(next(iter(change)), CHANGED)


def test_a_category_changed_by_someone_else_is_refused(staff_client, sagu):
    category = sagu.category
    data = open_form(staff_client, category, name="Second")
    staff_client.post(page_for(category), open_form(staff_client, category, name="First"))
    assert form_in(staff_client.post(page_for(category), data)).has_error("name", CHANGED)
    category.refresh_from_db()
    assert category.name == "First"


def inline_forms(response):
    (formset,) = (each.formset for each in response.context["inline_admin_formsets"])
    return formset.forms


def test_a_role_changed_elsewhere_is_refused_inline(staff_client, sagu):
    data = open_form(staff_client, sagu.category, **{"roles-0-name": "Another role"})
    staff_client.post(page_for(sagu), open_form(staff_client, sagu, description="From its own page."))
    response = staff_client.post(page_for(sagu.category), data)
    errors = [set(form.errors) for form in inline_forms(response)]
    assert errors == [set(), set(), {"description", NON_FIELD_ERRORS}]
    sagu.refresh_from_db()
    assert sagu.description == "From its own page."
    assert not Role.objects.filter(name="Another role").exists()
    assert staff_client.post(page_for(sagu.category), form_of(response)).url == list_of(UserCategory)


def test_a_role_deleted_elsewhere_is_refused_inline(staff_client, sagu):
    data = open_form(staff_client, sagu.category, **{"roles-0-name": "Another role"})
    Role.objects.filter(pk=sagu.pk).delete()
    response = staff_client.post(page_for(sagu.category), data)
    assert response.status_code == 200
    assert not Role.objects.filter(name="Another role").exists()


@pytest.mark.parametrize("version", ["", "[]", "null", "x", '{"name": 1}'])
def test_an_odd_version_is_no_server_error(staff_client, sagu, version):
    data = open_form(staff_client, sagu, name="Renamed", version=version)
    assert staff_client.post(page_for(sagu), data).status_code in (200, 302)


def test_an_unchanged_text_of_lines_is_no_change(staff_client, sagu):
    Role.objects.filter(pk=sagu.pk).update(description="One line.\nAnother line.")
    data = open_form(staff_client, sagu, description="One line.\r\nAnother line.")
    entries = AuditEntry.objects.count()
    assert staff_client.post(page_for(sagu), data).status_code == 302
    sagu.refresh_from_db()
    assert sagu.description == "One line.\nAnother line."
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("name", ["CMS\xa0General User", "CMS General  User"])
def test_a_name_that_looks_equal_is_refused(staff_client, view_only, name):
    data = open_form(staff_client, view_only, name=name)
    assert form_in(staff_client.post(page_for(view_only), data)).has_error("name", "unique")


def test_readers_see_no_hidden_field(client, sagu, django_user_model):
    reader = django_user_model.objects.create_user("reader", "Reader-Password-1", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_role", "view_usercategory"]))
    client.force_login(reader, backend="accounts.backends.AccountBackend")
    for entry in (sagu, sagu.category):
        response = client.get(page_for(entry))
        assert response.status_code == 200
        assert "ersion" not in response.content.decode().split("<main")[1].split("</main>")[0]


# Order


def press(client, entry, by, referer=""):
    """Press a move button of the list."""
    return client.post(page_for(entry, "move"), {"by": by}, headers={"Referer": referer} if referer else {})


def order(model, **which):
    return [entry.name for entry in model.objects.filter(**which).order_by("position", "name")]


def test_move_buttons_move_a_role_in_its_category(staff_client, sagu):
    before = order(Role, category=sagu.category)
    assert before[2] == sagu.name
    response = press(staff_client, sagu, -1)
    assert order(Role, category=sagu.category) == [before[0], before[2], before[1]]
    assert response.url == f"{list_of(Role)}#order-{sagu.pk}"
    press(staff_client, sagu, 1)
    assert order(Role, category=sagu.category) == before


def test_a_move_returns_to_the_filtered_list(staff_client, sagu):
    referer = f"http://testserver{list_of(Role)}?category__id__exact={sagu.category_id}"
    response = press(staff_client, sagu, -1, referer)
    assert response.url == f"{list_of(Role)}?category__id__exact={sagu.category_id}#order-{sagu.pk}"
    response = staff_client.get(list_of(Role))
    assert message_levels(response) == ["success"]
    assert sagu.name in messages_of(response)[0]


def test_a_move_ignores_the_referer_of_another_site(staff_client, sagu):
    response = press(staff_client, sagu, -1, "https://evil.example/?q=x")
    assert response.url == f"{list_of(Role)}#order-{sagu.pk}"


def test_the_first_category_cannot_move_up(staff_client, db):
    first = UserCategory.objects.first()
    response = staff_client.get(press(staff_client, first, -1).url)
    assert message_levels(response) == ["warning"]
    assert UserCategory.objects.first() == first


def enabled_buttons(response):
    """The directions of the enabled move buttons, row by row."""
    rows = re.findall(r'<span class="move".*?</button></span>', response.content.decode(), re.S)
    return [tuple(re.findall(r'title="Move (\w+)">', row)) for row in rows]


def test_a_move_button_without_effect_is_disabled(staff_client, sagu):
    up, down, both = ("up",), ("down",), ("up", "down")
    response = staff_client.get(list_of(Role), {"category__id__exact": sagu.category_id})
    assert enabled_buttons(response) == [down, both, up]
    response = staff_client.get(list_of(Role), {"q": sagu.name})  # the last of three, alone in the list
    assert enabled_buttons(response) == [up]
    assert enabled_buttons(staff_client.get(list_of(UserCategory))) == [down, *[both] * 5, up]


def test_names_order_move_buttons_at_equal_positions(staff_client):
    category = CategoryFactory()
    for name in ("B", "A"):
        RoleFactory(category=category, name=name, position=1)
    response = staff_client.get(list_of(Role), {"category__id__exact": category.pk})
    assert enabled_buttons(response) == [("down",), ("up",)]


def test_a_list_takes_constant_queries(staff_client, sagu):
    counts = []
    for number in (1, 40):
        RoleFactory.create_batch(number, category=sagu.category)
        with Queries() as queries:
            staff_client.get(list_of(Role), {"category__id__exact": sagu.category_id})
        counts.append(queries.count())
    assert counts[0] == counts[1]


def test_a_position_can_be_entered(staff_client, db):
    vendor = UserCategory.objects.get(slug="vendor")
    data = form_of(staff_client.get(page_for(vendor)), position=0)
    staff_client.post(page_for(vendor), data)
    assert UserCategory.objects.first() == vendor


def test_the_move_url_opened_with_get_moves_nothing(staff_client, sagu):
    before = list(Role.objects.values_list("pk", "position"))
    page = staff_client.get(page_for(sagu, "move"), follow=True)
    assert page.redirect_chain == [(f"{list_of(Role)}#order-{sagu.pk}", 302)]
    assert message_levels(page) == ["warning"]
    assert list(Role.objects.values_list("pk", "position")) == before


# Activation


def run(staff_client, action, *entries):
    """Select these entries in their list and run the action. Returns the page that follows."""
    data = {"action": action, "_selected_action": [entry.pk for entry in entries]}
    return staff_client.post(list_of(type(entries[0])), data, follow=True)


def test_actions_deactivate_and_activate_roles(staff_client, sagu, view_only):
    assert levels_of(run(staff_client, "deactivate", sagu, view_only)) == ["success", "success"]
    assert set(Role.objects.filter(is_active=False)) == {sagu, view_only}
    run(staff_client, "activate", sagu, view_only)
    assert not Role.objects.filter(is_active=False).exists()


def test_an_entry_without_description_stays_inactive(staff_client, sagu):
    Role.objects.filter(pk=sagu.pk).update(is_active=False, description="")
    response = run(staff_client, "activate", sagu)
    assert levels_of(response) == ["error"]
    assert sagu.name in messages_of(response)[0]
    assert sagu.constraint_error("description", "required").message in messages_of(response)[0]
    assert Role.objects.filter(is_active=False).get() == sagu


def test_an_action_reports_only_entries_that_it_changed(staff_client, sagu, view_only):
    Role.objects.filter(pk=sagu.pk).update(is_active=False)
    for action in ("activate", "deactivate"):
        response = run(staff_client, action, sagu, *([view_only] if action == "activate" else []))
        assert levels_of(response) == ["success"]
        assert sagu.name in messages_of(response)[0]
        assert levels_of(run(staff_client, action, sagu)) == ["info"]


def test_an_active_role_of_an_inactive_category_is_explained(staff_client, sagu):
    UserCategory.objects.filter(pk=sagu.category_id).update(is_active=False)
    Role.objects.filter(pk=sagu.pk).update(is_active=False)
    assert "its category State Agency is active" in messages_of(run(staff_client, "activate", sagu))[0]
    response = staff_client.post(page_for(sagu), form_of(staff_client.get(page_for(sagu))), follow=True)
    assert "its category State Agency is active" in messages_of(response)[0]


def test_an_active_role_hidden_by_the_setting_is_explained(staff_client, settings):
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    role = Role.objects.get_by_natural_key("vendor", "submitter")
    Role.objects.filter(pk=role.pk).update(is_active=False)
    assert "only roles of the job aid" in messages_of(run(staff_client, "activate", role))[0]


def has_warning(response, category):
    """Whether the page warns that a category has no active role."""
    return any(
        message.level_tag == "warning" and str(message).startswith(category.name)
        for message in response.context["messages"]
    )


def test_actions_warn_of_a_category_without_roles(staff_client, sagu):
    roles = list(sagu.siblings())
    assert not has_warning(run(staff_client, "deactivate", *roles[1:]), sagu.category)
    assert has_warning(run(staff_client, "deactivate", roles[0]), sagu.category)
    assert not has_warning(run(staff_client, "deactivate", sagu.category), sagu.category)
    assert has_warning(run(staff_client, "activate", sagu.category), sagu.category)
    assert not has_warning(run(staff_client, "activate", sagu), sagu.category)


def test_forms_warn_of_a_category_without_roles(staff_client, sagu):
    sagu.siblings().exclude(pk=sagu.pk).update(is_active=False)
    data = form_of(staff_client.get(page_for(sagu)), is_active=None)
    response = staff_client.post(page_for(sagu), data, follow=True)
    assert levels_of(response) == ["info", "warning", "success"]
    assert has_warning(response, sagu.category)
    data = form_of(staff_client.get(page_for(sagu.category)))
    assert has_warning(staff_client.post(page_for(sagu.category), data, follow=True), sagu.category)
    data = form_of(staff_client.get(page_for(sagu.category)), **{"roles-0-is_active": "on"})
    assert not has_warning(staff_client.post(page_for(sagu.category), data, follow=True), sagu.category)


# Deletion


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
    assert response.context["uses"] == ["3 roles", "1 submitted request"]
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


# Preview


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
