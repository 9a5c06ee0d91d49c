"""Requests that no browser sends get a page and cause no server error."""

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Sandbox, User
from iqies_roles.handler import SimulatorHandler
from tests.admin import form_of, list_of, page_for
from tests.factories import TrainingClassFactory
from tests.helpers import client_of, draft_of
from tests.iqies_roles.test_every_page import check_error_page
from tests.iqies_roles.test_workarounds import response_to
from tests.pages import text_of

FORM = "application/x-www-form-urlencoded"
TOO_MANY = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1


@pytest.fixture
def error_client(db):
    """A test client that returns error pages instead of raising exceptions."""
    return Client(raise_request_exception=False)


# Cookies


@pytest.mark.parametrize("key", ["\0" + "a" * 16, "\xff" * 16, "é" * 16, "'; DROP TABLE", "a" * 4000, "a"])
@pytest.mark.parametrize("path", ["/", "/login/", "/help/", "/admin/", "/nowhere/"])
def test_malformed_session_keys_cause_no_server_error(error_client, key, path):
    error_client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert error_client.get(path).status_code in (200, 302, 404)


# Charsets


@pytest.mark.parametrize(
    "charset", ["hex", "idna", "undefined", "zlib", "utf-16", "iso-8859-1", "none", "utf-8"]
)
@pytest.mark.parametrize("query", ["from=%E9", "from=%C3%A9", "&".join(["a=1"] * TOO_MANY)])
def test_charset_causes_no_server_error(db, charset, query):
    status, headers = response_to(
        SimulatorHandler(), f"/help/?{query}", CONTENT_TYPE=f"text/plain; charset={charset}"
    )
    assert status.split()[0] == ("400" if "a=1" in query else "200")
    assert "Content-Security-Policy" in headers


# Forms


@pytest.mark.parametrize("path", ["/login/", "/nowhere/", "/admin/"])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (f"{FORM}; charset=iso-8859-1", b"a=b"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data", b"x"),
        (FORM, b"&".join([b"a=1"] * TOO_MANY)),
    ],
)
def test_unreadable_form_gets_an_error_page(db, path, content_type, body):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    response = strict.generic("POST", path, body, content_type=content_type)
    if path == "/nowhere/":
        check_error_page(response, 404)
    else:
        check_error_page(response, 400)


@pytest.mark.parametrize("path", ["/login/", "/practice-account/", "/nowhere/", "/admin/"])
@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=x", "application/json"])
def test_huge_request_is_413_before_it_is_read(error_client, path, content_type):
    def read(*args):
        raise AssertionError("the request is read")

    body = type("Body", (), {"read": read, "readline": read})()
    response = error_client.post(
        path, content_type=content_type, CONTENT_LENGTH=str(200 * 1024**2), **{"wsgi.input": body}
    )
    check_error_page(response, 413)


# Page numbers and lengths


@pytest.mark.parametrize("number", ["0", "-7", "no", "²", "9" * 18, "9" * 30, "9" * 5000])
@pytest.mark.parametrize("counted", [1, 10_000])
def test_odd_page_numbers_get_a_page(staff_client, alice, bob, monkeypatch, counted, number):
    monkeypatch.setattr("accounts.large_lists.COUNTED", counted)
    staff_client.raise_request_exception = False
    for address in (list_of(Sandbox), page_for(alice, "history")):
        response = staff_client.get(address, {"p": number}, follow=True)
        assert response.status_code in (200, 400)
    for name in ("pending-requests", "past-requests"):
        assert client_of(alice).get("/my-profile/", {name: number}).status_code == 200


@pytest.mark.parametrize("selected", ["", "no", "-1", "9" * 30, "1,2"])
def test_odd_selected_rows_are_400(staff_client, alice, selected):
    data = {"action": "unlock", "confirmed": "yes", "_selected_action": selected}
    check_error_page(staff_client.post(list_of(User), data), 400)


@pytest.mark.parametrize("total", ["", "-1", "no", "9" * 30])
def test_odd_numbers_of_forms_change_nothing(staff_client, sagu, total):
    form = form_of(staff_client.get(page_for(sagu.category)))
    before = sagu.category.roles.count()
    response = staff_client.post(page_for(sagu.category), form | {"roles-TOTAL_FORMS": total})
    assert response.status_code in (200, 302)  # -1 is no form
    assert sagu.category.roles.count() == before


@pytest.mark.parametrize("view", ["change", "delete"])
def test_blank_field_of_an_object_is_400(staff_client, alice, view):
    check_error_page(staff_client.get(page_for(alice, view), {"_to_field": ""}), 400)
    check_error_page(staff_client.post(page_for(alice, view), {"_to_field": ""}), 400)


def test_change_that_asks_to_be_saved_as_new_is_400(staff_client):
    ohio = TrainingClassFactory(name="Ohio")
    form = form_of(staff_client.get(page_for(ohio)), _saveasnew="")
    check_error_page(staff_client.post(page_for(ohio), form), 400)


# Methods


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_read_only_page_is_405_with_a_page(alice_client, method):
    for path in ("/", "/my-profile/", "/help/"):
        response = getattr(alice_client, method)(path)
        check_error_page(response, 405)
        assert response["Allow"] == "GET, HEAD"


def test_head_request_keeps_the_banner(alice_client, alice, cms_general):
    draft = draft_of(alice, cms_general)
    alice_client.post(
        f"/role-requests/{draft.pk}/organizations/", {"role": cms_general.pk, "surveyor": "yes"}
    )
    alice_client.head("/my-profile/")
    assert "Role Request Submitted" in text_of(alice_client.get("/my-profile/"))
    assert "Role Request Submitted" not in text_of(alice_client.get("/my-profile/"))


def test_head_request_keeps_messages(alice_client):
    alice_client.post("/start-over/")
    alice_client.head("/")
    assert "You started over." in text_of(alice_client.get("/"))
    assert "You started over." not in text_of(alice_client.get("/"))


# Host names


@pytest.mark.parametrize(("https", "port"), [("on", ":443"), ("off", ":80")])
def test_form_is_accepted_with_a_host_of_a_proxy(alice, settings, https, port):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "on")
    scheme = "https" if https == "on" else "http"
    strict = Client(
        enforce_csrf_checks=True, headers={"host": f"TestServer{port}", "x-forwarded-proto": https}
    )
    page = strict.get("/login/")
    token = page.context["csrf_token"]
    data = {"username": "alice", "password": "Alice-Password-1", "terms": "on"}
    data["csrfmiddlewaretoken"] = str(token)
    response = strict.post("/login/", data, headers={"origin": f"{scheme}://testserver"})
    assert (response.status_code, response["Location"]) == (302, "/")


# Static files


def test_deleted_static_file_is_404(tmp_path, settings, error_client):
    (tmp_path / "site.css").write_text("")
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = tmp_path, False
    error_client.get("/static/site.css").close()  # lists the files
    (tmp_path / "site.css").unlink()
    check_error_page(error_client.get("/static/site.css"), 404)
