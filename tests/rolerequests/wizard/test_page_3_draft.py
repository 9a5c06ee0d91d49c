"""The selections of page 3 are in the draft, like those of pages 1 and 2."""

import re

import pytest

from rolerequests.models import Role, RoleRequest
from tests.helpers import client_of, draft_of
from tests.pages import main_of
from tests.rolerequests.wizard.walk import address


def selections(response):
    """The selected state, and the selected response to the survey question."""
    html = response.content.decode()
    states = re.findall(r'<option value="(\w*)" selected>', html)
    return (*states, *re.findall(r'name="surveyor" value="(\w+)"[^>]* checked', html))


@pytest.fixture
def saved(alice, alice_client, sagu):
    """A draft whose page 3 was left with Previous."""
    draft = draft_of(alice, sagu)
    data = {"role": sagu.pk, "state": "OH", "surveyor": "no", "previous": ""}
    alice_client.post(address(draft, "organizations"), data)
    return draft


def test_selections_survive_previous_and_next(saved, alice_client, sagu):
    alice_client.post(address(saved, "role"), {"role": sagu.pk})
    assert selections(alice_client.get(address(saved, "organizations"))) == ("OH", "no")


def test_selections_survive_help_and_reload(saved, alice_client):
    alice_client.get("/help/")
    for _ in range(2):
        assert selections(alice_client.get(address(saved, "organizations"))) == ("OH", "no")


def test_selections_survive_another_login(saved, alice, alice_client):
    alice_client.post("/logout/")
    assert selections(client_of(alice).get(address(saved, "organizations"))) == ("OH", "no")


def test_selections_survive_an_error(saved, alice_client, sagu):
    data = {"role": sagu.pk, "state": "OH", "surveyor": "maybe"}
    page = alice_client.post(address(saved, "organizations"), data, follow=True)
    assert selections(page) == ("OH",)
    assert RoleRequest.objects.get().state == "OH"


def test_same_category_keeps_page_3(saved, alice, sagu):
    saved.choose_category(sagu.category, actor=alice)
    stored = RoleRequest.objects.get()
    assert (stored.role, stored.state, stored.surveyor_response) == (sagu, "OH", "no")
    assert (saved.role, saved.state, saved.surveyor_response) == (sagu, "OH", "no")


def test_other_category_clears_page_3(saved, alice, cms_general):
    saved.choose_category(cms_general.category, actor=alice)
    stored = RoleRequest.objects.get()
    assert (stored.role, stored.state, stored.surveyor_response) == (None, "", "")
    assert (saved.role, saved.state, saved.surveyor_response) == (None, "", "")


def test_other_role_drops_what_it_does_not_ask(saved, alice):
    coordinator = Role.objects.get_by_natural_key("state-agency", "assessment-coordinator")
    saved.choose_role(coordinator, actor=alice)
    stored = RoleRequest.objects.get()
    assert (stored.state, stored.surveyor_response) == ("OH", "")


def test_skip_question_is_selected_again(alice, alice_client, cms_general):
    draft = draft_of(alice, cms_general)
    data = {"role": cms_general.pk, "surveyor": "skip", "previous": ""}
    alice_client.post(address(draft, "organizations"), data)
    assert selections(alice_client.get(address(draft, "organizations"))) == ("skip",)


def test_skipped_and_untouched_look_alike(alice, alice_client, sagu):
    for state, response in (("OH", "skip"), ("KY", "")):
        draft = draft_of(alice, sagu)
        data = {"role": sagu.pk, "state": state, "surveyor": response}
        alice_client.post(address(draft, "organizations"), data)
    page = main_of(alice_client.get("/my-profile/"))
    assert "Ohio Not answered" in page
    assert "Kentucky Not answered" in page
    assert sorted(each.surveyor_response for each in RoleRequest.objects.all()) == ["", "skip"]


def test_state_not_asked_any_more_is_not_submitted(saved, alice_client, sagu):
    Role.objects.filter(pk=sagu.pk).update(asks_state=False)
    alice_client.post(address(saved, "organizations"), {"role": sagu.pk, "surveyor": "no"})
    stored = RoleRequest.objects.get()
    assert (stored.status, stored.state) == ("pending", "")


def test_unchanged_page_adds_no_event(saved, alice_client, sagu):
    data = {"role": sagu.pk, "state": "OH", "surveyor": "no", "previous": ""}
    alice_client.post(address(saved, "organizations"), data)
    assert [event.transition for event in saved.events.all()].count("page_saved") == 1
