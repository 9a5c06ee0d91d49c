"""Actions of lists ask first."""

import pytest
from django.contrib import admin

from accounts.asks_first import SHOWN
from accounts.models import User
from rolerequests.models import Organization, Role
from tests.admin import list_of
from tests.factories import OrganizationFactory, RoleFactory, UserFactory
from tests.pages import heading_of, page_of

pytestmark = pytest.mark.django_db


def ask(client, model, action, objects, query="", **data):
    data = {"action": action, "_selected_action": [each.pk for each in objects], **data}
    return client.post(list_of(model) + query, data)


def test_every_action_that_changes_asks_first(rf):
    request = rf.get("/")
    request.user = UserFactory(superuser=True)
    asking = set()
    for model_admin in admin.site._registry.values():
        for name, found in model_admin.get_actions(request).items():
            function = found and found[0]
            changes = "view" not in getattr(function, "allowed_permissions", ())
            if changes and name != "delete_selected":  # Django's own asks too
                assert getattr(function, "asks_first", False), f"{model_admin}: {name}"
                asking.add(name)
    assert asking == {"activate", "deactivate", "close", "reopen", "unlock", "start_over"}


def test_action_says_how_many_and_which(staff_client):
    roles = [RoleFactory(is_active=False) for _ in range(2)]
    response = ask(staff_client, Role, "activate", roles)
    assert heading_of(response) == "Activate 2 roles?"
    assert response.context["names"] == [role.name for role in roles]
    assert not Role.objects.filter(pk__in=[role.pk for role in roles], is_active=True).exists()


def test_confirmed_action_is_done(staff_client):
    role = RoleFactory(is_active=False)
    page = page_of(ask(staff_client, Role, "activate", [role]))
    data = {name: page.hidden(name) for name in ("action", "_selected_action", "select_across", "confirmed")}
    assert staff_client.post(list_of(Role), data).url == list_of(Role)
    role.refresh_from_db()
    assert role.is_active


def test_all_found_are_asked_for_with_their_filter(staff_client):
    organizations = [OrganizationFactory(state="WY", code=f"5384{number:02}") for number in range(SHOWN + 2)]
    query = "?state__exact=WY"
    response = ask(staff_client, Organization, "close", organizations[:1], query, select_across="1")
    assert (len(response.context["names"]), response.context["more"]) == (SHOWN, 2)
    ask(staff_client, Organization, "close", organizations[:1], query, select_across="1", confirmed="yes")
    assert not Organization.objects.filter(state="WY", is_open=True).exists()
    assert Organization.objects.filter(is_open=True).exists()


def test_asking_needs_the_right_to_change(client, alice):
    client.force_login(UserFactory(staff=True), backend="accounts.backends.AccountBackend")
    assert ask(client, User, "start_over", [alice]).status_code == 403
