"""Keyboard focus in the admin's forms after an error."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import TrainingClass, User
from rolerequests.models import Role, UserCategory
from tests.admin import form_of, list_of, page_for
from tests.helpers import client_of
from tests.pages import page_of

pytestmark = pytest.mark.django_db


def focused(response):
    """Name (or else class) of each element with autofocus, without hidden ones."""
    return [each.get("name") or each["class"] for tag in ("input", "select", "textarea", "ul", "p")
            for each in page_of(response).all(tag) if "autofocus" in each]  # fmt: skip


@pytest.mark.parametrize("model", [UserCategory, Role, User, Group])
def test_add_form_focuses_the_first_error(staff_client, model):
    address = list_of(model) + "add/"
    data = form_of(staff_client.get(address), name="", user_id="")
    response = staff_client.post(address, data)
    assert response.status_code == 200
    form = response.context["adminform"].form
    assert len(focused(response)) == 1
    assert focused(response)[0] == next(each.html_name for each in form if each.errors and not each.is_hidden)
    assert "js/change_form.js" not in response.content.decode()


def test_change_form_focuses_the_error_not_the_first_field(staff_client, sagu):
    data = form_of(staff_client.get(page_for(sagu)), name="")
    assert focused(staff_client.post(page_for(sagu), data)) == ["name"]


def test_password_form_focuses_the_error(staff_client, alice):
    address = page_for(alice).replace("/change/", "/password/")
    data = {"password1": "Fresh-Password-9", "password2": "Other-Password-9"}
    assert focused(staff_client.post(address, data)) == ["password2"]
    data = {"old_password": "Carol-Password-1", "new_password1": "a", "new_password2": "b"}
    assert focused(staff_client.post("/admin/password_change/", data)) == ["new_password2"]


def test_errors_of_a_whole_form_are_focused(staff_client, alice):
    data = form_of(staff_client.get(page_for(alice)), is_superuser="on")
    assert focused(staff_client.post(page_for(alice), data)) == ["errorlist nonfield"]


def test_first_checkbox_of_a_choice_is_focused(staff_client):
    erin = User.objects.create_user("erin", is_staff=True)
    data = form_of(staff_client.get(page_for(erin)), groups=["0"])
    response = staff_client.post(page_for(erin), data)
    assert response.context["adminform"].form.has_error("groups")
    assert focused(response) == ["groups"]


def test_forms_without_error_keep_their_focus(staff_client, alice):
    assert focused(staff_client.get("/admin/password_change/")) == ["old_password"]
    assert focused(staff_client.get(page_for(alice))) == []


def test_import_and_new_class_focus_the_error(staff_client):
    assert focused(staff_client.post("/admin/rolerequests/usercategory/import-export/", {})) == ["errornote"]
    assert focused(staff_client.post(list_of(TrainingClass) + "add/", {"name": ""})) == ["errornote"]


@pytest.mark.parametrize(
    "path", ["/admin/auth/group/", "/no-such-page/", "/admin/rolerequests/role/?e=1&x__y=2"]
)
def test_error_pages_lead_staff_to_the_admin(path):
    client = client_of(User.objects.create_user("erin", is_staff=True))
    response = client.get(path)
    assert response.status_code in (400, 403, 404)
    links = [
        each.get("href")
        for each in page_of(response).all("a")
        if each.get("class") == "usa-link button-row__link"
    ]
    assert links == ["/admin/"]


def test_error_pages_lead_trainees_to_welcome(alice_client):
    page = page_of(alice_client.get("/admin/", follow=True))
    assert [each["href"] for each in page.all("a") if each.get("class") == "usa-link button-row__link"] == [
        "/"
    ]
