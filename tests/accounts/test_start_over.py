"""Starting over: a new, empty sandbox for the same account."""

from accounts.models import Sandbox, User
from tests.admin import levels_of
from tests.helpers import client_of, pending_of
from tests.pages import heading_of, page_of, text_of, title_of


def sandbox_of(user):
    return User.objects.get(pk=user.pk).sandbox


def test_get_asks_and_changes_nothing(alice, alice_client):
    response = alice_client.get("/start-over/")
    assert title_of(response) == "Start over"
    assert heading_of(response) == "Start over?"
    alice_client.head("/start-over/")
    assert sandbox_of(alice) == alice.sandbox
    assert Sandbox.objects.count() == 1


def test_page_links_to_my_profile(alice_client):
    links = [each["href"] for each in page_of(alice_client.get("/start-over/")).all("a")]
    assert "/my-profile/" in links


def test_post_moves_to_an_empty_sandbox(alice, alice_client, sagu):
    request = pending_of(alice, sagu, "OH")
    assert request.reference in text_of(alice_client.get("/my-profile/"))
    response = alice_client.post("/start-over/", follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert levels_of(response) == ["success"]
    assert sandbox_of(alice) != alice.sandbox
    profile = text_of(alice_client.get("/my-profile/"))
    assert request.reference not in profile
    assert alice.sandbox.role_requests.get() == request


def test_message_is_shown_once(alice_client):
    alice_client.post("/start-over/", follow=True)
    assert levels_of(alice_client.get("/")) == []


def test_other_trainees_are_not_moved(alice, bob, alice_client):
    alice_client.post("/start-over/")
    assert sandbox_of(bob) == bob.sandbox


def test_trainees_can_start_over_repeatedly(alice, alice_client):
    sandboxes = {sandbox_of(alice)}
    for _ in range(3):
        alice_client.post("/start-over/")
        sandboxes.add(sandbox_of(alice))
    assert len(sandboxes) == Sandbox.objects.count() == 4


def test_anonymous_users_are_sent_to_login(client, alice):
    assert client.get("/start-over/").url == "/login/?next=/start-over/"
    assert client.post("/start-over/").url == "/login/?next=/start-over/"
    assert Sandbox.objects.count() == 1


def test_other_browsers_show_the_new_sandbox(alice, alice_client, sagu):
    request = pending_of(alice, sagu, "OH")
    other = client_of(alice)
    alice_client.post("/start-over/")
    assert request.reference not in text_of(other.get("/my-profile/"))
