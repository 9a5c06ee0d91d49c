"""Two editors who change the same category or role."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.models import model_to_dict

from accounts.audit_log import entries_about
from accounts.models import AuditEntry
from accounts.versions import CHANGED, version_of
from rolerequests.catalog.admin.forms import RoleForm
from rolerequests.models import Role, UserCategory
from tests.admin import form_in, form_of, list_of, page_for


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


def test_an_entry_deleted_during_the_save_is_refused(sagu):
    values = model_to_dict(sagu, Role.FILE_FIELDS)
    data = model_to_dict(sagu) | {"version": json.dumps(version_of(values))}
    form = RoleForm(data, instance=sagu)
    Role.objects.filter(pk=sagu.pk).delete()
    assert form.has_error(NON_FIELD_ERRORS, CHANGED)


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


@pytest.mark.parametrize("name", ["CMS\xa0General User", "CMS General  User", "CMS Gene\u00adral User\u200b"])
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


def test_field_of_the_other_editor_alone_gets_the_new_value(staff_client, sagu):
    second = open_form(staff_client, sagu, name="Second name")
    staff_client.post(page_for(sagu), open_form(staff_client, sagu, description="First.", asks_state=None))
    response = staff_client.post(page_for(sagu), second)
    form = form_in(response)
    assert (form["description"].value(), form["asks_state"].value()) == ("First.", False)
    staff_client.post(page_for(sagu), form_of(response))
    sagu.refresh_from_db()
    assert (sagu.name, sagu.description, sagu.asks_state) == ("Second name", "First.", False)


def test_page_compares_both_values_and_says_who(staff_client, sagu):
    second = open_form(staff_client, sagu, description="Second.", source="public")
    staff_client.post(page_for(sagu), open_form(staff_client, sagu, description="First.", slug="other"))
    response = staff_client.post(page_for(sagu), second)
    ((form, entry),) = response.context["comparisons"]
    assert [(each.theirs, each.yours) for each in form.changed_fields] == [
        ("other", ""),
        ("First.", "Second."),
    ]
    assert entry == entries_about(sagu).first()


def test_role_moved_elsewhere_stays_beside_its_form(staff_client, sagu):
    roles = list(Role.objects.filter(category=sagu.category).order_by("position"))
    data = open_form(staff_client, sagu.category, name="")
    roles[0].move(1)
    response = staff_client.post(page_for(sagu.category), data)
    (inline,) = response.context["inline_admin_formsets"]
    shown = [(each.original, each.form.instance) for each in inline if each.original]
    assert shown == [(role, role) for role in roles]


def test_forms_after_a_deleted_role_stay_on_the_page(staff_client, sagu):
    first = Role.objects.filter(category=sagu.category).order_by("position").first()
    data = open_form(staff_client, sagu.category, **{"roles-2-name": "Typed"})
    first.delete()
    (inline,) = staff_client.post(page_for(sagu.category), data).context["inline_admin_formsets"]
    shown = [each.form for each in inline]
    assert [each["name"].value() for each in shown][2] == "Typed"
    assert shown[0].has_error(NON_FIELD_ERRORS, CHANGED)


@pytest.mark.parametrize("find", [lambda sagu: sagu, lambda sagu: sagu.category])
def test_what_was_entered_about_a_deleted_entry_is_kept(staff_client, sagu, find):
    entry, page = find(sagu), page_for(find(sagu))
    data = open_form(staff_client, entry, description="Words that took an hour.")
    roles = Role.objects.filter(category=sagu.category)
    before = [roles.count(), len(type(entry).objects.all())]
    (roles if entry == sagu.category else roles.filter(pk=sagu.pk)).delete()
    type(entry).objects.filter(pk=entry.pk).delete()
    response = staff_client.post(page, data)
    assert form_in(response).has_error(NON_FIELD_ERRORS, CHANGED)
    assert form_in(response)["description"].value() == "Words that took an hour."
    assert not type(entry).objects.filter(name=entry.name).exists()
    data = form_of(response, version=None)  # the page does not have it
    assert staff_client.post(response.context["form_url"], data).url == list_of(type(entry))
    again = type(entry).objects.get(name=entry.name)
    category = again if entry == sagu.category else again.category
    assert [Role.objects.filter(category=category).count(), type(entry).objects.count()] == before


def test_page_of_what_was_never_there_adds_nothing(staff_client, sagu):
    data, page = open_form(staff_client, sagu, version=None), page_for(sagu)
    Role.objects.filter(pk=sagu.pk).delete()
    assert staff_client.post(page, data).status_code == 302
    assert not Role.objects.filter(name=sagu.name).exists()
