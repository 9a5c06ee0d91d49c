"""Forms with a stale CSRF token redirect to their page; without cookies an error page is shown."""

from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import Sandbox, User
from rolerequests.models import RoleRequest, UserCategory
from tests.accounts.login import is_logged_in, log_in
from tests.admin import levels_of
from tests.helpers import draft_of, pending_of
from tests.pages import heading_of, page_of, title_of

TOKEN = "csrfmiddlewaretoken"


@pytest.fixture
def strict(alice):
    """A client of Alice that checks CSRF tokens."""
    alice_client = Client(enforce_csrf_checks=True)
    log_in_with_token(alice_client)
    return alice_client


def token_on(alice_client, path):
    return page_of(alice_client.get(path)).hidden(TOKEN)


def log_in_with_token(alice_client):
    token = token_on(alice_client, "/login/")
    assert log_in(alice_client, "alice", "Alice-Password-1", **{TOKEN: token}).url == "/"


def log_in_again(alice_client):
    """Log out and in, as in another tab."""
    alice_client.post("/logout/", {TOKEN: token_on(alice_client, "/help/")})
    log_in_with_token(alice_client)


def test_current_form_is_accepted(strict, alice):
    response = strict.post("/start-over/", {TOKEN: token_on(strict, "/start-over/")})
    assert response.url == "/"
    assert Sandbox.objects.count() == 2


def test_stale_form_redirects_to_its_page(strict, alice):
    stale = token_on(strict, "/start-over/")
    log_in_again(strict)
    response = strict.post("/start-over/", {TOKEN: stale}, follow=True)
    assert response.redirect_chain == [("/start-over/", 302)]
    assert heading_of(response) == "Start over?"
    assert "warning" in levels_of(response)
    assert User.objects.get(pk=alice.pk).sandbox == alice.sandbox


def test_reloaded_form_is_accepted(strict, alice):
    stale = token_on(strict, "/start-over/")
    log_in_again(strict)
    fresh = page_of(strict.post("/start-over/", {TOKEN: stale}, follow=True)).hidden(TOKEN)
    assert strict.post("/start-over/", {TOKEN: fresh}).url == "/"


def test_stale_wizard_form_redirects_to_its_step(strict):
    stale = token_on(strict, "/role-requests/new/")
    log_in_again(strict)
    cms = UserCategory.objects.get(slug="cms")
    response = strict.post("/role-requests/new/", {TOKEN: stale, "category": cms.pk}, follow=True)
    assert response.redirect_chain == [("/role-requests/new/", 302)]
    assert heading_of(response) == "Select a User Category"
    assert "warning" in levels_of(response)
    assert not RoleRequest.objects.exists()


def test_stale_form_keeps_next(strict, alice, sagu):
    request = pending_of(alice, sagu, "OH")
    path = f"/role-requests/{request.pk}/withdraw/?next=/role-requests/new/"
    stale = token_on(strict, path)
    log_in_again(strict)
    assert strict.post(path, {TOKEN: stale, "next": "/role-requests/new/"}).url == path
    request.refresh_from_db()
    assert request.status == "pending"


def test_stale_login_form_leads_to_welcome(strict):
    other_tab = Client(enforce_csrf_checks=True)
    stale = token_on(other_tab, "/login/")
    log_in_with_token(other_tab)
    response = log_in(other_tab, "alice", "Alice-Password-1", **{TOKEN: stale})
    assert response.url == "/login/"
    response = other_tab.get("/login/", follow=True)
    assert heading_of(response) == "Welcome to iQIES"
    assert "warning" in levels_of(response)


def test_stale_logout_does_not_log_out(strict):
    stale = token_on(strict, "/help/")
    log_in_again(strict)
    response = strict.post("/logout/", {TOKEN: stale}, follow=True)
    assert is_logged_in(strict)
    assert "warning" in levels_of(response)


@pytest.mark.parametrize("path", ["/login/", "/practice-account/"])
def test_missing_cookie_shows_an_error_page(db, path):
    response = Client(enforce_csrf_checks=True).post(path, {"username": "alice"})
    assert response.status_code == 403
    assert title_of(response) == heading_of(response) == "Cookies are required"
    assert not User.objects.exists()


def test_cross_site_form_changes_nothing(strict, alice):
    stranger = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    token = token_on(strict, "/start-over/")
    response = strict.post("/start-over/", {TOKEN: token}, headers=stranger)
    assert (response.status_code, heading_of(response)) == (403, "This form was not accepted")
    assert User.objects.get(pk=alice.pk).sandbox == alice.sandbox


def test_stale_form_of_another_user_leads_to_welcome(strict, alice, bob):
    draft = RoleRequest.begin(bob)
    draft.choose_category(UserCategory.objects.get(slug="cms"), actor=draft.requester)
    response = strict.post(f"/role-requests/{draft.pk}/role/", {TOKEN: "x" * 64}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert levels_of(response) == ["warning"]


@pytest.mark.parametrize(
    ("path", "came_from", "leads_to"),
    [
        ("change/", None, "change/"),
        ("change/", "change/?_changelist_filters=q%3Dx", "change/?_changelist_filters=q%3Dx"),
        ("move/", "../?category__id__exact=1", "../?category__id__exact=1"),
        ("change/", "//evil.example/", "change/"),
    ],
)
def test_stale_admin_form_redirects_to_its_page(carol, sagu, path, came_from, leads_to):
    base = f"/admin/rolerequests/role/{sagu.pk}/"
    tab = Client(enforce_csrf_checks=True)
    tab.force_login(carol, backend="accounts.backends.AccountBackend")
    tab.cookies[settings.CSRF_COOKIE_NAME] = "y" * 32
    headers = {"Referer": urljoin(f"http://testserver{base}", came_from)} if came_from else {}
    response = tab.post(base + path, {TOKEN: "x" * 64}, headers=headers)
    assert urljoin(f"http://testserver{base}", response["Location"]) == urljoin(
        f"http://testserver{base}", leads_to
    )
    assert "warning" in levels_of(tab.get("/admin/"))


def test_stale_logout_asks_again(strict):
    page = strict.post("/logout/", {TOKEN: "x" * 64}, follow=True)
    assert page.redirect_chain == [("/logout/", 302)]
    assert (title_of(page), heading_of(page)) == ("Log out", "Log out?")
    assert is_logged_in(strict)
    assert strict.post("/logout/", {TOKEN: token_on(strict, "/logout/")})["Location"] == "/login/"
    assert not is_logged_in(strict)


def test_form_of_another_account_waits_for_its_owner(strict, alice, bob, sagu):
    """Bob logs in on the same computer while Alice's page 3 is open, and she sends it."""
    path = f"/role-requests/{draft_of(alice, sagu).pk}/organizations/"
    stale = token_on(strict, path)
    strict.post("/logout/", {TOKEN: token_on(strict, "/help/")})
    bobs = {TOKEN: token_on(strict, "/login/")}
    assert log_in(strict, "bob", "Bob-Password-1", **bobs).url == "/"
    response = strict.post(path, {TOKEN: stale, "role": sagu.pk, "state": "OH"}, follow=True)
    assert response.redirect_chain[-1][0] == "/"
    strict.post("/logout/", {TOKEN: token_on(strict, "/help/")})
    assert strict.get("/login/").context["not_saved"]
    hers = {TOKEN: token_on(strict, "/login/")}
    response = strict.get(log_in(strict, "alice", "Alice-Password-1", **hers).url)
    assert "warning" in levels_of(response)
    assert response.context["form"]["state"].value() == "OH"
    assert RoleRequest.objects.get().is_draft
    strict.post("/logout/", {TOKEN: token_on(strict, "/help/")})
    assert not strict.get("/login/").context["not_saved"]
