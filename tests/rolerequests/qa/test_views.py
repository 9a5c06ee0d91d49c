"""The QA API: its token, the sandboxes that it creates, the old ones that it deletes."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.test import Client
from django.urls import include, path

from accounts.models import Sandbox, User
from rolerequests.models import RequestEvent, RoleRequest, UserCategory
from rolerequests.qa import views as qa_views
from rolerequests.qa.presets import PRESETS
from rolerequests.qa.sandboxes import UnknownPresetError, create_qa_sandbox
from tests.helpers import client_of, pending_of
from tests.pages import heading_of

pytestmark = pytest.mark.django_db

TOKEN = "of-this-test-and-no-other"
URL = "/qa/sandboxes/"

urlpatterns = [path("", include("iqies_roles.urls")), path(URL[1:], qa_views.sandboxes)]


@pytest.fixture
def qa_api(settings):
    """Calls the API with the token, from a client without a session. Returns the response."""
    settings.ROOT_URLCONF = __name__
    settings.QA_API_TOKEN = TOKEN
    settings.QA_SANDBOX_HOURS = 24

    def call(preset="fresh", token=f"Bearer {TOKEN}", method="post"):
        return getattr(Client(), method)(URL, {"preset": preset}, headers={"Authorization": token})

    return call


def older(user, hours=25):
    """Make the sandbox of the user older."""
    Sandbox.objects.filter(users=user).update(created_at=user.sandbox.created_at - timedelta(hours=hours))


def test_the_api_does_not_exist_by_default(client):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert client.post(URL, {"preset": "fresh"}, headers=headers).status_code == 404
    assert User.objects.count() == 0


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer é"])
def test_the_api_requires_the_token(qa_api, token):
    response = qa_api(token=token)
    assert response.status_code == 403
    assert "QA_API_TOKEN" in response.json()["error"]
    assert User.objects.count() == 0


def test_the_api_requires_a_post(qa_api):
    response = qa_api(method="get")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "preset" in response.json()["error"]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_token_scheme_is_case_insensitive(qa_api, scheme):
    assert qa_api(token=f"{scheme} {TOKEN}").status_code == 201


def post(body, content_type="application/json"):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return Client().post(URL, body, content_type=content_type, headers=headers)


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_the_preset_may_be_sent_as_json(qa_api, content_type):
    response = post('{"preset": "one pending"}', content_type)
    assert (response.status_code, response.json()["preset"]) == (201, "one pending")


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "{}", '{"preset": null}', '{"preset": ["fresh"]}', "[" * 9999, b"\xff"]
)
def test_a_json_body_without_preset_is_refused(qa_api, body):
    response = post(body)
    assert (response.status_code, response.json()) == (400, {"error": qa_views.BODY_ERROR})
    assert User.objects.count() == 0


def test_a_form_without_preset_is_refused(qa_api):
    response = post("", "application/x-www-form-urlencoded")
    assert (response.status_code, response.json()) == (400, {"error": qa_views.BODY_ERROR})


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("[::1]", "[::1]"),
        ("[::1]:8000", "[::1]"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("testserver", "testserver"),
    ],
)
def test_the_cookie_is_for_the_requested_host(qa_api, settings, host, domain):
    settings.ALLOWED_HOSTS = ["*"]
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": host}
    sandbox = Client().post(URL, {"preset": "fresh"}, headers=headers).json()
    assert sandbox["state"]["cookies"][0]["domain"] == domain


@pytest.mark.parametrize("preset", PRESETS)
def test_a_sandbox_has_its_preset_and_is_logged_in(qa_api, preset):
    response = qa_api(preset.replace(" ", "-"))
    assert response.status_code == 201
    sandbox = response.json()
    (cookie,) = sandbox["state"]["cookies"]
    assert (cookie["name"], cookie["domain"], cookie["path"]) == (
        settings.SESSION_COOKIE_NAME,
        "testserver",
        "/",
    )
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, False, "Lax")
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie["value"]
    page = client.get(sandbox["path"])
    assert page.status_code == 200
    assert f"Logged in as <strong>{sandbox['user_id']}</strong>" in page.content.decode()


def test_a_qa_account_has_no_password(qa_api):
    user = User.objects.get(user_id=qa_api().json()["user_id"])
    assert not user.has_usable_password()
    assert user.sandbox.made_by_qa


def test_each_call_creates_another_sandbox(qa_api):
    first, second = qa_api().json(), qa_api().json()
    assert first["user_id"] != second["user_id"]
    assert first["state"] != second["state"]


def test_an_unknown_preset_is_refused_with_the_presets(qa_api):
    response = qa_api("chaos")
    assert response.status_code == 400
    assert response.json()["error"] == str(UnknownPresetError("chaos"))
    assert [name for name in PRESETS if name not in response.json()["error"]] == []
    assert Sandbox.objects.count() == 0


def test_a_preset_without_its_role_creates_nothing(qa_api):
    UserCategory.objects.filter(slug="state-agency").update(slug="state")
    response = qa_api("one pending")
    assert response.status_code == 409
    assert "manage.py seed" in response.json()["error"]
    assert (Sandbox.objects.count(), User.objects.count()) == (0, 0)


def test_old_sandboxes_are_deleted_completely(qa_api, alice, sagu):
    pending = pending_of(alice, sagu, "OH")
    older(alice, hours=1000)
    old, _ = create_qa_sandbox("identical pending")
    young, _ = create_qa_sandbox("one pending")
    older(old)
    qa_api()
    assert not User.objects.filter(pk=old.pk).exists()
    assert not Sandbox.objects.filter(pk=old.sandbox.pk).exists()
    assert set(RoleRequest.objects.values_list("requester", flat=True)) == {alice.pk, young.pk}
    assert set(RequestEvent.objects.values_list("actor", flat=True)) == {alice.pk, young.pk}
    assert RoleRequest.objects.filter(pk=pending.pk).exists()


def test_a_sandbox_is_deleted_after_starting_over(qa_api):
    user, _ = create_qa_sandbox("one pending")
    older(user)
    user.start_over()
    assert user.sandbox.made_by_qa
    older(user)
    qa_api()
    assert not User.objects.filter(pk=user.pk).exists()
    assert RequestEvent.objects.count() == 0


def test_two_calls_at_once_delete_in_order(qa_api, monkeypatch):
    user, _ = create_qa_sandbox("one pending")
    older(user)
    left = user.sandbox
    user.start_over()
    older(user)
    with monkeypatch.context() as patch:  # as if another call had locked the older one
        patch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows.exclude(pk=left.pk))
        assert qa_api().status_code == 201
    assert User.objects.filter(pk=user.pk).exists()
    qa_api()
    assert not User.objects.filter(pk=user.pk).exists()


def test_a_call_deletes_the_twenty_oldest(qa_api):
    sandboxes = [create_qa_sandbox("fresh")[0] for _ in range(22)]
    for age, user in enumerate(sandboxes):
        older(user, hours=100 + age)
    qa_api()
    assert set(User.objects.filter(pk__in=[user.pk for user in sandboxes])) == set(sandboxes[:2])


def test_events_of_trainees_cannot_be_deleted(alice, sagu):
    pending_of(alice, sagu, "OH")
    sandbox = Sandbox.objects.create(made_by_qa=True)
    with pytest.raises(TypeError, match="never deleted"):
        RequestEvent.objects.all().delete_in_qa_sandboxes([sandbox, alice.sandbox])
    assert RequestEvent.objects.count() == 4


def test_a_trainee_who_starts_over_is_no_qa_account(alice):
    alice.start_over()
    assert alice.sandbox.made_by_qa is False


def test_the_api_keeps_the_session_of_its_caller(qa_api, alice_client):
    qa_api()
    response = alice_client.post(URL, {"preset": "fresh"}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 201
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert "Logged in as <strong>alice</strong>" in alice_client.get("/").content.decode()


def test_a_qa_account_sees_only_its_sandbox(qa_api, alice, sagu):
    pending = pending_of(alice, sagu, "OH")
    client = client_of(User.objects.get(user_id=qa_api().json()["user_id"]))
    page = client.get(f"/role-requests/{pending.pk}/withdraw/")
    assert (page.status_code, heading_of(page)) == (404, "Page not found")
