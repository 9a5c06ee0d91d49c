"""The QA door: who may use it, what it makes, what it removes again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import include, path

from accounts.models import Sandbox, User
from rolerequests.models import RequestEvent, RoleRequest, UserCategory
from rolerequests.qa import views as qa_views
from rolerequests.qa.presets import PRESETS
from rolerequests.qa.sandboxes import create_qa_sandbox
from tests.helpers import client_of, pending_of
from tests.pages import heading_of

pytestmark = pytest.mark.django_db

TOKEN = "of-this-test-and-no-other"
DOOR = "/qa/sandboxes/"

urlpatterns = [path("", include("iqies_roles.urls")), path(DOOR[1:], qa_views.sandboxes)]


@pytest.fixture
def door(settings):
    """Knocks at the open door with the token, from a browser that knows nothing; gives the answer."""
    settings.ROOT_URLCONF = __name__
    settings.QA_API_TOKEN = TOKEN
    settings.QA_SANDBOX_HOURS = 24

    def knock(preset="fresh", token=f"Bearer {TOKEN}", method="post"):
        return getattr(Client(), method)(DOOR, {"preset": preset}, headers={"Authorization": token})

    return knock


def older(user, hours=25):
    """Put the user's sandbox into the past."""
    Sandbox.objects.filter(users=user).update(created_at=user.sandbox.created_at - timedelta(hours=hours))


def test_the_door_is_not_there_unless_it_is_switched_on(client):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert client.post(DOOR, {"preset": "fresh"}, headers=headers).status_code == 404
    assert User.objects.count() == 0


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", TOKEN, f"bearer {TOKEN}", "Bearer é"])
def test_the_door_asks_for_the_token(door, token):
    answer = door(token=token)
    assert answer.status_code == 403
    assert "QA_API_TOKEN" in answer.json()["error"]
    assert User.objects.count() == 0


def test_the_door_takes_nothing_but_a_post(door):
    answer = door(method="get")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert answer.json() == {"error": "The door takes a POST alone, with a preset."}


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("[::1]", "[::1]"),
        ("[::1]:8000", "[::1]"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("testserver", "testserver"),
    ],
)
def test_the_cookie_is_for_the_host_that_was_asked(door, settings, host, domain):
    settings.ALLOWED_HOSTS = ["*"]
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": host}
    sandbox = Client().post(DOOR, {"preset": "fresh"}, headers=headers).json()
    assert sandbox["state"]["cookies"][0]["domain"] == domain


@pytest.mark.parametrize("preset", PRESETS)
def test_a_world_is_in_its_condition_and_signed_in(door, preset):
    answer = door(preset.replace(" ", "-"))
    assert answer.status_code == 201
    sandbox = answer.json()
    (cookie,) = sandbox["state"]["cookies"]
    assert (cookie["name"], cookie["domain"], cookie["path"]) == ("sessionid", "testserver", "/")
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, False, "Lax")
    alice_client = Client()
    alice_client.cookies["sessionid"] = cookie["value"]
    page = alice_client.get(sandbox["path"])
    assert page.status_code == 200
    assert f"Logged in as <strong>{sandbox['user_id']}</strong>" in page.content.decode()


def test_no_password_opens_a_world_of_the_door(door):
    user = User.objects.get(user_id=door().json()["user_id"])
    assert not user.has_usable_password()
    assert user.sandbox.made_by_qa


def test_each_world_is_another(door):
    first, second = door().json(), door().json()
    assert first["user_id"] != second["user_id"]
    assert first["state"] != second["state"]


def test_an_unknown_condition_is_answered_with_the_known_ones(door):
    answer = door("chaos")
    assert answer.status_code == 400
    assert answer.json()["error"].startswith('There is no preset "chaos". There are: fresh, one pending,')
    assert Sandbox.objects.count() == 0


def test_a_catalog_that_lacks_a_role_is_said_so_and_nothing_is_left(door):
    UserCategory.objects.filter(slug="state-agency").update(slug="state")
    answer = door("one pending")
    assert answer.status_code == 409
    assert "see what `seed` says" in answer.json()["error"]
    assert (Sandbox.objects.count(), User.objects.count()) == (0, 0)


def test_old_worlds_are_removed_with_all_that_is_in_them(door, alice, sagu):
    pending = pending_of(alice, sagu, "OH")
    older(alice, hours=1000)
    old, _ = create_qa_sandbox("identical pending")
    young, _ = create_qa_sandbox("one pending")
    older(old)
    door()
    assert not User.objects.filter(pk=old.pk).exists()
    assert not Sandbox.objects.filter(pk=old.sandbox.pk).exists()
    assert set(RoleRequest.objects.values_list("requester", flat=True)) == {alice.pk, young.pk}
    assert set(RequestEvent.objects.values_list("actor", flat=True)) == {alice.pk, young.pk}
    assert RoleRequest.objects.filter(pk=pending.pk).exists()


def test_a_world_that_has_started_over_goes_too(door):
    user, _ = create_qa_sandbox("one pending")
    older(user)
    user.start_over()
    assert user.sandbox.made_by_qa
    older(user)
    door()
    assert not User.objects.filter(pk=user.pk).exists()
    assert RequestEvent.objects.count() == 0


def test_at_most_twenty_are_removed_at_a_time_the_oldest_first(door):
    sandboxes = [create_qa_sandbox("fresh")[0] for _ in range(22)]
    for age, user in enumerate(sandboxes):
        older(user, hours=100 + age)
    door()
    assert set(User.objects.filter(pk__in=[user.pk for user in sandboxes])) == set(sandboxes[:2])


def test_an_event_of_a_trainee_is_never_removed(alice, sagu):
    pending_of(alice, sagu, "OH")
    sandbox = Sandbox.objects.create(made_by_qa=True)
    with pytest.raises(TypeError, match="never deleted"):
        RequestEvent.objects.all().delete_in_qa_sandboxes([sandbox, alice.sandbox])
    assert RequestEvent.objects.count() == 4


def test_a_trainee_who_starts_over_is_no_world_of_qa(alice):
    alice.start_over()
    assert alice.sandbox.made_by_qa is False


def test_the_door_leaves_the_session_of_who_asks_alone(door, alice_client):
    door()
    answer = alice_client.post(DOOR, {"preset": "fresh"}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 201
    assert "sessionid" not in answer.cookies
    assert "Logged in as <strong>alice</strong>" in alice_client.get("/").content.decode()


def test_a_world_sees_nothing_of_another(door, alice, sagu):
    pending = pending_of(alice, sagu, "OH")
    alice_client = client_of(User.objects.get(user_id=door().json()["user_id"]))
    page = alice_client.get(f"/role-requests/{pending.pk}/withdraw/")
    assert (page.status_code, heading_of(page)) == (404, "Page not found")
