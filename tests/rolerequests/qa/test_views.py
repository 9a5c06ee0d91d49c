"""The QA API: its token, addresses and bodies, and the sandboxes that it creates."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Sandbox, User
from rolerequests.models import RoleRequest, UserCategory
from rolerequests.qa import operations, views
from rolerequests.qa.api_presets import API_PRESETS
from rolerequests.qa.description import OPERATIONS, openapi_path
from rolerequests.qa.sandboxes import UnknownPresetError
from tests.helpers import client_of, pending_of
from tests.iqies_roles.test_database_faults import read_only_database
from tests.pages import heading_of
from tests.rolerequests.qa.conftest import TOKEN, browser_of
from tests.training.practice.exercises import add_exercises

pytestmark = pytest.mark.django_db

URL = "/qa/sandboxes/"
FORM = "application/x-www-form-urlencoded"
ADDRESSES = sorted({openapi_path(each).replace("{user_id}", "alice") for each in OPERATIONS})


# The token


@pytest.mark.parametrize("address", [*ADDRESSES, "/qa", "/qa/nowhere/"])
def test_the_api_does_not_exist_by_default(client, address):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert client.post(address, {"preset": "fresh"}, headers=headers).status_code == 404
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, views.NO_TOKEN),
        (TOKEN, views.WRONG_SCHEME),
        (f"Basic {TOKEN}", views.WRONG_SCHEME),
        ("Bearer ", views.WRONG_TOKEN),
        ("Bearer wrong", views.WRONG_TOKEN),
        ("Bearer é", views.WRONG_TOKEN),
    ],
)
@pytest.mark.parametrize("address", [*ADDRESSES, "/qa", "/qa/nowhere/"])
def test_every_address_requires_the_token(qa_api, address, header, error):
    headers = {"Authorization": header} if header else {}
    for method in ("GET", "POST", "DELETE"):
        response = qa_api(method, address, {"preset": "fresh"}, headers=headers)
        assert (response.status_code, response.json()) == (403, {"error": error})
    assert User.objects.count() == 0


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_token_scheme_is_case_insensitive(qa_api, scheme):
    headers = {"Authorization": f"{scheme} {TOKEN}"}
    assert qa_api("POST", URL, {"preset": "fresh"}, headers=headers).status_code == 201


# Addresses and methods


@pytest.mark.parametrize("address", [each for each in ADDRESSES if each.endswith("/")])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_without_its_slash_is_named(qa_api, address, method):
    response = qa_api(method, address[:-1])
    assert response.status_code == 404
    assert response.json()["error"].endswith(f" {address}")


@pytest.mark.parametrize("address", ["/qa/nowhere/", "/qa/sandboxes/alice/nowhere", "/qa/openapi.json/"])
def test_an_unknown_address_gets_all_addresses(qa_api, address):
    response = qa_api("GET", address)
    assert response.status_code == 404
    assert [each for each in OPERATIONS if openapi_path(each) not in response.json()["error"]] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_wrong_method_gets_the_right_one(qa_api, address):
    allowed = {each.method for each in OPERATIONS if openapi_path(each).format(user_id="alice") == address}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed:
        response = qa_api(method, address)
        assert response.status_code == 405
        assert set(response["Allow"].split(", ")) == allowed
        assert f"{address} has no {method}" in response.json()["error"]
    if "GET" in allowed:
        assert qa_api("HEAD", address).status_code == 200


# Bodies


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_the_preset_may_be_sent_as_json(qa_api, content_type):
    response = qa_api("POST", URL, '{"preset": "one pending"}', content_type=content_type)
    assert (response.status_code, response.json()["preset"]) == (201, "one pending")


def test_the_preset_may_be_sent_as_a_form(qa_api):
    response = qa_api("POST", URL, "preset=several-pending&number=2", content_type=FORM)
    assert (response.status_code, RoleRequest.objects.count()) == (201, 2)


HALF_CHARACTERS = ['{"\\ud800": null}', '{"preset": "\\udfff"}', '{"preset": ["\\ud800"]}']


@pytest.mark.parametrize("body", ["{", "[" * 99_999, b"\xff", "[]", "null", '"fresh"', *HALF_CHARACTERS])
def test_malformed_json_is_refused(qa_api, body):
    response = qa_api("POST", URL, body)
    assert (response.status_code, set(response.json())) == (400, {"error"})
    assert "JSON" in response.json()["error"]
    assert User.objects.count() == 0


@pytest.mark.parametrize("value", ["null", "true", "1.5", "[]", "{}"])
def test_a_value_that_is_no_text_is_refused(qa_api, value):
    response = qa_api("POST", URL, f'{{"preset": "one pending", "number": {value}}}')
    assert (response.status_code, response.json()["field"]) == (400, "number")


@pytest.mark.parametrize("body", ["", "{}"])
def test_a_body_without_preset_is_refused(qa_api, body):
    for content_type in ("application/json", FORM) if not body else ("application/json",):
        response = qa_api("POST", URL, body, content_type=content_type)
        assert (response.status_code, response.json()["error"]) == (400, operations.PRESET_ERROR)


def test_a_field_that_is_there_twice_is_refused(qa_api):
    response = qa_api("POST", URL, "preset=fresh&preset=crowded", content_type=FORM)
    assert (response.status_code, response.json()["field"]) == (400, "preset")


def test_a_broken_form_is_refused(qa_api):
    response = qa_api("POST", URL, "--x", content_type="multipart/form-data; boundary=")
    assert (response.status_code, set(response.json())) == (400, {"error"})


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", ""])
def test_another_type_of_body_is_refused(qa_api, content_type):
    response = qa_api("POST", URL, "preset=fresh", content_type=content_type)
    assert response.status_code == 415
    assert "application/json" in response.json()["error"]


# Sandboxes


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
    sandbox = qa_api("POST", URL, {"preset": "fresh"}, headers=headers).json()
    assert sandbox["state"]["cookies"][0]["domain"] == domain


WITH_PASSWORD = {"new account", "locked account"}


@pytest.mark.parametrize("preset", sorted(API_PRESETS.keys() - WITH_PASSWORD))
def test_a_sandbox_has_its_preset_and_is_logged_in(qa_api, preset):
    add_exercises()
    sandbox = qa_api.create(preset.replace(" ", "-"))
    (cookie,) = sandbox["state"]["cookies"]
    names = ("name", "domain", "path", "httpOnly", "secure", "sameSite")
    expected = (settings.SESSION_COOKIE_NAME, "testserver", "/", True, False, "Lax")
    assert tuple(cookie[name] for name in names) == expected
    page = browser_of(sandbox).get(sandbox["path"])
    assert page.status_code == 200
    assert page.context["user"].user_id == sandbox["user_id"]


def test_a_qa_account_has_no_password(qa_api):
    sandbox = qa_api.create()
    user = User.objects.get(user_id=sandbox["user_id"])
    assert (user.has_usable_password(), sandbox["password"]) == (False, "")
    assert user.sandbox.made_by_qa


def test_each_call_creates_another_sandbox(qa_api):
    first, second = qa_api.create(), qa_api.create()
    assert first["user_id"] != second["user_id"]
    assert first["state"] != second["state"]


def test_an_unknown_preset_is_refused_with_the_presets(qa_api):
    response = qa_api("POST", URL, {"preset": "chaos"})
    assert response.status_code == 400
    assert response.json()["error"] == str(UnknownPresetError("chaos", API_PRESETS))
    assert [name for name in API_PRESETS if name not in response.json()["error"]] == []
    assert Sandbox.objects.count() == 0


def test_a_preset_without_its_role_creates_nothing(qa_api):
    UserCategory.objects.filter(slug="state-agency").update(slug="state")
    response = qa_api("POST", URL, {"preset": "one pending"})
    assert response.status_code == 409
    assert "manage.py seed" in response.json()["error"]
    assert (Sandbox.objects.count(), User.objects.count()) == (0, 0)


def test_the_api_keeps_the_session_of_its_caller(qa_api, alice_client):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    response = alice_client.post(URL, {"preset": "fresh"}, headers=headers)
    assert response.status_code == 201
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert alice_client.get("/").context["user"].user_id == "alice"


def test_a_qa_account_sees_only_its_sandbox(qa_api, alice, sagu):
    pending = pending_of(alice, sagu, "OH")
    client = client_of(User.objects.get(user_id=qa_api.create()["user_id"]))
    page = client.get(f"/role-requests/{pending.pk}/withdraw/")
    assert (page.status_code, heading_of(page)) == (404, "Page not found")


def test_the_token_is_in_no_response(qa_api):
    for response in (qa_api("GET", "/qa/"), qa_api("GET", "/qa/openapi.json"), qa_api("POST", URL)):
        assert TOKEN not in response.content.decode()
    assert Client().get("/qa/").status_code == 403


def test_database_fault_is_503_as_json(qa_api):
    client = Client(raise_request_exception=False)
    with read_only_database():
        response = client.post(URL, {"preset": "fresh"}, headers={"Authorization": f"Bearer {TOKEN}"})
    assert (response.status_code, int(response["Retry-After"]) > 0) == (503, True)
    assert list(response.json()) == ["error"]
