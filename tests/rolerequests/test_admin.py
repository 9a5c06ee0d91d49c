"""The read-only admin of requests, events and sandboxes."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Sandbox, User
from rolerequests.models import RequestEvent, Role, RoleRequest
from rolerequests.models.request_data import SHOWN_ORGANIZATIONS
from tests.admin import found, list_of, listed, page_for
from tests.factories import (
    DraftFactory,
    OrganizationFactory,
    PendingRequestFactory,
    RoleFactory,
    SandboxFactory,
    UserFactory,
)
from tests.helpers import pending_of
from tests.pages import text_of

# Drafts are private


def test_drafts_are_not_listed_or_opened(staff_client, alice, pending, draft):
    response = staff_client.get(list_of(RoleRequest))
    assert listed(response) == [pending]
    assert "1 role request" in text_of(response)
    assert draft.reference not in response.content.decode()
    assert f"Sandbox {alice.sandbox_id} Current alice 1" in text_of(staff_client.get(list_of(Sandbox)))
    for page in ("change", "history", "delete"):
        response = staff_client.get(page_for(draft, page), follow=True)
        assert response.redirect_chain or response.status_code in (403, 404)
        assert draft.role.name not in text_of(response)


def test_draft_is_not_found_by_search_or_filter(staff_client, draft):
    assert found(staff_client, RoleRequest, "alice") == set()
    assert listed(staff_client.get(list_of(RoleRequest), {"status__exact": "draft"})) == []


@pytest.mark.usefixtures("pending")
def test_filters_offer_nothing_that_drafts_have(staff_client):
    """Every submitted request has a category and a date."""
    changelist = staff_client.get(list_of(RoleRequest)).context["cl"]
    links = [link["query_string"] for each in changelist.filter_specs for link in each.choices(changelist)]
    assert not [link for link in links if "isnull" in link or "draft" in link]
    assert [link for link in links if "submitted_at__gte" in link]


# Requests, events and sandboxes


def test_request_shows_selections_and_events(staff_client, pending):
    response = staff_client.get(page_for(pending))
    text = text_of(response)
    for words in ("State Agency S&C General User", "Ohio", "Yes", "Pending", pending.words()):
        assert words in text
    (inline,) = response.context["inline_admin_formsets"]
    transitions = [form.instance.get_transition_display() for form in inline.formset.forms]
    assert transitions == ["Category chosen", "Role chosen", "Page 3 saved", "Submitted"]
    assert all(each in text for each in transitions)


def test_each_event_is_shown_once(staff_client, pending):
    text = text_of(staff_client.get(page_for(pending)))
    assert text.count(pending.words()) == 2  # page saved, submitted
    assert text.count("Role chosen") == 1


@pytest.mark.parametrize(
    ("role", "state", "response", "shown"),
    [
        ("sagu", "OH", "", ("Ohio", "Not answered")),
        ("sagu", "OH", "skip", ("Ohio", "Not answered")),
        ("cms_general", "", "no", ("Not asked", "No")),
        ("view_only", "", "", ("Not asked", "Not asked")),
    ],
)
def test_request_page_uses_the_words_of_my_profile(
    request, staff_client, alice, role, state, response, shown
):
    pending = pending_of(alice, request.getfixturevalue(role), state, response)
    text = text_of(staff_client.get(page_for(pending)))
    assert f"State: {shown[0]} Organizations: Not asked Are you a Surveyor?: {shown[1]} Status: " in text


def test_request_page_names_all_organizations(staff_client, alice):
    role = Role.objects.get_by_natural_key("provider", "security-official")
    organizations = OrganizationFactory.create_batch(5)
    pending = pending_of(alice, role, organizations=organizations)
    text = text_of(staff_client.get(page_for(pending)))
    named = " ".join(sorted(map(str, organizations), key=lambda each: each[8:]))
    assert f"Organizations: {named} Are you a Surveyor?" in text
    assert pending.words(pending.organizations()) in text  # of its event


def test_sandbox_page_shows_each_user_id_once(staff_client, alice):
    assert text_of(staff_client.get(page_for(alice.sandbox))).count("alice") == 1


def test_reference_finds_one_request(staff_client, alice, bob, sagu):
    for user in (alice, bob):
        for state in ("OH", "KY", "TN", "WY", "AK", "AL"):
            pending_of(user, sagu, state)
    (request, *_) = RoleRequest.objects.order_by("pk")
    pasted = (f"RR{request.pk:05d}", f"“{request.reference}”,", f"rr\N{NON-BREAKING HYPHEN}{request.pk}.")
    for words in (request.reference, request.reference.lower(), f" RR-{request.pk} ", *pasted):
        assert found(staff_client, RoleRequest, words) == {request}
    for words in ("RR-99999", "RR-" + "9" * 30, "RR-", "RR-0"):
        assert found(staff_client, RoleRequest, words) == set()


@pytest.fixture
def named(alice):
    """A request that names one organization more than a list shows, by name."""
    role = RoleFactory(asks_organizations="provider")
    organizations = OrganizationFactory.create_batch(SHOWN_ORGANIZATIONS + 1)
    return PendingRequestFactory(requester=alice, role=role, organizations=organizations)


def test_list_shows_the_first_organizations(staff_client, named):
    first, *_, last = named.organizations()
    text = text_of(staff_client.get(list_of(RoleRequest)))
    assert first.written_code in text
    assert last.written_code not in text
    assert "and 1 more" in text


def test_list_needs_no_query_for_each_organization(staff_client, named, bob, django_assert_num_queries):
    with CaptureQueriesContext(connection) as before:
        staff_client.get(list_of(RoleRequest))
    for _ in range(2):
        PendingRequestFactory(requester=bob, role=named.role, organizations=[OrganizationFactory()])
    with django_assert_num_queries(len(before)):
        staff_client.get(list_of(RoleRequest))


def test_code_of_an_organization_finds_its_requests(staff_client, named, bob):
    other = OrganizationFactory(code="AO01", name="Training Accreditation")
    request = PendingRequestFactory(requester=bob, role=named.role, organizations=[other])
    for organization in named.organizations():
        for words in (organization.code, organization.written_code, f"alice {organization.code}"):
            assert found(staff_client, RoleRequest, words) == {named}
    assert found(staff_client, RoleRequest, "ao01") == {request}
    assert found(staff_client, RoleRequest, "alice ao01") == set()
    assert found(staff_client, RoleRequest, OrganizationFactory().code) == set()


def test_organization_of_a_draft_finds_nothing(staff_client, alice):
    organization = OrganizationFactory()
    DraftFactory(
        requester=alice, role=RoleFactory(asks_organizations="provider"), organizations=[organization]
    )
    assert found(staff_client, RoleRequest, organization.code) == set()


def test_name_of_a_sandbox_finds_it_only(staff_client):
    first, *_ = SandboxFactory.create_batch(12)
    UserFactory(user_id=f"trainee-{first.pk}")
    assert found(staff_client, Sandbox, str(first)) == {first}
    assert found(staff_client, Sandbox, f" {str(first).lower()}.") == {first}


@pytest.mark.parametrize("page", ["add", "change", "delete"])
@pytest.mark.parametrize("which", ["request", "sandbox"])
def test_requests_and_sandboxes_are_read_only(staff_client, pending, which, page):
    obj = pending if which == "request" else pending.sandbox
    before = list(type(obj).objects.values())
    address = list_of(type(obj)) + "add/" if page == "add" else page_for(obj, page)
    response = staff_client.post(address, {"post": "yes", "status": "approved", "state": "AK"})
    assert response.status_code == 403
    assert list(type(obj).objects.values()) == before


def test_events_are_read_only(staff_client, pending):
    response = staff_client.get(page_for(pending))
    (inline,) = response.context["inline_admin_formsets"]
    permissions = (inline.has_add_permission, inline.has_change_permission, inline.has_delete_permission)
    assert permissions == (False, False, False)
    html = response.content.decode()
    assert re.findall(r'<input[^>]*name="events-\d+-(?!id|role_request)', html) == []
    assert re.findall(r'<input[^>]*type="submit"', html) == []


@pytest.mark.parametrize("model", [RoleRequest, Sandbox])
def test_no_action_deletes_them(staff_client, pending, model):
    response = staff_client.get(list_of(model))
    assert "delete_selected" not in response.content.decode()
    staff_client.post(
        list_of(model),
        {"action": "delete_selected", "_selected_action": list(model.objects.values_list("pk", flat=True)),
         "post": "yes"},
    )  # fmt: skip
    assert RoleRequest.objects.get() == pending


def check_protected(response, by="role request"):
    """The response is the page about protected objects."""
    assert response.status_code == 200
    assert response.context["protected"] or response.context["perms_lacking"] == {by}


def test_user_with_requests_cannot_be_deleted(staff_client, alice, pending):
    check_protected(staff_client.get(page_for(alice, "delete")))
    check_protected(staff_client.post(page_for(alice, "delete"), {"post": "yes"}))
    assert User.objects.filter(pk=alice.pk).exists()


def test_user_with_draft_cannot_be_deleted(staff_client, alice, draft):
    check_protected(staff_client.post(page_for(alice, "delete"), {"post": "yes"}))
    assert RequestEvent.objects.count() == 2


def test_action_cannot_delete_users_with_requests(staff_client, alice, bob, pending):
    data = {"action": "delete_selected", "_selected_action": [alice.pk, bob.pk]}
    check_protected(staff_client.post(list_of(User), data))
    check_protected(staff_client.post(list_of(User), {**data, "post": "yes"}))
    assert User.objects.filter(pk__in=[alice.pk, bob.pk]).count() == 2


def test_deleting_user_keeps_the_sandbox(staff_client, bob):
    response = staff_client.post(page_for(bob, "delete"), {"post": "yes"})
    assert response.url == list_of(User)
    assert not User.objects.filter(pk=bob.pk).exists()
    assert Sandbox.objects.filter(pk=bob.sandbox_id).exists()
