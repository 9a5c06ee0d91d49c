"""Rules of all pages: access, headers, titles, no inline code, error pages."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client
from django.urls import URLResolver, get_resolver

from accounts.models import Sandbox, User
from iqies_roles.logs import HEADER
from rolerequests.models import RequestEvent, Role, RoleRequest, UserCategory
from rolerequests.wizard.profile import Profile
from tests.helpers import client_of, draft_of, pending_of
from tests.pages import heading_of, page_of, text_of, title_of

# All other pages need a login.
PUBLIC = {"login/", "logout/", "practice-account/", "class-code/", "admin/login/"}
PUBLIC |= {"help/", "help/user-roles-matrix/", "help/fidelity-ledger/", ".well-known/security.txt"}

EXAMPLES = {"<int:pk>": "1", "<step:slug>": "category", "<slug:slug>": "guam-surveyor"}

NOTICE = (
    "This is a training simulator, not a government website. "
    "Never enter real HARP credentials, facilities or patient data."
)
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def routes(patterns=None, prefix=""):
    """All routes without those of the admin."""
    for pattern in get_resolver("iqies_roles.urls").url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if not isinstance(pattern, URLResolver):
            yield route
        elif pattern.app_name != "admin":
            yield from routes(pattern.url_patterns, route)


def example_of(route):
    for written, example in EXAMPLES.items():
        route = route.replace(written, example)
    assert "<" not in route, f"give an example for {route}"
    return f"/{route}"


PRIVATE = sorted(set(routes()) - PUBLIC)


# All headers of a page but those of its content.
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
OF_THE_CONTENT = {"Allow", "Content-Length", "Content-Type", "Expires", "Location", "Retry-After", "Vary"}


def check_headers(response):
    headers = {name: value for name, value in response.headers.items() if name not in OF_THE_CONTENT}
    policy = headers.pop("Content-Security-Policy")
    assert dict(each.strip().split(" ", 1) for each in policy.split(";")) == POLICY
    caching = headers.pop("Cache-Control").removesuffix(", no-transform")
    assert caching == "no-store, private"
    request_id = headers.pop(HEADER)
    assert headers == HEADERS
    if response.status_code >= 400:  # each error page shows it
        assert request_id in text_of(response)


def pages_of_a_trainee(user, sagu, cms_general):
    """A URL of each kind of page."""
    pending, draft = pending_of(user, sagu, "OH"), draft_of(user, sagu)
    other = draft_of(user, cms_general)
    return [
        "/",
        "/role-requests/new/",
        f"/role-requests/{draft.pk}/category/",
        f"/role-requests/{draft.pk}/role/",
        f"/role-requests/{draft.pk}/organizations/",
        f"/role-requests/{other.pk}/organizations/",
        f"/role-requests/{pending.pk}/withdraw/",
        "/my-profile/",
        "/help/",
        "/help/user-roles-matrix/",
        "/help/fidelity-ledger/",
        "/start-over/",
        "/nowhere/",
    ]


def pages_of_staff(user, sagu):
    """The URLs of all lists, change pages and forms of the admin."""
    pending = pending_of(user, sagu, "OH")
    objects = [user, user.sandbox, pending, sagu, sagu.category]
    pages = ["/admin/", "/admin/password_change/"]
    for model, model_admin in admin.site._registry.items():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pages.append(base)
        if model in (User, UserCategory, Role):
            pages.append(f"{base}add/")
        assert model_admin.model is model
    for each in objects:
        base = f"/admin/{each._meta.app_label}/{each._meta.model_name}/{each.pk}/"
        pages += [f"{base}change/", f"{base}history/"]
    return [*pages, f"/admin/accounts/user/{user.pk}/password/", f"/admin/accounts/user/{user.pk}/delete/"]


def test_public_pages_exist():
    assert set(routes()) >= PUBLIC


@pytest.mark.parametrize("route", PRIVATE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_private_page_redirects_to_login_with_next(db, route, method):
    response = getattr(Client(), method)(example_of(route))
    assert (response.status_code, response.url) == (302, f"/login/?next={example_of(route)}")
    check_headers(response)


@pytest.mark.parametrize(
    ("route", "method", "status"),
    [
        ("/login/", "get", 200),
        ("/logout/", "post", 302),
        ("/practice-account/", "get", 302),
        ("/practice-account/", "post", 302),
        ("/class-code/", "get", 200),
        ("/class-code/", "post", 200),
        ("/help/", "get", 200),
        ("/help/user-roles-matrix/", "get", 200),
        ("/help/fidelity-ledger/", "get", 200),
        ("/readyz", "get", 200),
        ("/admin/login/", "get", 302),
    ],
)
def test_public_page_needs_no_login(db, route, method, status):
    response = getattr(Client(), method)(route)
    assert response.status_code == status
    if status == 302:
        assert response.url in ("/login/", "/login/?next=/admin/")
    check_headers(response)


@pytest.mark.parametrize("address", ["/admin/", "/admin/accounts/user/", "/admin/rolerequests/role/add/"])
def test_admin_page_redirects_to_login(db, address):
    response = Client().get(address, follow=True)
    assert response.redirect_chain[-1] == (f"/login/?next={address}", 302)


def test_trainee_pages_have_headers_and_no_inline_code(alice, alice_client, sagu, cms_general):
    for address in pages_of_a_trainee(alice, sagu, cms_general):
        response = alice_client.get(address)
        assert (address, response.status_code) == (address, 404 if address == "/nowhere/" else 200)
        check_headers(response)
        assert (address, page_of(response).inline_code()) == (address, [])


def test_trainee_pages_have_the_notice_and_one_heading(alice, alice_client, sagu, cms_general):
    for address in pages_of_a_trainee(alice, sagu, cms_general):
        response = alice_client.get(address)
        assert NOTICE in text_of(response)
        assert len(page_of(response).all("h1")) == 1
        assert f"version {settings.VERSION}" in text_of(response)


def test_trainee_pages_have_unique_titles(alice, alice_client, sagu, cms_general):
    new, category, *others = pages_of_a_trainee(alice, sagu, cms_general)[1:]
    others.pop(2)  # page 3 of another draft
    titles = [title_of(alice_client.get(address)) for address in ("/", category, *others)]
    titles.append(title_of(Client().get("/login/")))
    assert len(set(titles)) == len(titles)
    assert all(titles)
    assert title_of(alice_client.get(new)) == title_of(alice_client.get(category))


def test_page_templates_have_unique_titles():
    templates = settings.BASE_DIR / "templates"
    sources = {file: file.read_text() for file in templates.rglob("*.html")}
    pages = {
        file.name: re.search(r"{% block title %}(.*?){% endblock %}", text)
        for file, text in sources.items()
        if text.startswith('{% extends "base.html" %}')
    }
    assert None not in pages.values()
    titles = [found[1] for found in pages.values()]
    assert len(set(titles)) == len(titles) >= 14


def test_admin_pages_have_headers_and_no_inline_code(alice, carol, sagu):
    alice_client = client_of(carol)
    for address in pages_of_staff(alice, sagu):
        response = alice_client.get(address)
        assert (address, response.status_code) == (address, 200)
        check_headers(response)
        assert (address, page_of(response).inline_code()) == (address, [])


def test_pages_load_nothing_from_other_sites(alice, carol, alice_client, sagu, cms_general):
    staff_client = client_of(carol)
    responses = [alice_client.get(address) for address in pages_of_a_trainee(alice, sagu, cms_general)]
    responses += [
        staff_client.get("/admin/"),
        staff_client.get("/admin/accounts/user/"),
        Client().get("/login/"),
    ]
    for response in responses:
        page = page_of(response)
        fetched = [each.get("src") or each.get("href") for tag in ("link", "script", "img")
                   for each in page.all(tag)]  # fmt: skip
        assert any(fetched)
        assert [each for each in fetched if each and not each.startswith("/")] == []


def test_get_requests_write_no_rows(alice, alice_client, sagu, cms_general):
    addresses = pages_of_a_trainee(alice, sagu, cms_general)
    tables = (User, Sandbox, RoleRequest, RequestEvent)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    for address in addresses:
        alice_client.get(address)
        alice_client.head(address)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


# Error pages


@pytest.fixture
def error_client():
    """A test client that returns error pages instead of raising exceptions."""
    return Client(raise_request_exception=False)


def check_error_page(response, status):
    assert response.status_code == status
    assert response.templates[0].name == f"{status}.html"
    assert heading_of(response)
    assert title_of(response)
    assert NOTICE in text_of(response)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert page_of(response).inline_code() == []
    assert "/" in [each["href"] for each in page_of(response).all("a")]
    check_headers(response)


def test_unknown_address_is_404(alice_client):
    check_error_page(alice_client.get("/nowhere/"), 404)


def test_unknown_address_is_404_without_login(db, client):
    check_error_page(client.get("/nowhere/"), 404)


def test_unknown_request_id_is_404(alice_client):
    for address in ("/role-requests/999999/role/", "/role-requests/99999999999999999999/role/"):
        check_error_page(alice_client.get(address), 404)


def test_unknown_host_name_is_400(db, error_client):
    response = error_client.get("/login/", headers={"host": "evil.example"})
    check_error_page(response, 400)
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [(SuspiciousOperation, 400), (PermissionDenied, 403), (Http404, 404), (RuntimeError, 500)],
)
def test_error_in_a_view_shows_no_details(alice_client, monkeypatch, error, status):
    """Through the real URLs: only with them do the handlers of this project answer."""

    def fail(*args):
        raise error("as a fault of ours would")

    monkeypatch.setattr(Profile, "__init__", fail)
    alice_client.raise_request_exception = False
    response = alice_client.get("/my-profile/")
    check_error_page(response, status)
    assert "as a fault of ours would" not in response.content.decode()


def test_each_error_has_a_handler_of_this_project():
    handlers = {status: get_resolver().resolve_error_handler(status) for status in (400, 403, 404, 500)}
    assert {handler.__module__ for handler in handlers.values()} == {"iqies_roles.views"}


def test_too_many_practice_accounts_is_429(db, client, settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 0
    response = client.post("/practice-account/")
    assert (response.status_code, response.templates[0].name) == (429, "accounts/too_many_accounts.html")
    assert NOTICE in text_of(response)
    assert heading_of(response) == title_of(response)
    check_headers(response)


def test_missing_slash_redirects(alice_client):
    response = alice_client.get("/my-profile")
    assert (response.status_code, response.url) == (301, "/my-profile/")
    check_headers(response)


def test_unsupported_method_is_405(alice_client):
    for address in ("/start-over/", "/logout/", "/practice-account/", "/role-requests/new/"):
        assert alice_client.delete(address).status_code == 405


# The footer


def test_footer_shows_the_support_contact(client, db, settings):
    assert "Questions about this simulator" not in text_of(client.get("/login/"))
    settings.SUPPORT_CONTACT = "training@example.org <script>"
    response = client.get("/login/")
    assert "Questions about this simulator: training@example.org <script>" in text_of(response)
    assert page_of(response).inline_code() == []


def test_robots_txt_disallows_everything(client, db):
    response = client.get("/robots.txt")
    assert b"".join(response.streaming_content).decode().split() == ["User-agent:", "*", "Disallow:", "/"]
