"""The catalogue in the admin: categories and roles are edited."""

from rolerequests.models import Role, UserCategory
from tests.admin import form_of, list_of, listed, page_for
from tests.pages import text_of


def test_a_role_is_edited_and_trainees_see_it(staff, browser, sagu):
    data = form_of(staff.get(page_for(sagu)), name="Renamed User", asks_state=None)
    assert staff.post(page_for(sagu), data).url == list_of(Role)
    sagu.refresh_from_db()
    assert (sagu.name, sagu.asks_state, sagu.asks_surveyor) == ("Renamed User", False, True)


def test_a_category_is_edited_together_with_its_roles(staff, sagu):
    category = sagu.category
    data = form_of(staff.get(page_for(category)), name="State", **{"roles-0-name": "First"})
    assert staff.post(page_for(category), data).url == list_of(UserCategory)
    category.refresh_from_db()
    assert category.name == "State"
    assert category.roles.order_by("position").first().name == "First"


def test_a_category_is_added_with_a_role(staff, db):
    data = {
        "name": "Ours", "slug": "ours", "description": "x", "position": 8,
        "roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 0,
        "roles-0-name": "Our Role", "roles-0-slug": "our-role", "roles-0-description": "y",
        "roles-0-position": 1, "roles-0-source": "placeholder",
    }  # fmt: skip
    assert staff.post(list_of(UserCategory) + "add/", data).url == list_of(UserCategory)
    assert Role.objects.get_by_natural_key("ours", "our-role").source == "placeholder"


def test_a_name_that_is_taken_is_refused_in_words(staff, sagu):
    data = form_of(staff.get(page_for(sagu)), name="State Agency Assessment Coordinator")
    response = staff.post(page_for(sagu), data)
    assert response.status_code == 200
    assert "This category has a role with this name already." in text_of(response)


def test_the_order_is_changed_in_the_list(staff, db):
    response = staff.get(list_of(UserCategory))
    data = {"form-TOTAL_FORMS": 7, "form-INITIAL_FORMS": 7, "_save": "Save"}
    for number, category in enumerate(listed(response)):
        data[f"form-{number}-id"] = category.pk
        data[f"form-{number}-position"] = 7 - number
    staff.post(list_of(UserCategory), data)
    assert UserCategory.objects.first().name == "Vendor"
