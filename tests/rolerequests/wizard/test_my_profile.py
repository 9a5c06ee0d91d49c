"""My Profile and withdrawing."""

import re
from datetime import UTC, datetime

import pytest

from accounts.models import User
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.qa.sandboxes import create_sandbox
from tests.conftest import Queries, client_of, draft_of, pending_of
from tests.pages import heading_of, main_of, title_of

pytestmark = pytest.mark.django_db


def section(response, name):
    """The text of one list of My Profile."""
    text = main_of(response)
    names = ["Pending Requests", "Active roles", "Past requests"]
    start = text.index(f" {name} ")
    ends = [text.index(f" {other} ", start + 1) for other in names[names.index(name) + 1 :]]
    return text[start : ends[0] if ends else None].strip()


def in_world(condition):
    """A browser signed in to a sandbox in a named condition."""
    return client_of(User.objects.get(user_id=create_sandbox(condition)["user_id"]))


def test_an_empty_my_profile_says_how_to_fill_it(alice_client):
    page = alice_client.get("/my-profile/")
    assert (title_of(page), heading_of(page)) == ("My Profile", "My Profile")
    assert section(page, "Pending Requests").endswith("Select Request User Role to make one.")
    assert section(page, "Active roles").startswith("Active roles You have no active roles.")
    assert section(page, "Past requests").startswith("Past requests You have no past requests.")
    assert "<table" not in page.content.decode()


def test_a_pending_request_shows_all_that_was_asked(alice, alice_client, sagu):
    request = pending_of(alice, sagu, "OH", "yes")
    page = alice_client.get("/my-profile/")
    assert re.fullmatch(
        r"Pending Requests Pending Requests Role Category State Are you a Surveyor\? Submitted Reference Action "
        r"State Agency S&C General User State Agency Ohio Yes \w+\.? \d+, \d{4}, \d+:\d\d [AP]M E[SD]T "
        rf"{request.reference} Withdraw {request.reference}",
        section(page, "Pending Requests"),
    )


def test_a_role_is_active_at_once_and_the_page_says_why(alice, alice_client, view_only):
    request = pending_of(alice, view_only)
    active = section(alice_client.get("/my-profile/"), "Active roles")
    assert (
        "In training a role can be used at once, although its request stays under Pending Requests." in active
    )
    assert "CMS View Only User CMS Not asked" in active
    assert active.endswith(request.reference)


def test_the_newest_request_comes_first(alice, alice_client, sagu):
    for state in ("OH", "KY", "TN"):
        pending_of(alice, sagu, state)
    text = section(alice_client.get("/my-profile/"), "Pending Requests")
    assert text.index("Tennessee") < text.index("Kentucky") < text.index("Ohio")


def test_nobody_sees_a_request_of_somebody_else(alice, bob, sagu):
    pending_of(alice, sagu, "OH")
    assert "You have no pending requests." in main_of(client_of(bob).get("/my-profile/"))


def test_withdrawing_asks_once_then_moves_the_request_and_ends_the_role(alice, alice_client, sagu):
    request = pending_of(alice, sagu, "OH")
    path = f"/role-requests/{request.pk}/withdraw/"
    question = alice_client.get(path)
    assert heading_of(question) == "Withdraw this request?"
    assert title_of(question) == f"Withdraw request {request.reference}"
    assert "State Agency S&C General User" in main_of(question)
    assert RoleRequest.objects.get().is_pending

    page = alice_client.post(path, follow=True)
    assert page.redirect_chain == [("/my-profile/", 302)]
    assert main_of(page).startswith(
        f"Request {request.reference} is withdrawn, and its role has ended. My Profile"
    )
    assert "You have no pending requests." in section(page, "Pending Requests")
    assert "You have no active roles." in section(page, "Active roles")
    assert "Ohio Not answered" in section(page, "Past requests")
    assert "Withdrawn" in section(page, "Past requests")


def test_the_question_names_the_request_and_when_it_was_submitted(alice, alice_client, sagu):
    request, other = pending_of(alice, sagu, "OH"), pending_of(alice, sagu, "KY")
    RoleRequest.objects.filter(pk=request.pk).update(submitted_at=datetime(2026, 3, 2, 15, 4, tzinfo=UTC))
    question = main_of(alice_client.get(f"/role-requests/{request.pk}/withdraw/"))
    assert f"Submitted March 2, 2026, 10:04 AM EST Reference {request.reference} " in question
    assert other.reference not in question


def test_each_time_is_that_of_what_happened(alice, alice_client, sagu):
    request, ended = pending_of(alice, sagu, "OH"), pending_of(alice, sagu, "KY")
    ended.withdraw()
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


def test_withdrawing_twice_says_the_same_and_asking_later_says_that_it_is_over(
    alice, alice_client, view_only
):
    request = pending_of(alice, view_only)
    path = f"/role-requests/{request.pk}/withdraw/"
    for _ in range(2):
        assert "is withdrawn" in main_of(alice_client.post(path, follow=True))
    assert "is not pending any more" in main_of(alice_client.get(path, follow=True))
    assert RequestEvent.objects.filter(transition="withdrawn").count() == 1


def test_withdrawing_from_page_3_leads_back_to_page_3(alice, alice_client, view_only):
    request, draft = pending_of(alice, view_only), draft_of(alice, view_only)
    back = f"/role-requests/{draft.pk}/organizations/"
    path = f"/role-requests/{request.pk}/withdraw/"
    assert f'name="next" value="{back}"' in alice_client.get(path, {"next": back}).content.decode()
    assert alice_client.post(path, {"next": back})["Location"] == back
    assert alice_client.post(back, {"role": view_only.pk})["Location"] == "/my-profile/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "foo"]
)
def test_withdrawing_never_leads_to_another_site(alice, alice_client, view_only, elsewhere):
    request = pending_of(alice, view_only)
    path = f"/role-requests/{request.pk}/withdraw/"
    assert 'name="next" value="/my-profile/"' in alice_client.get(path, {"next": elsewhere}).content.decode()
    assert alice_client.post(path, {"next": elsewhere})["Location"] == "/my-profile/"


def test_a_draft_has_no_page_to_withdraw_it(alice, alice_client, view_only):
    draft = draft_of(alice, view_only)
    assert alice_client.get(f"/role-requests/{draft.pk}/withdraw/").status_code == 404


def test_a_crowded_my_profile_pages_each_list_by_itself():
    alice_client = in_world("crowded")
    page = alice_client.get("/my-profile/", {"pending-requests": "6", "past-requests": "2"})
    assert section(page, "Pending Requests").startswith("Pending Requests Pending Requests 126 to 150 of 150")
    assert "Active roles 1 to 25 of 150" in section(page, "Active roles")
    assert "Past requests 26 to 50 of 50" in section(page, "Past requests")
    html = page.content.decode()
    assert html.count("<tr>") == 3 + 75
    assert 'href="?pending-requests=6&amp;past-requests=1#past-requests"' in html


def pages_of(page, title):
    """What the pages of a list are called, with their addresses; the gaps too."""
    html = page.content.decode()
    (nav,) = re.findall(
        rf'<nav class="usa-pagination" aria-label="{title}, pages">.*?</nav>', html, re.DOTALL
    )
    links = re.findall(r'href="\?(.*?)#|(<span>…)|usa-current', nav)
    return [address or ("…" if gap else "here") for address, gap in links]


def test_the_pages_of_a_list_are_the_first_the_last_and_those_around_the_one_that_is_open():
    alice_client = in_world("crowded")
    at = "pending-requests={}".format
    first = pages_of(alice_client.get("/my-profile/"), "Pending Requests")
    assert first == ["here", at(1), at(2), "…", at(6), at(2)]
    fourth = pages_of(alice_client.get("/my-profile/?pending-requests=4"), "Pending Requests")
    assert fourth == [at(3), at(1), at(2), at(3), "here", at(4), at(5), at(6), at(5)]


@pytest.mark.parametrize(
    ("asked", "first"), [("0", 126), ("-1", 126), ("99", 126), ("x", 1), ("", 1), ("\0", 1), ("9" * 400, 126)]
)
def test_a_page_that_does_not_exist_shows_one_that_does(asked, first):
    page = in_world("crowded").get("/my-profile/", {"pending-requests": asked})
    assert f"Pending Requests {first} to" in section(page, "Pending Requests")


def test_my_profile_costs_at_most_4_queries_with_1_request_and_with_200(alice, alice_client):
    counts = []
    for visitor in (alice_client, in_world("one pending"), in_world("crowded")):
        with Queries() as queries:
            visitor.get("/my-profile/")
        counts.append(queries.count())
    assert counts == [3, 4, 4]


def test_the_banner_costs_one_query_more(alice_client, walk, view_only):
    at = walk.to_page_3("CMS", view_only.name)
    walk.submit(at, view_only.name)
    with Queries() as queries:
        alice_client.get("/my-profile/")
    assert queries.count() == 5
