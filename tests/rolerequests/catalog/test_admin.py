"""The catalog in the admin: categories and roles are edited, put in order, taken away and looked at."""

import re

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from rolerequests.catalog.admin.catalog import MAX_ROLES
from rolerequests.models import Role, RoleRequest, UserCategory
from tests.admin import form_of, list_of, messages_of, page_for
from tests.helpers import Queries, draft_of, pending_of
from tests.pages import heading_of, page_of, text_of, tiles_of

# Editing


def test_a_role_is_edited_and_trainees_see_it(staff_client, alice_client, sagu):
    data = form_of(staff_client.get(page_for(sagu)), name="Renamed User", asks_state=None)
    assert staff_client.post(page_for(sagu), data).url == list_of(Role)
    sagu.refresh_from_db()
    assert (sagu.name, sagu.asks_state, sagu.asks_surveyor) == ("Renamed User", False, True)


def test_a_category_is_edited_together_with_its_roles(staff_client, sagu):
    category = sagu.category
    data = form_of(staff_client.get(page_for(category)), name="State", **{"roles-0-name": "First"})
    assert staff_client.post(page_for(category), data).url == list_of(UserCategory)
    category.refresh_from_db()
    assert category.name == "State"
    assert category.roles.order_by("position").first().name == "First"


def test_a_category_is_added_with_a_role_and_both_are_inactive_until_switched_on(
    staff_client, alice_client, db
):
    data = {
        "name": "Ours", "slug": "ours", "description": "x", "position": 8,
        "roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 0,
        "roles-0-name": "Our Role", "roles-0-slug": "our-role", "roles-0-description": "",
        "roles-0-position": 1, "roles-0-source": "placeholder",
    }  # fmt: skip
    response = staff_client.post(list_of(UserCategory) + "add/", data, follow=True)
    assert "Ours is inactive: trainees do not see it yet." in messages_of(response)
    role = Role.objects.get_by_natural_key("ours", "our-role")
    assert (role.source, role.is_active, role.category.is_active) == ("placeholder", False, False)
    assert "Ours" not in [name for name, _ in tiles_of(alice_client.get("/role-requests/new/"))]


def test_what_is_added_without_a_number_comes_last(staff_client, sagu):
    page = staff_client.get(list_of(UserCategory) + "add/")
    assert page.context["adminform"].form["position"].value() is None
    data = {
        "name": "Ours", "slug": "ours", "description": "x", "position": "",
        "roles-TOTAL_FORMS": 2, "roles-INITIAL_FORMS": 0,
        "roles-0-name": "Zeta", "roles-0-slug": "zeta", "roles-0-position": "", "roles-0-source": "public",
        "roles-1-name": "Alpha", "roles-1-slug": "alpha", "roles-1-position": "", "roles-1-source": "public",
    }  # fmt: skip
    staff_client.post(list_of(UserCategory) + "add/", data)
    ours = UserCategory.objects.last()
    assert (ours.name, ours.position) == ("Ours", 8)
    roles = Role.objects.filter(category=ours)
    assert [(role.name, role.position) for role in roles] == [("Zeta", 1), ("Alpha", 2)]
    data = form_of(staff_client.get(page_for(sagu)), position="")
    staff_client.post(page_for(sagu), data)
    assert sagu.siblings().last() == sagu


def test_a_name_that_is_taken_is_refused_in_words(staff_client, sagu):
    data = form_of(staff_client.get(page_for(sagu)), name="STATE Agency Assessment Coordinator")
    response = staff_client.post(page_for(sagu), data)
    assert response.status_code == 200
    assert "This category has a role with this name already." in text_of(response)


TWICE = "Another role of this category has this name. Write another one."
SWAPPED = "Another role of this category still has this name. Give that one another name and save it first."


def names_on_page_of(staff_client, category, *changes):
    """Type these names on a category's page: the answer's errors beside each row's label, row by row."""
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
    for sentence in {error for form in formset for error in form.errors.get("name", [])}:
        assert sentence in text_of(response)
    return [form.errors.get("name", []) for form in formset][: len(changes)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["B"], [[TWICE]]),
        ([None, "a"], [[], [TWICE]]),
        ([None, None, "b"], [[], [], [TWICE]]),
        (["New", "NEW"], [[TWICE], [TWICE]]),
        ([None, None, "New", "new"], [[], [], [TWICE], [TWICE]]),
        (["B", "A"], [[SWAPPED], [SWAPPED]]),
        (["C", "A"], [[], [SWAPPED]]),
        (["a", "B"], "saved"),
        (["New", None, "C"], "saved"),
    ],
    ids=["taken", "in other case", "new one", "two renamed", "two new", "swapped", "in turn", "own", "free"],
)
def test_names_of_roles_that_clash_on_their_categorys_page_are_refused_in_words(staff_client, typed, said):
    category = UserCategory.objects.create(slug="ours", name="Ours")
    for name in "AB":
        Role.objects.create(category=category, slug=name.lower(), name=name)
    assert names_on_page_of(staff_client, category, *typed) == said


@pytest.mark.parametrize("model", [UserCategory, Role])
def test_a_name_that_is_taken_at_the_same_instant_is_refused_in_words(staff_client, sagu, model, monkeypatch):
    checks = []

    def too_early(self, exclude=None):
        checks.append(1)
        if len(checks) > 1:
            Model.validate_constraints(self, exclude)

    monkeypatch.setattr(model, "validate_constraints", too_early)
    thing = {UserCategory: UserCategory.objects.get(slug="vendor"), Role: sagu}[model]
    name = model.objects.exclude(pk=thing.pk).filter(**same_page_as(thing)).first().name
    response = staff_client.post(page_for(thing), form_of(staff_client.get(page_for(thing)), name=name))
    assert response.status_code == 200
    assert "with this name already." in text_of(response)


def same_page_as(thing):
    return {"category": thing.category} if isinstance(thing, Role) else {}


def test_what_is_active_needs_a_description_and_nothing_typed_is_lost(staff_client, sagu):
    data = form_of(staff_client.get(page_for(sagu)), name="Another name", description=" ")
    response = staff_client.post(page_for(sagu), data)
    assert "Write the text below the label, or save this inactive until you have it." in text_of(response)
    assert 'value="Another name"' in response.content.decode()
    data.pop("is_active")
    assert staff_client.post(page_for(sagu), data).url == list_of(Role)
    sagu.refresh_from_db()
    assert (sagu.name, sagu.description, sagu.is_active) == ("Another name", "", False)


@pytest.mark.parametrize("model", [UserCategory, Role])
def test_every_field_says_what_it_does_to_the_wizard(model):
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    assert [each.name for each in fields if not each.help_text] == []
    said = " ".join(str(each.help_text) for each in fields)
    assert "Figure" in said
    assert re.search(r"[Pp]age [12]", said)


# Order


def press(alice_client, thing, by, referer=""):
    address = page_for(thing, "move")
    return alice_client.post(address, {"by": by}, headers={"Referer": referer} if referer else {})


def order(model, **which):
    return [thing.name for thing in model.objects.filter(**which).order_by("position", "name")]


def test_the_buttons_move_a_role_up_and_down_within_its_category(staff_client, sagu):
    before = order(Role, category=sagu.category)
    assert before[2] == sagu.name
    response = press(staff_client, sagu, -1)
    assert order(Role, category=sagu.category) == [before[0], before[2], before[1]]
    assert response.url == f"{list_of(Role)}#order-{sagu.pk}"
    press(staff_client, sagu, 1)
    assert order(Role, category=sagu.category) == before


def test_a_button_says_what_it_did_and_leads_back_to_the_list_with_its_filters(staff_client, sagu):
    came_from = f"http://testserver{list_of(Role)}?category__id__exact={sagu.category_id}"
    response = press(staff_client, sagu, -1, came_from)
    assert response.url == f"{list_of(Role)}?category__id__exact={sagu.category_id}#order-{sagu.pk}"
    messages = messages_of(staff_client.get(list_of(Role)))
    assert messages == ["State Agency S&C General User is moved up."]
    assert (
        press(staff_client, sagu, -1, "https://evil.example/?q=x").url == f"{list_of(Role)}#order-{sagu.pk}"
    )


def test_the_first_category_cannot_be_moved_further_up(staff_client, db):
    first = UserCategory.objects.first()
    response = press(staff_client, first, -1)
    assert messages_of(staff_client.get(response.url)) == [f"{first} cannot be moved further up."]
    assert UserCategory.objects.first() == first


def buttons_of(response):
    """The buttons that move rows and that can be pressed, row by row, top down."""
    rows = re.findall(r'<span class="move".*?</button></span>', response.content.decode(), re.S)
    return [tuple(re.findall(r'title="Move (\w+)">', row)) for row in rows]


def test_a_button_that_can_do_nothing_cannot_be_pressed(staff_client, sagu):
    only_up, only_down, both = ("up",), ("down",), ("up", "down")
    response = staff_client.get(list_of(Role), {"category__id__exact": sagu.category_id})
    assert buttons_of(response) == [only_down, both, only_up]
    response = staff_client.get(list_of(Role), {"q": sagu.name})  # the last of its three, alone on the list
    assert buttons_of(response) == [only_up]
    assert buttons_of(staff_client.get(list_of(UserCategory))) == [only_down, *[both] * 5, only_up]


def test_of_two_with_one_number_the_name_says_which_can_go_up(staff_client):
    ours = UserCategory.objects.create(slug="ours", name="Ours", position=99)
    for name in ("B", "A"):
        Role.objects.create(category=ours, slug=name.lower(), name=name, position=1)
    response = staff_client.get(list_of(Role), {"category__id__exact": ours.pk})
    assert buttons_of(response) == [("down",), ("up",)]


def test_a_list_asks_no_more_of_the_database_for_more_rows(staff_client, sagu):
    numbers = []
    for times in (1, 40):
        Role.objects.bulk_create(
            Role(category=sagu.category, slug=f"x{times}-{each}", name=f"X {times} {each}")
            for each in range(times)
        )
        with Queries() as queries:
            staff_client.get(list_of(Role), {"category__id__exact": sagu.category_id})
        numbers.append(queries.count())
    assert numbers[0] == numbers[1]


def test_the_number_can_be_typed_too(staff_client, db):
    vendor = UserCategory.objects.get(slug="vendor")
    data = form_of(staff_client.get(page_for(vendor)), position=0)
    staff_client.post(page_for(vendor), data)
    assert UserCategory.objects.first() == vendor


def test_who_was_signed_out_when_they_pressed_the_button_is_told_to_press_it_again(staff_client, sagu):
    before = list(Role.objects.values_list("pk", "position"))
    page = staff_client.get(page_for(sagu, "move"), follow=True)
    assert page.redirect_chain == [(f"{list_of(Role)}#order-{sagu.pk}", 302)]
    assert messages_of(page) == [f"{sagu} was not moved. Press the button again."]
    assert list(Role.objects.values_list("pk", "position")) == before


# Active or not


def test_selected_roles_are_taken_away_and_shown_again(staff_client, sagu, view_only):
    selected = {"_selected_action": [sagu.pk, view_only.pk]}
    response = staff_client.post(list_of(Role), {"action": "deactivate", **selected}, follow=True)
    assert "State Agency S&C General User is inactive: trainees do not see it any more." in messages_of(
        response
    )
    assert Role.objects.filter(is_active=False).count() == 2
    staff_client.post(list_of(Role), {"action": "activate", **selected})
    assert not Role.objects.filter(is_active=False).exists()


def test_what_is_unfinished_is_not_activated_and_it_is_said_why(staff_client, sagu):
    Role.objects.filter(pk=sagu.pk).update(is_active=False, description="")
    data = {"action": "activate", "_selected_action": [sagu.pk]}
    response = staff_client.post(list_of(Role), data, follow=True)
    assert messages_of(response) == [
        "State Agency S&C General User stays inactive: Write the text below the label, or save this inactive "
        "until you have it."
    ]
    assert Role.objects.filter(is_active=False).get() == sagu


def do(staff_client, action, *things):
    """Select these in their list and do this with them: what is said then."""
    data = {"action": action, "_selected_action": [thing.pk for thing in things]}
    return messages_of(staff_client.post(list_of(type(things[0])), data, follow=True))


DEAD_END = (
    "State Agency has no active role, so page 2 is a dead end: activate a role, or deactivate the category."
)


def test_only_what_was_changed_is_told(staff_client, sagu, view_only):
    Role.objects.filter(pk=sagu.pk).update(is_active=False)
    assert do(staff_client, "activate", sagu, view_only) == [f"{sagu} is active: trainees see it now."]
    assert do(staff_client, "activate", sagu) == ["Nothing is changed: what you selected is active already."]
    assert do(staff_client, "deactivate", sagu) == [f"{sagu} is inactive: trainees do not see it any more."]
    assert do(staff_client, "deactivate", sagu) == [
        "Nothing is changed: what you selected is inactive already."
    ]


def test_a_role_activated_in_an_inactive_category_is_not_said_to_be_seen(staff_client, sagu):
    UserCategory.objects.filter(pk=sagu.category_id).update(is_active=False)
    Role.objects.filter(pk=sagu.pk).update(is_active=False)
    told = [f"{sagu} is active; trainees see it once its category State Agency is active."]
    assert do(staff_client, "activate", sagu) == told
    response = staff_client.post(page_for(sagu), form_of(staff_client.get(page_for(sagu))), follow=True)
    assert messages_of(response)[:-1] == told


def test_a_role_that_the_setting_leaves_out_is_not_said_to_be_seen(staff_client, settings):
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    role = Role.objects.get_by_natural_key("vendor", "submitter")
    Role.objects.filter(pk=role.pk).update(is_active=False)
    assert do(staff_client, "activate", role) == [
        f"{role} is active; trainees do not see it, as only the job aid's roles are shown here."
    ]


def test_who_makes_page_2_a_dead_end_is_warned(staff_client, sagu):
    roles = list(sagu.siblings())
    assert DEAD_END not in do(staff_client, "deactivate", *roles[1:])
    assert do(staff_client, "deactivate", roles[0])[1:] == [DEAD_END]
    assert DEAD_END not in do(staff_client, "deactivate", sagu.category)
    assert do(staff_client, "activate", sagu.category)[1:] == [DEAD_END]
    assert DEAD_END not in do(staff_client, "activate", sagu)


def test_who_saves_what_makes_page_2_a_dead_end_is_warned(staff_client, sagu):
    sagu.siblings().exclude(pk=sagu.pk).update(is_active=False)
    data = form_of(staff_client.get(page_for(sagu)), is_active=None)
    assert messages_of(staff_client.post(page_for(sagu), data, follow=True))[:-1] == [
        f"{sagu} is inactive: trainees do not see it yet.",
        DEAD_END,
    ]
    data = form_of(staff_client.get(page_for(sagu.category)))
    response = staff_client.post(page_for(sagu.category), data, follow=True)
    assert messages_of(response)[:-1] == [DEAD_END]
    data["roles-0-is_active"] = "on"
    assert DEAD_END not in messages_of(staff_client.post(page_for(sagu.category), data, follow=True))


# Deleting


def test_a_role_with_requests_is_not_deleted_and_it_is_said_how_many(staff_client, alice, bob, sagu):
    pending_of(alice, sagu, "OH")
    pending_of(alice, sagu, "KY").withdraw(actor=alice)
    draft_of(bob, sagu)
    for response in (
        staff_client.get(page_for(sagu, "delete")),
        staff_client.post(page_for(sagu, "delete"), {"post": "yes"}),
    ):
        assert heading_of(response) == "State Agency S&C General User cannot be deleted"
        assert "2 submitted requests 1 unfinished draft" in text_of(response)
    form = page_of(response)
    assert (form.hidden("action"), form.hidden("_selected_action")) == ("deactivate", str(sagu.pk))
    assert Role.objects.filter(pk=sagu.pk).exists()


def test_only_what_was_requested_is_called_a_record(staff_client, alice, sagu):
    page = page_for(sagu.category, "delete")
    assert "3 roles Delete its roles first if it is to go." in text_of(staff_client.get(page))
    draft = draft_of(alice, sagu)
    assert "record" not in text_of(staff_client.get(page))
    draft.save_page(sagu.pk, state="OH", surveyor_response="", actor=alice)
    draft.submit(sagu.pk, actor=alice)
    assert "1 submitted request What was requested is a record, and stays." in text_of(staff_client.get(page))


def test_a_category_with_roles_is_not_deleted(staff_client, pending, sagu):
    response = staff_client.post(page_for(sagu.category, "delete"), {"post": "yes"})
    assert "3 roles 1 submitted request" in text_of(response)
    assert UserCategory.objects.filter(pk=sagu.category_id).exists()


def test_a_role_that_nobody_requested_can_be_deleted(staff_client, sagu):
    assert "Are you sure" in text_of(staff_client.get(page_for(sagu, "delete")))
    assert staff_client.post(page_for(sagu, "delete"), {"post": "yes"}).url == list_of(Role)
    assert not Role.objects.filter(pk=sagu.pk).exists()


@pytest.mark.parametrize("model", [UserCategory, Role])
def test_no_action_deletes_many_at_once(staff_client, model):
    data = {"action": "delete_selected", "_selected_action": [model.objects.first().pk], "post": "yes"}
    before = model.objects.count()
    staff_client.post(list_of(model), data)
    assert model.objects.count() == before
    assert "delete_selected" not in staff_client.get(list_of(model)).content.decode()


def test_a_role_is_not_deleted_on_its_categorys_page(staff_client, sagu):
    response = staff_client.get(page_for(sagu.category))
    data = form_of(response, **{"roles-0-DELETE": "on"})
    staff_client.post(page_for(sagu.category), data)
    assert sagu.category.roles.count() == 3


# Preview


def previewed(response):
    """The sections of a preview, as text."""
    html = response.content.decode()
    sections = re.findall(r'<section class="preview".*?</section>', html, re.S)
    return [text_of(type("Part", (), {"content": part.encode()})) for part in sections]


def test_a_role_is_seen_on_the_three_pages_as_a_trainee_gets_them(staff_client, sagu):
    response = staff_client.get(page_for(sagu, "preview"))
    assert heading_of(response) == "Preview: State Agency S&C General User"
    assert "What you select here is not saved." in text_of(response)
    first, second, third = previewed(response)
    assert first.startswith("STEP 1 Select a User Category Select the category of your organization")
    assert second.startswith("STEP 2 Select a User Role Select the user role that best fits your needs.")
    assert third.startswith(
        "STEP 3 Add Organizations This role does not require the addition of organizations."
    )
    assert "Are you a Surveyor?" in third
    checked = re.findall(r'value="(\d+)"[^>]*\schecked', response.content.decode())
    assert checked == [str(sagu.category_id), str(sagu.pk)]


def test_an_inactive_role_of_an_inactive_category_is_seen_too(staff_client, sagu):
    Role.objects.filter(pk=sagu.pk).update(is_active=False)
    UserCategory.objects.filter(pk=sagu.category_id).update(is_active=False)
    response = staff_client.get(page_for(sagu, "preview"))
    assert "if this were active" in text_of(response)
    first, second, _ = previewed(response)
    assert "State Agency" in first
    assert sagu.name in second


def test_a_category_without_active_roles_has_no_third_page(staff_client, sagu):
    sagu.category.roles.update(is_active=False)
    _, second, third = previewed(staff_client.get(page_for(sagu.category, "preview")))
    assert "no roles in the category State Agency" in second
    assert "Page 3 depends on the role" in third


def test_an_active_role_in_an_inactive_category_is_previewed_as_what_nobody_sees_yet(staff_client, sagu):
    assert "if this were active" not in text_of(staff_client.get(page_for(sagu, "preview")))
    UserCategory.objects.filter(pk=sagu.category_id).update(is_active=False)
    assert "if this were active" in text_of(staff_client.get(page_for(sagu, "preview")))


def test_the_preview_is_one_click_away_and_writes_nothing(staff_client, sagu):
    for place in (list_of(Role), page_for(sagu), list_of(UserCategory), page_for(sagu.category)):
        assert "/preview/" in staff_client.get(place).content.decode()
    response = staff_client.post(page_for(sagu, "preview"), {"role": sagu.pk, "state": "OH"}, follow=True)
    assert "This is a preview: nothing is saved, and nothing was requested." in text_of(response)
    assert RoleRequest.objects.count() == 0


def test_the_preview_offers_what_trainees_are_offered(staff_client, alice_client, sagu):
    Role.objects.filter(slug="assessment-coordinator").update(is_active=False)
    _, second, _ = previewed(staff_client.get(page_for(sagu, "preview")))
    assert "Assessment Coordinator" not in second


def test_who_may_not_look_sees_no_preview(alice_client, sagu):
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
