"""What no browser sends is refused or overlooked with a page, and is no fault of the server's."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from iqies_roles.handler import SimulatorHandler
from tests.helpers import draft_of
from tests.iqies_roles.test_every_page import check_error_page
from tests.pages import text_of

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def calm(db):
    """A browser that gets the error page instead of the test getting the exception."""
    return Client(raise_request_exception=False)


def served(path, **environ):
    """Status and headers of what the WSGI server would send."""
    told: list[Any] = []
    asked = RequestFactory(headers={"host": "testserver"}).get(path).environ | environ
    SimulatorHandler()(asked, lambda status, headers, *error: told.extend((status, dict(headers))))
    return told


# Cookies


@pytest.mark.parametrize("key", ["\0" + "a" * 16, "\xff" * 16, "é" * 16, "'; DROP TABLE", "a" * 4000, "a"])
@pytest.mark.parametrize("path", ["/", "/login/", "/help/", "/admin/", "/nowhere/"])
def test_a_session_key_that_can_be_none_is_none(calm, key, path):
    calm.cookies["sessionid"] = key
    assert calm.get(path).status_code in (200, 302, 404)


# Charsets


@pytest.mark.parametrize(
    "charset", ["hex", "idna", "undefined", "zlib", "utf-16", "iso-8859-1", "none", "utf-8"]
)
@pytest.mark.parametrize("query", ["from=%E9", "from=%C3%A9", "&".join(["a=1"] * 2000)])
def test_a_charset_makes_no_page_fail(db, charset, query):
    status, headers = served(f"/help/?{query}", CONTENT_TYPE=f"text/plain; charset={charset}")
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
        (FORM, b"&".join([b"a=1"] * 1500)),
    ],
)
def test_a_form_that_cannot_be_read_gets_a_page(db, path, content_type, body):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies["csrftoken"] = "a" * 32
    response = strict.generic("POST", path, body, content_type=content_type)
    if path == "/nowhere/":
        check_error_page(response, 404, "Page not found")
    else:
        check_error_page(response, 400, "This request is not valid")


@pytest.mark.parametrize("path", ["/login/", "/practice-account/", "/nowhere/", "/admin/"])
@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=x", "application/json"])
def test_a_huge_form_is_refused_before_it_is_read(calm, path, content_type):
    def read(*args):
        raise AssertionError("it is read")

    body = type("Body", (), {"read": read, "readline": read})()
    response = calm.post(
        path, content_type=content_type, CONTENT_LENGTH=str(200 * 1024**2), **{"wsgi.input": body}
    )
    check_error_page(response, 413, "The upload is too large")


# Methods


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_page_that_is_only_read_says_so(alice_client, method):
    for path in ("/", "/my-profile/", "/help/"):
        response = getattr(alice_client, method)(path)
        check_error_page(response, 405, "This page can't accept submitted data")
        assert response["Allow"] == "GET, HEAD"


def test_who_asks_for_a_head_leaves_what_is_shown_once(alice_client, alice, cms_general):
    draft = draft_of(alice, cms_general)
    alice_client.post(
        f"/role-requests/{draft.pk}/organizations/", {"role": cms_general.pk, "surveyor": "yes"}
    )
    alice_client.head("/my-profile/")
    assert "Role Request Submitted" in text_of(alice_client.get("/my-profile/"))
    assert "Role Request Submitted" not in text_of(alice_client.get("/my-profile/"))


def test_who_asks_for_a_head_leaves_the_messages(alice_client):
    alice_client.post("/start-over/")
    alice_client.head("/")
    assert "You started over." in text_of(alice_client.get("/"))
    assert "You started over." not in text_of(alice_client.get("/"))
