"""Help: the job aid as text."""

import pytest
from django.test import Client, override_settings

from tests.rolerequests.pages import heading, main, title


def test_help_is_readable_before_signing_in_and_prints_the_job_aid_as_written(db):
    page = Client().get("/help/")
    text = main(page)
    assert (title(page), heading(page)) == ("Help", "Help")
    for words in (
        "2.4 Select State Agency . Click Next . The Select a User Role page opens. "
        "See Figure 3, Select a SAGU User Role .",
        "2.6 Click Next . The Add Organizations window opens. See Figure 4, Add Organizations . "
        "Note: Do not respond to the question: Are you a Surveyor?",
        "2.7 Select state from the drop-down menu under State .",
        "3.5 Select CMS General User .",
        "4.5 Select CMS General User . Remark: Known misprint in the job aid: in this section "
        "CMS View Only User is meant.",
        "No further action is required. The role is immediately available in the test environment.",
        "Contact the iQIES Service Center at 888-477-7876 or iQIES@cms.hhs.gov for technical support.",
        "later CMS notices give 1-800-339-9313",
    ):
        assert words in text
    assert [text.count(f" {number} ") for number in ("2.8", "3.7", "4.7", "3.8", "4.8")] == [1, 1, 1, 0, 0]
    assert "Official Use" not in text


def test_the_service_center_is_a_setting(db):
    with override_settings(SERVICE_CENTER_PHONE="555-0100", SERVICE_CENTER_LATER_PHONE=""):
        text = main(Client().get("/help/"))
    assert "at 555-0100 or" in text
    assert "later CMS notices" not in text


@pytest.mark.parametrize(
    ("came_from", "label"),
    [
        ("/role-requests/new/", "Back to STEP 1, Select a User Category"),
        ("/role-requests/7/organizations/", "Back to STEP 3, Add Organizations"),
        ("/my-profile/", "Back to My Profile"),
        ("/sign-in/", "Back to Log in"),
    ],
)
def test_help_leads_back_to_where_one_came_from(db, came_from, label):
    page = Client().get("/help/", {"from": came_from})
    assert f'href="{came_from}">{label}</a>' in page.content.decode()


def test_help_leads_back_to_the_whole_address_even_from_help_itself(db):
    page = Client().get("/help/", {"from": "/my-profile/?past-requests=2"})
    assert 'href="/my-profile/?past-requests=2">Back to My Profile</a>' in page.content.decode()
    assert 'href="/help/?from=/my-profile/%3Fpast-requests%3D2">Help</a>' in page.content.decode()


@pytest.mark.parametrize(
    "came_from",
    ["", "/nowhere/", "https://evil.example/", "//evil.example/my-profile/", "/admin/", "\0", "/help/"],
)
def test_help_leads_back_to_pages_of_ours_only(db, came_from):
    assert "Back to" not in main(Client().get("/help/", {"from": came_from}))


def test_every_page_links_to_help_with_the_way_back(browser):
    assert 'href="/help/?from=/role-requests/new/"' in browser.get("/role-requests/new/").content.decode()
