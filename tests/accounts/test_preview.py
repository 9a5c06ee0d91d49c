"""See it as a trainee: the preview account of a member of staff, beside the admin."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.preview import PREVIEW
from rolerequests.models import RoleRequest
from tests.accounts.login import log_in
from tests.factories import PASSWORD, UserFactory
from tests.helpers import Queries, client_of
from tests.pages import heading_of, text_of

pytestmark = pytest.mark.django_db
START = "/admin/see-as-trainee/"


@pytest.fixture
def lead():
    return UserFactory(staff=True, user_id="lead")


@pytest.fixture
def lead_client(lead):
    return client_of(lead)


def test_preview_shows_the_pages_of_trainees(lead, lead_client):
    assert heading_of(lead_client.get("/")) != "Welcome to iQIES"
    assert lead_client.post(START)["Location"] == "/"
    page = lead_client.get("/")
    assert heading_of(page) == "Welcome to iQIES"
    assert page.wsgi_request.user == lead.preview_account
    assert page.wsgi_request.user != lead
    assert "lead" in text_of(page)
    for path in ("/my-profile/", "/role-requests/new/", "/practice/", "/help/", "/start-over/"):
        assert lead_client.get(path).status_code == 200


def test_admin_stays_open_beside_it(lead, lead_client):
    lead_client.post(START)
    lead_client.get("/")
    page = lead_client.get("/admin/")
    assert page.status_code == 200
    assert page.wsgi_request.user == lead


def test_requests_belong_to_the_preview_account(lead, lead_client, sagu):
    lead_client.post(START)
    lead_client.post("/role-requests/new/", {"category": sagu.category.pk})
    assert RoleRequest.objects.get().requester == lead.preview_account


def test_ending_the_preview_keeps_the_login(lead, lead_client):
    lead_client.post(START)
    assert lead_client.get("/logout/").status_code == 200
    assert lead_client.post("/logout/")["Location"] == "/admin/"
    assert lead_client.get("/admin/").status_code == 200
    assert heading_of(lead_client.get("/")) != "Welcome to iQIES"
    lead_client.post("/logout/")
    assert lead_client.get("/admin/").status_code == 302


def test_logging_out_ends_the_preview(lead, client):
    log_in(client, "lead", PASSWORD)
    client.post(START)
    client.post("/logout/")
    client.post("/logout/")
    assert client.get("/").status_code == 302
    log_in(client, "lead", PASSWORD)
    assert heading_of(client.get("/")) != "Welcome to iQIES"


def test_account_is_kept_for_next_time(lead, lead_client):
    lead_client.post(START)
    first = lead.preview_account
    lead_client.post("/logout/")
    lead_client.post(START)
    client_of(lead).post(START)
    assert User.objects.filter(preview_of=lead).get() == first
    assert not first.has_usable_password()


def test_each_has_an_own_account(lead_client, carol):
    other = client_of(carol)
    for client in (lead_client, other):
        client.post(START)
    first, second = (client.get("/").wsgi_request.user for client in (lead_client, other))
    assert first != second


@pytest.mark.parametrize("what", ["another's", "a trainee's", "unknown"])
def test_only_the_own_account_is_shown(lead, lead_client, carol, alice, what):
    others = {"another's": User.objects.preview_account_of(carol).pk, "a trainee's": alice.pk, "unknown": 0}
    session = lead_client.session
    session[PREVIEW] = others[what]
    session.save()
    assert lead_client.get("/").wsgi_request.user == lead
    assert PREVIEW not in lead_client.session


def test_deactivated_account_ends_the_preview(lead, lead_client):
    lead_client.post(START)
    User.objects.filter(preview_of=lead).update(is_active=False)
    assert lead_client.get("/").wsgi_request.user == lead


@pytest.mark.parametrize("who", ["alice_client", "client"])
def test_preview_is_for_staff(request, who):
    assert request.getfixturevalue(who).post(START).status_code in (302, 403)
    assert not User.objects.exclude(preview_of=None).exists()


def test_start_is_a_post(lead_client):
    assert lead_client.get(START).status_code == 405


def test_preview_has_no_rights_of_staff(carol, lead):
    client = client_of(carol)
    client.post(START)
    user = client.get("/").wsgi_request.user
    assert (user.is_staff, user.is_superuser, user.has_perm("accounts.view_user")) == (False,) * 3
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=lead.pk).update(preview_of=carol)


def test_pages_without_preview_need_no_query_more(alice_client):
    alice_client.get("/")
    with Queries() as queries:
        alice_client.get("/")
    assert queries.count() <= 3


def test_deleting_staff_keeps_what_was_done(lead, lead_client):
    lead_client.post(START)
    account = lead.preview_account
    lead.delete()
    account.refresh_from_db()
    assert account.preview_of is None
