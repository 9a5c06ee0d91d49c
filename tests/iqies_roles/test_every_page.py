"""Rules of all pages: access, headers, titles, no inline code, error pages."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client
from django.urls import URLResolver, get_resolver, include, path

from accounts.models import Sandbox, User
from rolerequests.models import RequestEvent, Role, RoleRequest, UserCategory
from tests.helpers import client_of, draft_of, pending_of
from tests.pages import heading_of, page_of, text_of, title_of

# All other pages need a login.
PUBLIC = {"login/", "logout/", "practice-account/", "class-code/", "admin/login/"}
PUBLIC |= {"help/", "help/user-roles-matrix/", "help/fidelity-ledger/"}

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


def fail_in_a_view(request):
    raise RuntimeError("as a fault of ours would")


def refuse_in_a_view(request):
    raise PermissionDenied


def suspect_in_a_view(request):
    raise SuspiciousOperation


urlpatterns = [
    path("", include("iqies_roles.urls")),
    path("a-fault/", fail_in_a_view),
    path("refused/", refuse_in_a_view),
    path("suspicious/", suspect_in_a_view),
]


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


def check_headers(response):
    directives = dict(each.strip().split(" ", 1) for each in response["Content-Security-Policy"].split(";"))
    assert directives == POLICY
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


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
        ("/healthz", "get", 200),
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


@pytest.mark.urls("tests.iqies_roles.test_every_page")
def test_suspicious_operation_is_400(alice, error_client):
    error_client.force_login(alice, backend="accounts.backends.AccountBackend")
    check_error_page(error_client.get("/suspicious/"), 400)


@pytest.mark.urls("tests.iqies_roles.test_every_page")
def test_permission_denied_is_403(alice, error_client):
    error_client.force_login(alice, backend="accounts.backends.AccountBackend")
    check_error_page(error_client.get("/refused/"), 403)


@pytest.mark.urls("tests.iqies_roles.test_every_page")
def test_server_error_page_shows_no_details(alice, error_client):
    error_client.force_login(alice, backend="accounts.backends.AccountBackend")
    response = error_client.get("/a-fault/")
    check_error_page(response, 500)
    assert "as a fault of ours would" not in response.content.decode()


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
