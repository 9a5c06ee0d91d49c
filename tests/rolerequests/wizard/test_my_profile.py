"""My Profile, and withdrawing a request."""

import re
from datetime import UTC, datetime

import pytest

from accounts.models import User
from rolerequests.models import RequestEvent, Role, RoleRequest
from rolerequests.models.request_data import SHOWN_ORGANIZATIONS
from rolerequests.qa.sandboxes import create_sandbox
from rolerequests.wizard import banner
from tests.factories import OrganizationFactory
from tests.helpers import Queries, client_of, draft_of, pending_of
from tests.pages import heading_of, main_of, message_levels, title_of

pytestmark = pytest.mark.django_db


def section(response, name):
    """The text of one list of My Profile."""
    text = main_of(response)
    names = ["Pending Requests", "Active roles", "Past requests"]
    start = text.index(f" {name} ")
    ends = [text.index(f" {other} ", start + 1) for other in names[names.index(name) + 1 :]]
    return text[start : ends[0] if ends else None].strip()


def client_with(preset):
    """A test client that is logged in to a sandbox with this preset."""
    return client_of(User.objects.get(user_id=create_sandbox(preset)["user_id"]))


def withdraw_url(request):
    return f"/role-requests/{request.pk}/withdraw/"


def lists_of(response):
    """The requests that each list of My Profile shows."""
    profile = response.context["profile"]
    return [list(each.rows) for each in (profile.pending, profile.active, profile.past)]


def test_empty_my_profile_has_no_tables(alice_client):
    page = alice_client.get("/my-profile/")
    assert (title_of(page), heading_of(page)) == ("My Profile", "My Profile")
    assert lists_of(page) == [[], [], []]
    assert page.content.decode().count('<p class="empty">') == 3
    assert "<table" not in page.content.decode()


def test_pending_request_shows_all_its_data(alice, alice_client, sagu):
    request = pending_of(alice, sagu, "OH", "yes")
    page = alice_client.get("/my-profile/")
    assert re.fullmatch(
        r"Pending Requests Pending Requests Role Category State or organizations Are you a Surveyor\? Submitted Reference Action "
        r"State Agency S&C General User State Agency Ohio Yes \w+\.? \d+, \d{4}, \d+:\d\d [AP]M E[SD]T "
        rf"{request.reference} Withdraw {request.reference}",
        section(page, "Pending Requests"),
    )


def test_pending_role_is_active_at_once(alice, alice_client, view_only):
    request = pending_of(alice, view_only)
    page = alice_client.get("/my-profile/")
    assert lists_of(page) == [[request], [request], []]
    active = section(page, "Active roles")
    assert "CMS View Only User CMS Not asked" in active
    assert active.endswith(request.reference)


def test_newest_request_comes_first(alice, alice_client, sagu):
    requests = [pending_of(alice, sagu, state) for state in ("OH", "KY", "TN")]
    assert lists_of(alice_client.get("/my-profile/"))[0] == requests[::-1]


def test_my_profile_hides_requests_of_other_users(alice, bob, sagu):
    pending_of(alice, sagu, "OH")
    assert lists_of(client_of(bob).get("/my-profile/")) == [[], [], []]


def test_withdraw_page_asks_and_changes_nothing(alice, alice_client, sagu):
    request = pending_of(alice, sagu, "OH")
    question = alice_client.get(withdraw_url(request))
    assert heading_of(question).endswith("?")
    assert request.reference in title_of(question)
    assert sagu.name in main_of(question)
    assert RoleRequest.objects.get().is_pending


def test_withdraw_page_names_the_organizations(alice, alice_client):
    role = Role.objects.get_by_natural_key("provider", "security-official")
    organizations = OrganizationFactory.create_batch(5)
    request = pending_of(alice, role, organizations=organizations)
    text = main_of(alice_client.get(f"/role-requests/{request.pk}/withdraw/"))
    assert sum(each.written_code in text for each in organizations) == SHOWN_ORGANIZATIONS


def test_withdrawing_moves_request_to_past_requests(alice, alice_client, sagu):
    request = pending_of(alice, sagu, "OH")
    page = alice_client.post(withdraw_url(request), follow=True)
    assert page.redirect_chain == [("/my-profile/", 302)]
    assert message_levels(page) == ["success"]
    assert request.reference in main_of(page).partition("My Profile")[0]
    assert lists_of(page) == [[], [], [request]]
    assert "Ohio Not answered" in section(page, "Past requests")
    assert "Withdrawn" in section(page, "Past requests")


def test_withdraw_page_names_request_and_submission_time(alice, alice_client, sagu):
    request, other = pending_of(alice, sagu, "OH"), pending_of(alice, sagu, "KY")
    RoleRequest.objects.filter(pk=request.pk).update(submitted_at=datetime(2026, 3, 2, 15, 4, tzinfo=UTC))
    question = main_of(alice_client.get(withdraw_url(request)))
    assert f"Submitted March 2, 2026, 10:04 AM EST Reference {request.reference} " in question
    assert other.reference not in question


def test_each_list_shows_its_own_time(alice, alice_client, sagu):
    request, ended = pending_of(alice, sagu, "OH"), pending_of(alice, sagu, "KY")
    ended.withdraw(actor=alice)
    times = [datetime(2026, 3, day, 15, 4, tzinfo=UTC) for day in (2, 3, 4, 5)]
    RoleRequest.objects.filter(pk=request.pk).update(submitted_at=times[0], effective_at=times[1])
    RoleRequest.objects.filter(pk=ended.pk).update(submitted_at=times[2], ended_at=times[3])
    page = alice_client.get("/my-profile/")
    assert "March 2, 2026, 10:04 AM EST" in section(page, "Pending Requests")
    assert "March 3, 2026, 10:04 AM EST" in section(page, "Active roles")
    assert "March 4, 2026, 10:04 AM EST Withdrawn March 5, 2026, 10:04 AM EST" in section(
        page, "Past requests"
    )
    dates = re.findall(r'<time datetime="([\d-]+)T', page.content.decode())
    assert dates == ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]


def test_withdrawing_twice_is_a_success(alice, alice_client, view_only):
    request = pending_of(alice, view_only)
    first, second = (alice_client.post(withdraw_url(request), follow=True) for _ in range(2))
    assert message_levels(first) == message_levels(second) == ["success"]
    assert RequestEvent.objects.filter(transition="withdrawn").count() == 1


def test_withdraw_page_of_withdrawn_request_redirects(alice, alice_client, view_only):
    request = pending_of(alice, view_only)
    request.withdraw(actor=alice)
    page = alice_client.get(withdraw_url(request), follow=True)
    assert page.redirect_chain == [("/my-profile/", 302)]
    assert message_levels(page) == ["info"]


def test_withdrawing_from_page_3_returns_to_it(alice, alice_client, view_only):
    request, draft = pending_of(alice, view_only), draft_of(alice, view_only)
    back = f"/role-requests/{draft.pk}/organizations/"
    assert (
        f'name="next" value="{back}"'
        in alice_client.get(withdraw_url(request), {"next": back}).content.decode()
    )
    assert alice_client.post(withdraw_url(request), {"next": back})["Location"] == back
    assert alice_client.post(back, {"role": view_only.pk})["Location"] == "/my-profile/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "foo"]
)
def test_withdrawing_never_redirects_to_another_site(alice, alice_client, view_only, target):
    request = pending_of(alice, view_only)
    question = alice_client.get(withdraw_url(request), {"next": target})
    assert 'name="next" value="/my-profile/"' in question.content.decode()
    assert alice_client.post(withdraw_url(request), {"next": target})["Location"] == "/my-profile/"


def test_draft_has_no_withdraw_page(alice, alice_client, view_only):
    assert alice_client.get(withdraw_url(draft_of(alice, view_only))).status_code == 404


def test_each_list_has_its_own_pages():
    page = client_with("crowded").get("/my-profile/", {"pending-requests": "6", "past-requests": "2"})
    assert section(page, "Pending Requests").startswith("Pending Requests Pending Requests 126 to 150 of 150")
    assert "Active roles 1 to 25 of 150" in section(page, "Active roles")
    assert "Past requests 26 to 50 of 50" in section(page, "Past requests")
    html = page.content.decode()
    assert html.count("<tr>") == 3 + 75
    assert 'href="?pending-requests=6&amp;past-requests=1#past-requests"' in html


def pages_of(page, title):
    """The query strings of a list's pagination; "…" for a gap, "here" for the current page."""
    html = page.content.decode()
    (nav,) = re.findall(
        rf'<nav class="usa-pagination" aria-label="{title}, pages">.*?</nav>', html, re.DOTALL
    )
    links = re.findall(r'href="\?(.*?)#|(<span>…)|usa-current', nav)
    return [query or ("…" if gap else "here") for query, gap in links]


def test_pagination_names_first_last_and_neighbors():
    client = client_with("crowded")
    page = "pending-requests={}".format
    first = pages_of(client.get("/my-profile/"), "Pending Requests")
    assert first == ["here", page(1), page(2), "…", page(6), page(2)]
    fourth = pages_of(client.get("/my-profile/?pending-requests=4"), "Pending Requests")
    assert fourth == [page(3), page(1), page(2), page(3), "here", page(4), page(5), page(6), page(5)]


@pytest.mark.parametrize(
    ("number", "first"),
    [("0", 126), ("-1", 126), ("99", 126), ("x", 1), ("", 1), ("\0", 1), ("9" * 400, 126)],
)
def test_unknown_page_number_shows_an_existing_page(number, first):
    page = client_with("crowded").get("/my-profile/", {"pending-requests": number})
    assert f"Pending Requests {first} to" in section(page, "Pending Requests")


def test_query_count_does_not_grow_with_rows(alice, alice_client):
    counts = []
    for client in (alice_client, client_with("one pending"), client_with("crowded")):
        with Queries() as queries:
            client.get("/my-profile/")
        counts.append(queries.count())
    assert counts == [3, 3, 3]


def test_banner_costs_no_query(alice_client, walk, view_only):
    walk.submit(walk.to_page_3("CMS", view_only.name), view_only.name)
    with Queries() as queries:
        assert alice_client.get("/my-profile/").context["just_submitted"]
    assert queries.count() == 3


def test_banner_is_for_one_session(alice_client, bob, walk, view_only):
    walk.submit(walk.to_page_3("CMS", view_only.name), view_only.name)
    other = client_of(bob)
    other.cookies[banner.COOKIE] = alice_client.cookies[banner.COOKIE].value
    assert not other.get("/my-profile/").context["just_submitted"]
    assert alice_client.get("/my-profile/").context["just_submitted"]


@pytest.mark.parametrize("value", ["", "1", "1:forged"])
def test_forged_banner_is_not_shown(alice_client, value):
    alice_client.cookies[banner.COOKIE] = value
    assert not alice_client.get("/my-profile/").context["just_submitted"]


def test_banner_cookie_is_private(alice_client, walk, view_only):
    walk.submit(walk.to_page_3("CMS", view_only.name), view_only.name)
    cookie = alice_client.cookies[banner.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/my-profile/", True, "Lax")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
