"""Two people who change the same class, account or group."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.audit_log import entries_about
from accounts.versions import CHANGED, VersionedForm, VersionedFormSet, VersionMixin
from tests.admin import form_in, form_of, page_for
from tests.factories import TrainingClassFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_second_new_name_of_a_class_is_refused(staff_client):
    ohio = TrainingClassFactory(name="Ohio")
    second = form_of(staff_client.get(page_for(ohio)))
    staff_client.post(page_for(ohio), second | {"name": "Ohio, May"})
    form = form_in(staff_client.post(page_for(ohio), second))
    assert form.has_error("name", CHANGED)
    ohio.refresh_from_db()
    assert ohio.name == "Ohio, May"


def test_save_of_an_old_page_does_not_reactivate(staff_client):
    trainee = UserFactory()
    old_page = form_of(staff_client.get(page_for(trainee)), name="Ann Lee")
    staff_client.post(page_for(trainee), form_of(staff_client.get(page_for(trainee)), is_active=None))
    form = form_in(staff_client.post(page_for(trainee), old_page))
    assert form.has_error("is_active", CHANGED)
    trainee.refresh_from_db()
    assert not trainee.is_active


def test_save_of_an_old_page_does_not_give_a_group_back(staff_client):
    lead, group = UserFactory(staff=True), Group.objects.create(name="Leads")
    lead.groups.add(group)
    old_page = form_of(staff_client.get(page_for(lead)), name="Ann Lee", groups=[group.pk])
    lead.groups.clear()
    assert form_in(staff_client.post(page_for(lead), old_page)).has_error("groups", CHANGED)
    assert not lead.groups.exists()


def test_second_change_of_a_group_is_refused(staff_client):
    group = Group.objects.create(name="Leads")
    second = form_of(staff_client.get(page_for(group)), name="Second")
    staff_client.post(page_for(group), second | {"name": "First"})
    response = staff_client.post(page_for(group), second)
    assert form_in(response).has_error("name", CHANGED)
    staff_client.post(page_for(group), form_of(response))
    group.refresh_from_db()
    assert group.name == "Second"
    assert entries_about(group).count() == 2


def test_halves_of_characters_instead_of_digests_do_no_harm(staff_client):
    trainee = UserFactory()
    page = form_of(staff_client.get(page_for(trainee)), user_id="", version=r'"\ud800"')
    assert form_in(staff_client.post(page_for(trainee), page)).errors["user_id"]


def test_new_group_has_no_hidden_field(staff_client):
    page = staff_client.get("/admin/auth/group/add/")
    assert 'name="version"' not in page.text
    staff_client.post("/admin/auth/group/add/", {"name": "New"})
    assert Group.objects.filter(name="New").exists()


def test_every_admin_that_changes_compares_first(rf):
    request = rf.get("/")
    request.user = UserFactory(superuser=True)
    changing = [each for each in admin.site._registry.values() if each.has_change_permission(request)]
    assert changing
    for model_admin in changing:
        assert isinstance(model_admin, VersionMixin)
        assert issubclass(model_admin.form, VersionedForm)
        for inline in model_admin.get_inline_instances(request):
            assert issubclass(inline.form, VersionedForm)
            assert issubclass(inline.formset, VersionedFormSet)
