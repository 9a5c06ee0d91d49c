"""The admin's lists of categories and roles: order and activation."""

import re

from rolerequests.models import Role, UserCategory
from tests.admin import form_of, levels_of, list_of, messages_of, page_for
from tests.factories import CategoryFactory, RoleFactory
from tests.helpers import Queries
from tests.pages import message_levels

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
    data = {"action": action, "confirmed": "yes", "_selected_action": [entry.pk for entry in entries]}
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
