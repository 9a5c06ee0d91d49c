"""A form that outlived its sign-in leads back to its page; without cookies a page says what to do."""

from urllib.parse import urljoin

import pytest
from django.test import Client

from accounts.models import Sandbox, User
from rolerequests.models import RoleRequest, UserCategory
from tests.accounts.login import is_logged_in, sign_in
from tests.helpers import pending_of
from tests.pages import alerts_of, heading_of, page_of, text_of, title_of

TOKEN = "csrfmiddlewaretoken"
SENTENCE = (
    "You signed in or out after this page was opened, so what you just sent was not accepted. "
    "Please make your choice on this page again."
)


@pytest.fixture
def strict(alice):
    """A browser with two tabs, checked as real ones are, signed in as Alice."""
    alice_client = Client(enforce_csrf_checks=True)
    sign_in_properly(alice_client)
    return alice_client


def token_on(alice_client, path):
    return page_of(alice_client.get(path)).hidden(TOKEN)


def sign_in_properly(alice_client):
    token = token_on(alice_client, "/login/")
    assert sign_in(alice_client, "alice", "Alice-Password-1", **{TOKEN: token}).url == "/"


def log_in_again(alice_client):
    """As in another tab."""
    alice_client.post("/logout/", {TOKEN: token_on(alice_client, "/help/")})
    sign_in_properly(alice_client)


def test_a_form_of_this_sign_in_is_accepted(strict, alice):
    response = strict.post("/start-over/", {TOKEN: token_on(strict, "/start-over/")})
    assert response.url == "/"
    assert Sandbox.objects.count() == 2


def test_a_form_of_the_sign_in_before_leads_back_to_its_page_with_a_sentence(strict, alice):
    stale = token_on(strict, "/start-over/")
    log_in_again(strict)
    response = strict.post("/start-over/", {TOKEN: stale}, follow=True)
    assert response.redirect_chain == [("/start-over/", 302)]
    assert heading_of(response) == "Start over with an empty sandbox?"
    assert SENTENCE in alerts_of(response)
    assert User.objects.get(pk=alice.pk).sandbox == alice.sandbox


def test_the_page_it_leads_back_to_can_be_sent(strict, alice):
    stale = token_on(strict, "/start-over/")
    log_in_again(strict)
    fresh = page_of(strict.post("/start-over/", {TOKEN: stale}, follow=True)).hidden(TOKEN)
    assert strict.post("/start-over/", {TOKEN: fresh}).url == "/"


def test_a_stale_step_of_the_wizard_leads_back_to_the_step(strict):
    stale = token_on(strict, "/role-requests/new/")
    log_in_again(strict)
    cms = UserCategory.objects.get(slug="cms")
    response = strict.post("/role-requests/new/", {TOKEN: stale, "category": cms.pk}, follow=True)
    assert response.redirect_chain == [("/role-requests/new/", 302)]
    assert heading_of(response) == "Select a User Category"
    assert SENTENCE in alerts_of(response)
    assert not RoleRequest.objects.exists()


def test_a_stale_page_keeps_where_it_was_to_lead_next(strict, alice, sagu):
    request = pending_of(alice, sagu, "OH")
    path = f"/role-requests/{request.pk}/withdraw/?next=/role-requests/new/"
    stale = token_on(strict, path)
    log_in_again(strict)
    assert strict.post(path, {TOKEN: stale, "next": "/role-requests/new/"}).url == path
    request.refresh_from_db()
    assert request.status == "pending"


def test_a_second_sign_in_page_sent_after_signing_in_opens_the_welcome_page(strict):
    other_tab = Client(enforce_csrf_checks=True)
    stale = token_on(other_tab, "/login/")
    sign_in_properly(other_tab)
    response = sign_in(other_tab, "alice", "Alice-Password-1", **{TOKEN: stale})
    assert response.url == "/login/"
    response = other_tab.get("/login/", follow=True)
    assert heading_of(response) == "Welcome to iQIES"
    assert SENTENCE in alerts_of(response)


def test_a_stale_sign_out_leaves_the_trainee_signed_in(strict):
    stale = token_on(strict, "/help/")
    log_in_again(strict)
    response = strict.post("/logout/", {TOKEN: stale}, follow=True)
    assert is_logged_in(strict)
    assert SENTENCE in alerts_of(response)


@pytest.mark.parametrize("path", ["/login/", "/practice-account/"])
def test_without_any_cookie_a_page_says_that_cookies_are_needed(db, path):
    response = Client(enforce_csrf_checks=True).post(path, {"username": "alice"})
    assert response.status_code == 403
    assert title_of(response) == heading_of(response) == "Cookies are needed"
    assert "If this page comes back, allow cookies for this site." in text_of(response)
    assert "This is a training simulator, not a government website." in text_of(response)
    assert not User.objects.exists()


def test_a_form_from_another_site_changes_nothing(strict, alice):
    stranger = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    token = token_on(strict, "/start-over/")
    response = strict.post("/start-over/", {TOKEN: token}, headers=stranger)
    assert (response.status_code, heading_of(response)) == (403, "This form was not accepted")
    assert User.objects.get(pk=alice.pk).sandbox == alice.sandbox


def test_a_stale_form_of_somebody_else_leads_to_welcome_with_the_sentence(strict, alice, bob):
    draft = RoleRequest.begin(bob)
    draft.choose_category(UserCategory.objects.get(slug="cms"))
    response = strict.post(f"/role-requests/{draft.pk}/role/", {TOKEN: "x" * 64}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert "what you just sent was not accepted" in text_of(response)


@pytest.mark.parametrize(
    ("path", "came_from", "leads_to"),
    [
        ("change/", None, "change/"),
        ("change/", "change/?_changelist_filters=q%3Dx", "change/?_changelist_filters=q%3Dx"),
        ("move/", "../?category__id__exact=1", "../?category__id__exact=1"),
        ("change/", "//evil.example/", "change/"),
    ],
)
def test_a_stale_form_of_the_admin_leads_staff_back_to_its_page(carol, sagu, path, came_from, leads_to):
    base = f"/admin/rolerequests/role/{sagu.pk}/"
    tab = Client(enforce_csrf_checks=True)
    tab.force_login(carol, backend="accounts.backends.AccountBackend")
    tab.cookies["csrftoken"] = "y" * 32
    headers = {"Referer": urljoin(f"http://testserver{base}", came_from)} if came_from else {}
    response = tab.post(base + path, {TOKEN: "x" * 64}, headers=headers)
    assert urljoin(f"http://testserver{base}", response["Location"]) == urljoin(
        f"http://testserver{base}", leads_to
    )
    assert SENTENCE in text_of(tab.get("/admin/"))


def test_a_stale_sign_out_asks_again_and_then_signs_out(strict):
    page = strict.post("/logout/", {TOKEN: "x" * 64}, follow=True)
    assert page.redirect_chain == [("/logout/", 302)]
    assert (title_of(page), heading_of(page)) == ("Sign out", "Sign out?")
    assert is_logged_in(strict)
    assert strict.post("/logout/", {TOKEN: token_on(strict, "/logout/")})["Location"] == "/login/"
    assert not is_logged_in(strict)
