"""The limits of sessions, and forms that are sent after a session has ended."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import TrainingClass
from accounts.session_limits import RENEW_EVERY
from rolerequests.models import RoleRequest, UserCategory
from tests.accounts.login import is_logged_in, log_in, new_client
from tests.admin import levels_of
from tests.helpers import Queries, client_of, draft_of
from tests.pages import checked_in, heading_of, page_of, text_of

ALICE = ("alice", "Alice-Password-1")


@pytest.fixture
def after(monkeypatch):
    """Return a function that moves the clock to some time after now."""
    now = timezone.now()

    def move(**times):
        moment = now + timedelta(**times)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return move


def test_session_cookie_ends_with_the_browser(client, alice):
    cookie = log_in(client, *ALICE).cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_session_lasts_until_the_idle_limit(alice_client, after):
    after(minutes=settings.SESSION_IDLE_MINUTES, seconds=-2)
    assert alice_client.get("/").status_code == 200


def test_idle_limit_ends_the_session(alice_client, after):
    after(minutes=settings.SESSION_IDLE_MINUTES)
    assert alice_client.get("/").url == "/login/?next=/"
    assert not is_logged_in(alice_client)


def test_pages_renew_the_session(alice_client, after):
    for minutes in range(0, settings.SESSION_IDLE_MINUTES * 3, settings.SESSION_IDLE_MINUTES - 10):
        after(minutes=minutes)
        assert alice_client.get("/").status_code == 200


def test_absolute_limit_ends_a_renewed_session(alice_client, after):
    step = settings.SESSION_IDLE_MINUTES - 1
    for minutes in range(step, settings.SESSION_MAX_HOURS * 60, step):
        after(minutes=minutes)
        assert alice_client.get("/").status_code == 200
    after(hours=settings.SESSION_MAX_HOURS)
    assert alice_client.get("/").status_code == 302


def test_session_of_staff_ends_earlier(staff_client, after, settings):
    idle, hours = settings.STAFF_SESSION_IDLE_MINUTES, settings.STAFF_SESSION_MAX_HOURS
    assert (idle, hours) < (settings.SESSION_IDLE_MINUTES, settings.SESSION_MAX_HOURS)
    for minutes in range(idle - 1, hours * 60, idle - 1):
        after(minutes=minutes)
        assert staff_client.get("/session/").status_code == 200
    after(hours=hours)
    assert staff_client.get("/session/").status_code == 302


def test_staff_without_a_page_are_logged_out(staff_client, after, settings):
    after(minutes=settings.STAFF_SESSION_IDLE_MINUTES)
    assert staff_client.get("/admin/").status_code == 302
    assert not is_logged_in(staff_client)


def test_pages_rarely_write_to_the_session(alice_client, after):
    with Queries() as queries:
        alice_client.get("/")
    assert queries.count() == 2
    after(seconds=RENEW_EVERY.total_seconds())
    with Queries() as queries:
        alice_client.get("/")
    assert queries.count() == 3
    with Queries() as queries:
        alice_client.get("/")
    assert queries.count() == 2


def test_sessions_of_earlier_versions_get_limits(alice_client, after):
    session = alice_client.session
    for key in ("session_started", "session_renewed"):
        del session[key]
    session.save()
    assert alice_client.get("/").status_code == 200
    after(minutes=settings.SESSION_IDLE_MINUTES + 1)
    assert alice_client.get("/").status_code == 302


@pytest.mark.parametrize("path", ["/", "/help/", "/admin/"])
def test_pages_show_the_end_outside_main(carol, path):
    html = client_of(carol).get(path).content.decode()
    notice = html.index('class="session-notice"')
    assert not html.find("<main") < notice < html.find("</main>")
    assert 'href="/session/"' in html


@pytest.mark.django_db
def test_login_page_shows_no_end(client):
    assert "session-notice" not in client.get("/login/").content.decode()


def test_extending_renews_the_session(alice_client, after):
    after(minutes=1)
    response = alice_client.get("/session/")
    assert response.status_code == 200
    assert response.context["ends_at"] - timezone.now() > timedelta(
        minutes=settings.SESSION_IDLE_MINUTES, seconds=-2
    )


def test_last_end_cannot_be_extended(alice_client, after):
    session = alice_client.session
    session["session_started"] -= settings.SESSION_MAX_HOURS * 3600 - 60
    session.save()
    response = alice_client.get("/")
    links = [each.get("href") for each in page_of(response).all("a")]
    assert "session-notice" in response.content.decode()
    assert "/session/" not in links


def test_submitting_after_the_end_keeps_selections_and_says_so(alice, sagu):
    draft = draft_of(alice, sagu)
    path = f"/role-requests/{draft.pk}/organizations/"
    client = new_client()
    data = {"role": sagu.pk, "state": "OH", "surveyor_response": "yes"}
    response = client.post(path, data)
    assert response.url == f"/login/?next={path}"
    assert client.get(response.url).context["not_saved"]
    response = log_in(client, *ALICE, next=path)
    response = client.get(response.url)
    assert levels_of(response) == ["warning"]
    assert response.context["form"]["state"].value() == "OH"
    assert 'value="OH" selected' in response.content.decode()
    draft.refresh_from_db()
    assert (draft.status, draft.state) == ("draft", "")
    assert client.post(path, data).url == "/my-profile/"


def test_kept_selections_are_shown_once(alice, sagu):
    path = f"/role-requests/{draft_of(alice, sagu).pk}/organizations/"
    client = new_client()
    client.post(path, {"role": sagu.pk, "state": "OH"})
    log_in(client, *ALICE, next=path)
    client.get(path)
    assert not client.get(path).context["form"]["state"].value()


def test_selections_of_page_1_are_kept(alice):
    cms = UserCategory.objects.get(slug="cms")
    client = new_client()
    client.post("/role-requests/new/", {"category": cms.pk})
    log_in(client, *ALICE)
    assert checked_in(client.get("/role-requests/new/")) == cms.pk
    assert not RoleRequest.objects.exists()


def test_login_as_another_user_shows_no_kept_selections(alice, bob, sagu):
    path = f"/role-requests/{draft_of(alice, sagu).pk}/organizations/"
    client = new_client()
    client.post(path, {"role": sagu.pk, "state": "OH"})
    log_in(client, "bob", "Bob-Password-1")
    response = client.get(path)
    assert response.status_code == 404
    assert "Ohio" not in text_of(response)


@pytest.mark.parametrize("path", ["/start-over/", "/admin/password_change/"])
def test_fields_of_other_forms_are_not_kept(client, alice, path):
    client.post(path, {"old_password": "secret", "new_password1": "secret"})
    assert client.session["unsaved"]["fields"] == {}


def test_long_forms_are_not_kept(client, alice):
    client.post("/role-requests/new/", {"category": "x" * 5000})
    assert client.session["unsaved"]["fields"] == {}


def test_get_without_login_is_not_called_unsaved(client, alice):
    response = client.get("/my-profile/", follow=True)
    assert heading_of(response).startswith("Log in")
    assert not response.context["not_saved"]
    log_in(client, *ALICE)
    assert levels_of(client.get("/")) == []


@pytest.mark.parametrize(("kept", "logged_in"), [(True, True), (False, False)])
@pytest.mark.parametrize("is_reopened", [False, True])
def test_session_outlives_its_secret_while_that_is_named(db, settings, kept, logged_in, is_reopened):
    ohio = TrainingClass.objects.create(name="Ohio")
    ((ann, credentials),) = ohio.add_trainees(["Ann Lee"])
    if is_reopened:
        ohio.close()
        ohio.reopen()
    client = new_client()
    log_in(client, ann.user_id, credentials.password)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if kept else []
    settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    assert is_logged_in(client) is logged_in
