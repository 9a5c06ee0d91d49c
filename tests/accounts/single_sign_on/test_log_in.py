"""Staff log in with the account that they have at their agency."""

import pytest
from django.test import Client

from accounts.audit_log import LOGIN_ACTIONS, Action
from accounts.models import AgencyAccount, AuditEntry, User
from tests.accounts.login import error_codes, is_logged_in, log_in
from tests.accounts.single_sign_on.conftest import query_of
from tests.pages import page_of


def links(response):
    return [each["href"] for each in page_of(response).all("a")]


def test_the_button_is_there_only_when_it_is_on(agency, settings):
    assert "/login/agency/" in links(Client().get("/login/"))
    settings.SSO = None
    assert "/login/agency/" not in links(Client().get("/login/"))


def test_without_it_there_are_no_addresses(client, db):
    assert [client.get(f"/login/agency/{end}").status_code for end in ("", "done/")] == [404, 404]


def test_first_log_in_creates_a_staff_account(agency):
    agency.set_account("a1", ["iqies-leads"], name="Ann  Lee")
    client, response = agency.log_in("a1")
    user = User.objects.get(user_id="ann-lee")
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert (user.name, user.is_staff, user.is_superuser, user.sandbox) == ("Ann Lee", True, False, None)
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    ("claims", "user_id"),
    [
        ({"preferred_username": "Bo.Li@agency.example"}, "boli"),
        ({"name": "\u200b", "preferred_username": "*"}, "staff"),
        ({"name": "Carol"}, "carol-2"),
        ({"name": None, "preferred_username": 7}, "staff"),
        ({"name": "Ann\ud800 \0Lee"}, "ann-lee"),
    ],
)
def test_user_id_is_free_and_comes_from_the_name(agency, carol, claims, user_id):
    agency.set_account("named", ["iqies-leads"], **claims)
    agency.log_in("named")
    assert AgencyAccount.objects.get().user.user_id == user_id


def test_account_is_found_by_its_subject_only(agency):
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee", email="ann@agency.example")
    agency.log_in("a1")
    agency.set_account("a1", ["iqies-leads"], name="Ann Miller", email="miller@agency.example")
    agency.log_in("a1")
    agency.set_account("a2", ["iqies-leads"], name="Ann Lee", email="ann@agency.example")
    agency.log_in("a2")
    found = AgencyAccount.objects.order_by("subject").values_list("subject", "user__user_id")
    assert list(found) == [("a1", "ann-lee"), ("a2", "ann-lee-2")]


def test_subject_of_another_issuer_is_another_person(agency):
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    agency.log_in("a1")
    AgencyAccount.objects.update(issuer="https://former.agency.example")
    agency.log_in("a1")
    assert AgencyAccount.objects.count() == 2


def test_log_in_leads_to_the_page_that_was_asked_for(agency):
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    _, response = agency.log_in("a1", page="/admin/help/")
    assert response.headers["Location"] == "/admin/help/"


@pytest.mark.parametrize("asked", ["https://elsewhere.example/", "//elsewhere.example", "welcome"])
def test_log_in_leads_to_no_other_site(agency, asked):
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    _, response = agency.log_in("a1", page=asked)
    assert response.headers["Location"] == "/admin/"


def test_log_in_deletes_a_shown_password(agency):
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    client = Client()
    client.post("/practice-account/")
    password = client.session["new_account"]["password"]
    agency.log_in("a1", client)
    assert is_logged_in(client)
    assert password not in str(dict(client.session))


def test_request_has_state_nonce_and_pkce(agency):
    client = Client()
    first, second = (query_of(agency.begin(client)) for _ in range(2))
    assert (first["code_challenge_method"], first["response_type"]) == ("S256", "code")
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 20
        assert first[name] != second[name]


def test_who_is_logged_in_is_not_logged_in_again(agency, alice_client):
    for address in ("/login/agency/", "/login/agency/done/?state=x&code=y"):
        assert alice_client.get(address).headers["Location"] == "/login/"


def test_log_ins_and_groups_are_in_the_audit_log(agency):
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    client, _ = agency.log_in("a1")
    client.post("/logout/")
    kept = AuditEntry.objects.filter(object_name="ann-lee").order_by("pk").values_list("action", "actor_name")
    assert list(kept) == [
        (Action.ADDED, ""),
        (Action.GROUPS_FROM_AGENCY, ""),
        (Action.LOGGED_IN_AT_AGENCY, "ann-lee"),
        (Action.LOGGED_OUT, "ann-lee"),
    ]
    assert Action.LOGGED_IN_AT_AGENCY in LOGIN_ACTIONS


def test_log_out_says_that_the_agency_does_not_know(agency):
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    client, _ = agency.log_in("a1")
    response = client.post("/logout/", follow=True)
    assert not is_logged_in(client)
    assert "still logged in at your agency" in response.content.decode()


def test_session_has_the_limits_of_staff(agency, settings):
    settings.STAFF_SESSION_MAX_HOURS = 0
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    client, _ = agency.log_in("a1")
    assert client.get("/admin/").status_code == 302
    assert not is_logged_in(client)


def test_password_of_staff_can_be_switched_off(agency, settings, carol, alice):
    settings.STAFF_PASSWORDS = False
    refused = log_in(Client(), "carol", "Carol-Password-1")
    assert error_codes(refused) == {"__all__": ["at_agency"]}
    failed = AuditEntry.objects.get(action=Action.LOGIN_FAILED)
    assert (failed.object_name, failed.actor_name) == ("carol", "")
    trainee = Client()
    log_in(trainee, "alice", "Alice-Password-1")
    assert is_logged_in(trainee)


def test_password_of_staff_stays(agency, carol):
    client = Client()
    log_in(client, "carol", "Carol-Password-1")
    assert is_logged_in(client)
    assert AuditEntry.objects.get(action=Action.LOGGED_IN).object_name == "carol"
