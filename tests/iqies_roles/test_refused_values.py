"""Values that PostgreSQL cannot store: a form error, and no query with them."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from accounts.models import Sandbox, TrainingClass, User
from rolerequests.models import Role, RoleRequest, UserCategory
from tests.admin import form_of, list_of, page_for

pytestmark = pytest.mark.django_db

NUL = "a\0b"


@contextmanager
def no_query_with_nul():
    """Fail if a query has a parameter with NUL, which SQLite accepts and PostgreSQL refuses."""

    def check(execute, sql, params, *context):
        assert not any("\0" in str(each) for each in params or ())
        return execute(sql, params, *context)

    with connection.execute_wrapper(check):
        yield


def form_in(response):
    context = response.context
    return context["adminform"].form if "adminform" in context else context["form"]


def names_of(form):
    """The names of the visible text fields of a form."""
    return [bound.html_name for bound in form.visible_fields() if hasattr(bound.field, "max_length")]


@pytest.mark.parametrize("model", [UserCategory, Role, User, Group, TrainingClass])
def test_nul_in_an_add_form_is_an_error_at_its_field(staff_client, model):
    address = list_of(model) + "add/"
    page = staff_client.get(address)
    names = names_of(form_in(page))
    data = form_of(page) if "adminform" in page.context else {"number": "2"}
    with no_query_with_nul():
        response = staff_client.post(address, data | dict.fromkeys(names, NUL))
    assert names
    for name in names:
        assert form_in(response).has_error(name, "null_characters_not_allowed"), name


@pytest.mark.parametrize("kind", ["role", "category", "user", "group", "class"])
def test_nul_in_a_change_form_is_an_error_at_its_field(staff_client, sagu, alice, kind):
    objects = {
        "role": sagu,
        "category": sagu.category,
        "user": alice,
        "group": Group.objects.first(),
        "class": TrainingClass.objects.create(name="Ohio"),
    }
    page = staff_client.get(page_for(objects[kind]))
    names = [name for name in names_of(form_in(page)) if name != "password"]
    with no_query_with_nul():
        response = staff_client.post(page_for(objects[kind]), form_of(page) | dict.fromkeys(names, NUL))
    assert names
    for name in names:
        assert form_in(response).has_error(name, "null_characters_not_allowed"), name


def test_nul_in_names_of_trainees_is_an_error_at_its_field(staff_client):
    training_class = TrainingClass.objects.create(name="Ohio")
    data = {"names": f"Ann\n{NUL}", "expected": "0"}
    with no_query_with_nul():
        response = staff_client.post(page_for(training_class, "add_trainees"), data)
    assert response.context["form"].has_error("names", "null_characters_not_allowed")


@pytest.mark.parametrize("model", [UserCategory, Role, User, Group, TrainingClass, Sandbox, RoleRequest])
def test_nul_in_a_search_is_a_message(staff_client, model):
    with no_query_with_nul():
        response = staff_client.get(list_of(model), {"q": NUL})
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_nul_at_login_is_an_error_at_its_field(client, alice):
    data = {"username": NUL, "password": "Alice-Password-1", "terms": "on"}
    with no_query_with_nul():
        response = client.post("/login/", data)
    assert response.context["form"].has_error("username", "null_characters_not_allowed")
