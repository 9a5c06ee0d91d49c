"""Organizations in the admin: search, form, closing and reopening, where they are used."""

import pytest
from django.contrib.auth.models import Permission

from accounts.audit_log import entries_about
from rolerequests.models import Organization
from rolerequests.models.organization_kinds import OrganizationKind as Kind
from rolerequests.models.organization_rules import (
    MAX_REPLACEMENTS,
    OPEN_IS_NOT_REPLACED,
    code_errors,
    replacement_error,
)
from rolerequests.models.us_states import State
from rolerequests.organizations import search
from rolerequests.organizations.practice import practice_organizations
from tests.admin import form_in, form_of, found, levels_of, list_of, listed, page_for
from tests.factories import OrganizationFactory, PendingRequestFactory, RoleFactory, UserFactory
from tests.helpers import client_of, draft_of
from tests.pages import text_of

pytestmark = pytest.mark.django_db
ADD = "/admin/rolerequests/organization/add/"
VALUES = {
    "code": "36-8498",
    "name": "Training Maple Ridge",
    "kind": "home-health-agency",
    "state": "OH",
    "city": "Sampleville",
    "is_open": "on",
    "replaced_by": "",
}


@pytest.fixture
def maple():
    return OrganizationFactory(code="368498", name="Training Maple Ridge")


def add(client, **changes):
    return client.post(ADD, VALUES | changes)


def change(client, organization, **changes):
    page = page_for(organization)
    return client.post(page, form_of(client.get(page), **changes))


def act(client, action, *organizations):
    data = {"action": action, "confirmed": "yes", "_selected_action": [each.pk for each in organizations]}
    return client.post(list_of(Organization), data, follow=True)


# The list


def test_search_is_that_of_page_3(staff_client, maple):
    other = OrganizationFactory(code="AO01", name="Training Señora", kind="accrediting-organization")
    for words in ("36-8498", "368498", "maple rid", "36-8498 Training Maple", "36849B"[:5]):
        assert found(staff_client, Organization, words) == {maple}
    for words in ("ao01", "senora", "AO-01"):
        assert found(staff_client, Organization, words) == {other}
    assert found(staff_client, Organization, "aple") == set()
    assert found(staff_client, Organization, "--") == set()


def test_a_search_for_many_lists_all(staff_client, maple, monkeypatch):
    monkeypatch.setattr(search, "MAX_FOUND", 1)
    second = OrganizationFactory(code="368497", name="Training Maple Court")
    assert listed(staff_client.get(list_of(Organization), {"q": "maple"})) == [second, maple]
    assert listed(staff_client.get(list_of(Organization), {"q": "368"})) == [second, maple]


def test_filters_by_kind_state_and_open(staff_client, maple):
    nursing_home = OrganizationFactory(code="056498", kind="nursing-home", state="CA", is_open=False)
    page = list_of(Organization)
    for query in ({"kind__exact": "nursing-home"}, {"state__exact": "CA"}, {"is_open__exact": "0"}):
        assert listed(staff_client.get(page, query)) == [nursing_home]


def test_the_list_needs_the_same_queries_for_all_rows(staff_client, django_assert_max_num_queries):
    new = OrganizationFactory()
    for _ in range(20):
        OrganizationFactory(is_open=False, replaced_by=new)
    with django_assert_max_num_queries(8):
        staff_client.get(list_of(Organization))


# The form


def test_an_added_organization_is_found_and_logged(staff_client):
    assert add(staff_client, name="  Training   Señora ").status_code == 302
    stored = Organization.objects.get(code="368498")
    assert (stored.name, stored.group, stored.search_words) == (
        "Training Señora",
        "provider",
        " senora sampleville",
    )
    (entry,) = entries_about(stored)
    assert (entry.action, "search words" in str(entry.changes)) == ("added", False)
    assert "Señora" in text_of(staff_client.get(page_for(stored, "history")))


@pytest.mark.parametrize(
    ("changes", "field", "facts"),
    [
        ({"code": "36849"}, "code", "not a whole CCN"),
        ({"code": "5E+12"}, "code", "spreadsheet"),
        ({"code": "12345678901"}, "code", "10"),
        ({"code": "MAPLE"}, "code", "36C0009998"),
        ({"code": "366498"}, "code", "nursing home"),
        ({"code": "369850"}, "code", "nor"),
        ({"state": "TX"}, "state", "Ohio"),
        ({"kind": "contractor"}, "code", "36-8498"),
        ({"kind": "contractor", "code": "MAC-Ä1"}, "code", "MAC01"),
        ({"kind": "bakery"}, "kind", "bakery"),
        ({"state": ""}, "state", "Select"),
        ({"name": "  "}, "name", "Enter"),
        ({"name": "a\0b"}, "name", "Null"),
        ({"city": "x" * 61}, "city", "60"),
        ({"code": "72-7491"}, "code", "Another"),
        ({"is_open": "", "replaced_by": "36-1111"}, "replaced_by", "361111"),
        ({"replaced_by": "72-7491"}, "replaced_by", OPEN_IS_NOT_REPLACED),
        ({"is_open": "", "replaced_by": "727492"}, "replaced_by", "72-7492 is closed"),
    ],
)
def test_an_error_is_beside_its_field(staff_client, changes, field, facts):
    Organization.objects.filter(code="727492").update(is_open=False)
    response = add(staff_client, **changes)
    assert set(form_in(response).errors) == {field}
    assert facts in form_in(response).errors[field][0]
    assert not Organization.objects.filter(code="368498").exists()


def test_close_and_replace(staff_client, maple):
    new = Organization.objects.get(code="727491")
    response = change(staff_client, maple, is_open=None, replaced_by="72-7491")
    assert response.status_code == 302
    maple.refresh_from_db()
    assert (maple.is_open, maple.replaced_by) == (False, new)
    assert levels_of(staff_client.get(list_of(Organization))) == ["info", "success"]
    assert form_in(staff_client.get(page_for(maple)))["replaced_by"].value() == "72-7491"
    assert str(maple) in text_of(staff_client.get(page_for(new)))
    assert "carol Changed open: yes no" in text_of(staff_client.get(page_for(maple, "history")))
    change(staff_client, maple)
    assert entries_about(maple).count() == 1


def test_an_organization_cannot_replace_itself(staff_client, maple):
    second = OrganizationFactory(code="368497", is_open=False, replaced_by=maple)
    Organization.objects.filter(pk=maple.pk).update(is_open=False)
    for code in ("36-8498", "36-8497"):
        response = change(staff_client, maple, replaced_by=code)
        assert form_in(response).has_error("replaced_by")
    assert second.replaced_by == maple


def test_reopening_in_the_form_ends_the_replacement(staff_client, maple):
    new = Organization.objects.get(code="727491")
    Organization.objects.filter(pk=maple.pk).update(is_open=False, replaced_by=new)
    assert change(staff_client, maple, is_open="on").status_code == 302
    maple.refresh_from_db()
    assert (maple.is_open, maple.replaced_by) == (True, None)


def test_a_requested_code_stays(staff_client, maple, alice):
    role = RoleFactory(asks_organizations="provider")
    request = PendingRequestFactory(requester=alice, role=role, organizations=[maple])
    draft_of(alice, role, [maple])
    response = staff_client.get(page_for(maple))
    assert "code" not in form_in(response).fields
    assert request.reference in text_of(response)
    assert "1 submitted request and 1 unfinished draft" in text_of(response)
    response = change(staff_client, maple, code="368497", name="Training Other")
    maple.refresh_from_db()
    assert (maple.code, maple.name) == ("368498", "Training Other")


def test_a_kind_that_does_not_fit_a_requested_code_is_an_error(staff_client, maple, alice):
    role = RoleFactory(asks_organizations="provider")
    PendingRequestFactory(requester=alice, role=role, organizations=[maple])
    response = change(staff_client, maple, kind="nursing-home")
    (error,) = form_in(response).non_field_errors()  # the code has no field any more
    assert "36-8498" in error


def test_a_second_editor_sees_the_first_change(staff_client, maple):
    second = form_of(staff_client.get(page_for(maple)), city="Second")
    change(staff_client, maple, city="First")
    assert form_in(staff_client.post(page_for(maple), second)).has_error("city", "changed")


# Closing and reopening in the list


def test_actions_close_and_reopen(staff_client, maple):
    old = OrganizationFactory(code="368497", is_open=False, replaced_by=maple)
    response = act(staff_client, "close", maple, old)
    assert levels_of(response) == ["success"]
    maple.refresh_from_db()
    assert not maple.is_open
    assert [entries_about(each).count() for each in (maple, old)] == [1, 0]
    assert levels_of(act(staff_client, "close", maple)) == ["info"]
    assert levels_of(act(staff_client, "reopen", maple, old)) == ["success"]
    old.refresh_from_db()
    assert (old.is_open, old.replaced_by) == (True, None)


def test_nobody_deletes_an_organization(staff_client, maple):
    assert staff_client.post(page_for(maple, "delete"), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in staff_client.get(list_of(Organization)).content.decode()
    assert Organization.objects.filter(pk=maple.pk).exists()


def test_viewers_cannot_close(maple):
    viewer = UserFactory(staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_organization"))
    act(client_of(viewer), "close", maple)
    maple.refresh_from_db()
    assert maple.is_open


# The rules


def test_codes_of_all_kinds_fit():
    organizations = list(practice_organizations())
    assert {each.kind for each in organizations} == set(Kind)
    for each in organizations:
        assert code_errors(each.code, Kind(each.kind), State(each.state)) == {}


@pytest.mark.parametrize(
    ("replaced_by", "valid"),
    [
        ({"b": (True, None)}, True),
        ({"b": (False, "c"), "c": (True, None)}, True),
        ({}, False),
        ({"b": (False, None)}, False),
        ({"b": (False, "a")}, False),
        ({"b": (False, "b")}, False),
        ({"b": (False, "c"), "c": (False, "b")}, False),
        ({"b": (False, "c")}, False),
    ],
)
def test_a_replacement_leads_to_an_open_organization(replaced_by, valid):
    assert (replacement_error("a", "b", replaced_by.get) == "") == valid


def test_replacements_in_a_row_are_limited():
    row = {str(number): (False, str(number + 1)) for number in range(1, 50)} | {"50": (True, None)}
    assert replacement_error("0", "1", row.get)
    assert not replacement_error("0", str(50 - MAX_REPLACEMENTS + 1), row.get)
