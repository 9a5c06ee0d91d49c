"""What looks like a button is a button; messages and errors have the focus when the page opens."""

import re

import pytest

from rolerequests.models import UserCategory
from tests.helpers import draft_of, pending_of
from tests.pages import Page, main_of, page_of, tiles_of
from tests.rolerequests.wizard.walk import NEW, address

BUTTON = re.compile(r"<(\w+)[^>]* class=\"usa-button[ \"][^>]*>([^<]*)")


@pytest.fixture
def pages(alice, alice_client, sagu):
    """The trainee's pages of the replica."""
    draft, pending = draft_of(alice, sagu), pending_of(alice, sagu, "OH")
    organizations = address(draft, "organizations")
    paths = ["/", NEW, address(draft, "role"), organizations, f"{organizations}?check", "/my-profile/"]
    return [alice_client.get(path) for path in [*paths, address(pending, "withdraw")]]


def focused(response):
    """The attributes of the elements with autofocus."""
    return [attributes for _, attributes in page_of(response).elements if "autofocus" in attributes]


def test_what_looks_like_a_button_is_one(pages):
    found = [each for page in pages for each in BUTTON.findall(page.content.decode())]
    assert {tag for tag, _ in found} == {"button"}
    assert {"Request User Role", "Next", "Cancel", "Previous", "Submit Request"} <= {
        name for _, name in found
    }


def test_previous_comes_after_the_main_button(pages):
    for page in pages[2:4]:
        names = [name for _, name in BUTTON.findall(page.content.decode())]
        assert names[1:] == ["Previous"]
        (previous,) = [each for each in page_of(page).all("button") if each.get("name") == "previous"]
        assert "formnovalidate" in previous


def test_buttons_of_get_forms_send_no_data(pages):
    """A GET form with fields would put the form token and the selections in the address."""
    html = "".join(re.search(r"<main\b.*</main>", page.content.decode(), re.S).group() for page in pages)
    forms = re.findall(r"<form\b(?![^>]*method=\"post\").*?</form>", html, re.S)
    assert forms
    assert [form for form in forms if Page(form).all("input")] == []


def test_message_has_the_focus(alice, alice_client, sagu):
    page = alice_client.get(address(pending_of(alice, sagu, "OH"), "role"), follow=True)
    (element,) = focused(page)
    assert (element["role"], element["tabindex"]) == ("status", "-1")


def test_banner_has_the_focus_before_messages(alice, alice_client, view_only, sagu):
    draft, pending = draft_of(alice, view_only), pending_of(alice, sagu, "OH")
    alice_client.post(address(draft, "organizations"), {"role": view_only.pk})
    alice_client.get(address(pending, "role"))
    page = alice_client.get("/my-profile/")
    (element,) = focused(page)
    assert "usa-alert--success" in element["class"]
    assert len([each for each in page_of(page).all("div") if each.get("role") == "status"]) == 2


def test_error_summary_has_the_focus_before_messages(alice, alice_client, sagu):
    draft, pending = draft_of(alice, sagu), pending_of(alice, sagu, "OH")
    path = address(draft, "organizations")
    alice_client.post(address(pending, "withdraw"), {"next": path})
    (element,) = focused(alice_client.get(f"{path}?check"))
    assert element["role"] == "alert"


def test_additions_of_the_simulator_say_so(pages):
    profile, withdraw = pages[-2:]
    for page in (profile, withdraw):
        assert "not in the job aid" in main_of(page)


def test_words_of_tiles_are_escaped(alice_client):
    words = {"name": '<b>CMS</b> & "others"', "description": "<i>Those</i> of 'CMS'"}
    UserCategory.objects.filter(slug="cms").update(**words)
    response = alice_client.get(NEW)
    assert tuple(words.values()) in tiles_of(response)
    assert not [each for each in ("<b>", "<i>") if each in response.content.decode()]
