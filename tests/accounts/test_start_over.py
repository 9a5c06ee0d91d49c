"""Starting over: asked once, then an empty sandbox under the same User ID."""

from accounts.models import Sandbox, User
from tests.helpers import client_of, pending_of
from tests.pages import alerts_of, heading_of, page_of, text_of, title_of


def sandbox_of(user):
    return User.objects.get(pk=user.pk).sandbox


def test_the_page_asks_and_changes_nothing(alice, alice_client):
    response = alice_client.get("/start-over/")
    assert title_of(response) == "Start over"
    assert heading_of(response) == "Start over with an empty sandbox?"
    assert "Your User ID and password stay the same." in text_of(response)
    alice_client.head("/start-over/")
    assert sandbox_of(alice) == alice.sandbox
    assert Sandbox.objects.count() == 1


def test_the_page_offers_a_way_back(alice_client):
    links = [each["href"] for each in page_of(alice_client.get("/start-over/")).all("a")]
    assert "/my-profile/" in links


def test_saying_yes_moves_to_an_empty_sandbox_and_says_so(alice, alice_client, sagu):
    request = pending_of(alice, sagu, "OH")
    assert request.reference in text_of(alice_client.get("/my-profile/"))
    response = alice_client.post("/start-over/", follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert alerts_of(response) == [
        "You have started over. Your sandbox is empty, and you can practice again."
    ]
    assert sandbox_of(alice) != alice.sandbox
    profile = text_of(alice_client.get("/my-profile/"))
    assert request.reference not in profile
    assert "You have no pending requests." in profile
    assert alice.sandbox.role_requests.get() == request


def test_the_sentence_is_said_once(alice_client):
    alice_client.post("/start-over/", follow=True)
    assert alerts_of(alice_client.get("/")) == []


def test_nobody_else_is_moved(alice, bob, alice_client):
    alice_client.post("/start-over/")
    assert sandbox_of(bob) == bob.sandbox


def test_one_can_start_over_again_and_again(alice, alice_client):
    sandboxes = {sandbox_of(alice)}
    for _ in range(3):
        alice_client.post("/start-over/")
        sandboxes.add(sandbox_of(alice))
    assert len(sandboxes) == Sandbox.objects.count() == 4


def test_who_is_not_signed_in_is_asked_to_sign_in(client, alice):
    assert client.get("/start-over/").url == "/login/?next=/start-over/"
    assert client.post("/start-over/").url == "/login/?next=/start-over/"
    assert Sandbox.objects.count() == 1


def test_other_browsers_of_the_trainee_go_on_in_the_new_sandbox(alice, alice_client, sagu):
    request = pending_of(alice, sagu, "OH")
    other = client_of(alice)
    alice_client.post("/start-over/")
    assert request.reference not in text_of(other.get("/my-profile/"))
