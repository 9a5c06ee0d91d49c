"""Staff on the pages for trainees."""

import pytest

from accounts.models import Sandbox
from rolerequests.models import RequestEvent, RoleRequest, UserCategory
from tests.helpers import client_of, draft_of, pending_of
from tests.pages import heading_of, page_of, text_of, title_of

PAGES = ["/", "/role-requests/new/", "/my-profile/", "/start-over/"]


def links_for(response):
    return [each.get("href") for each in page_of(response).all("a")]


@pytest.mark.parametrize("path", PAGES)
def test_staff_see_a_link_to_the_admin(carol, path):
    response = client_of(carol).get(path)
    assert title_of(response) == heading_of(response) == "You are logged in as staff"
    assert "carol" in text_of(response)
    assert "/admin/" in links_for(response)
    assert "/my-profile/" not in links_for(response)


@pytest.mark.parametrize("path", ["/role-requests/new/", "/start-over/"])
def test_posts_by_staff_write_nothing(carol, path):
    category = UserCategory.objects.get(slug="cms")
    response = client_of(carol).post(path, {"category": category.pk})
    assert heading_of(response) == "You are logged in as staff"
    assert RoleRequest.objects.count() == RequestEvent.objects.count() == Sandbox.objects.count() == 0
    carol.refresh_from_db()
    assert carol.sandbox is None


@pytest.mark.parametrize("path", ["/", "/my-profile/"])
def test_read_only_pages_refuse_posts_by_staff(carol, path):
    assert client_of(carol).post(path).status_code == 405


def test_staff_cannot_use_the_requests_of_trainees(carol, alice, sagu):
    draft, pending = draft_of(alice, sagu), pending_of(alice, sagu, "OH")
    alice_client = client_of(carol)
    paths = [f"/role-requests/{draft.pk}/{step}/" for step in ("category", "role", "organizations")]
    paths.append(f"/role-requests/{pending.pk}/withdraw/")
    before = RequestEvent.objects.count()
    for path in paths:
        for response in (alice_client.get(path), alice_client.post(path, {"role": sagu.pk, "state": "AK"})):
            assert heading_of(response) == "You are logged in as staff"
            assert pending.reference not in text_of(response)
    draft.refresh_from_db()
    pending.refresh_from_db()
    assert (draft.status, pending.status) == ("draft", "pending")
    assert RequestEvent.objects.count() == before


def test_staff_can_read_help(carol):
    assert heading_of(client_of(carol).get("/help/")) == "Help"
