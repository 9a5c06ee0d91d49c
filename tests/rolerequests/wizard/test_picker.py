"""The pages that find, add and remove organizations."""

import pytest
from django.test import Client

from accounts.models import User
from rolerequests.models import Organization, RequestedOrganization, Role, RoleRequest
from rolerequests.organizations.picker import TOO_MANY
from tests.factories import OrganizationFactory
from tests.helpers import Queries, client_of, draft_of, pending_of
from tests.pages import heading_of, message_levels, page_of, title_of
from tests.rolerequests.wizard.walk import address


@pytest.fixture
def official(db):
    """Provider Security Official."""
    return Role.objects.select_related("category").get_by_natural_key("provider", "security-official")


@pytest.fixture
def draft(alice, official):
    return draft_of(alice, official)


@pytest.fixture
def agencies(db):
    return OrganizationFactory.create_batch(3)


def page_3(draft):
    return address(draft, "organizations")


def search(draft, text="home", **query):
    return f"{page_3(draft)}search/?q={text}&state=&kind=" + "".join(f"&{key}={query[key]}" for key in query)


def add(client, draft, *organizations, at=None):
    """Send the search page with these selected."""
    return client.post(
        at or search(draft), {"organizations": [each.pk for each in organizations]}, follow=True
    )


def named(draft):
    return set(
        RequestedOrganization.objects.filter(role_request=draft).values_list("organization", flat=True)
    )


def submit(client, draft, organizations):
    shown = ",".join(str(each.pk) for each in organizations)
    return client.post(page_3(draft), {"role": draft.role_id, "organizations": shown}, follow=True)


def test_found_organizations_are_checkboxes(alice_client, draft, agencies):
    page = page_of(alice_client.get(search(draft)))
    values = {each["value"] for each in page.all("input") if each.get("name") == "organizations"}
    assert values >= {str(each.pk) for each in agencies}


def test_adding_leads_to_page_3_with_a_message(alice_client, draft, agencies):
    response = add(alice_client, draft, *agencies[:2])
    assert response.redirect_chain == [(page_3(draft), 302)]
    assert message_levels(response) == ["success"]
    assert named(draft) == {each.pk for each in agencies[:2]}
    assert [each.pk for each in response.context["form"].requested] == [each.pk for each in agencies[1::-1]]


def test_added_and_closed_organizations_have_no_checkbox(alice_client, draft, agencies):
    one, two, three = agencies
    add(alice_client, draft, one)
    Organization.objects.filter(pk=two.pk).update(is_open=False, replaced_by=three)
    response = alice_client.get(search(draft))
    rows = {row.organization.pk: row for row in response.context["results"].rows}
    assert [rows[each.pk].number is None for each in agencies] == [True, True, False]
    assert three.written_code in rows[two.pk].note


def test_selecting_nothing_is_an_error_after_a_redirect(alice_client, draft, agencies):
    response = add(alice_client, draft)
    assert [status for _, status in response.redirect_chain] == [302]
    assert title_of(response).startswith("Error: ")
    assert response.context["nothing_selected"]
    assert response.context["search"]["q"].value() == "home"


def test_asking_for_nothing_is_an_error(alice_client, draft):
    response = alice_client.get(search(draft, ""))
    assert response.context["search"].has_error("q", "required")
    assert title_of(response).startswith("Error: ")


def test_results_have_pages(alice_client, draft):
    OrganizationFactory.create_batch(60)
    first, last = alice_client.get(search(draft)), alice_client.get(search(draft, page=99))
    assert len(first.context["results"].rows) == 25
    assert 'page=2"' in first.content.decode()
    assert 0 < len(last.context["results"].rows) <= 25


def test_removing_leads_to_page_3(alice_client, draft, agencies):
    add(alice_client, draft, *agencies)
    response = alice_client.post(f"{page_3(draft)}remove/", {"organization": agencies[0].pk}, follow=True)
    assert message_levels(response) == ["success"]
    assert named(draft) == {each.pk for each in agencies[1:]}
    again = alice_client.post(f"{page_3(draft)}remove/", {"organization": agencies[0].pk}, follow=True)
    assert message_levels(again) == []


def test_get_of_remove_changes_nothing(alice_client, draft, agencies):
    add(alice_client, draft, *agencies)
    assert alice_client.get(f"{page_3(draft)}remove/")["Location"] == page_3(draft)
    assert len(named(draft)) == 3


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "999999", "\x00", "²"])
def test_odd_keys_add_and_remove_nothing(alice_client, draft, agencies, value):
    add(alice_client, draft, agencies[0])
    for part, name in (("search", "organizations"), ("remove", "organization")):
        response = alice_client.post(f"{page_3(draft)}{part}/", {name: value}, follow=True)
        assert response.status_code == 200
    submit_odd = {"role": draft.role_id, "organizations": f"{value},{value}"}
    assert alice_client.post(page_3(draft), submit_odd, follow=True).status_code == 200
    assert named(draft) == {agencies[0].pk}
    assert RoleRequest.objects.get().is_draft


def test_organizations_survive_previous_help_and_another_login(
    alice, alice_client, draft, agencies, official
):
    add(alice_client, draft, *agencies)
    alice_client.post(page_3(draft), {"role": official.pk, "previous": ""})
    alice_client.post(address(draft, "role"), {"role": official.pk})
    alice_client.get("/help/")
    alice_client.post("/logout/")
    response = client_of(User.objects.get(pk=alice.pk)).get(page_3(draft))
    assert {each.pk for each in response.context["form"].requested} == {each.pk for each in agencies}


def test_request_is_submitted_for_its_organizations(alice_client, draft, agencies):
    add(alice_client, draft, *agencies)
    response = submit(alice_client, draft, agencies)
    assert heading_of(response) == "My Profile"
    assert response.context["just_submitted"]
    (row,) = response.context["profile"].pending.rows
    assert row.first_organizations == agencies[::-1]


def test_organizations_of_another_tab_are_reviewed_first(alice_client, draft, agencies):
    add(alice_client, draft, *agencies)
    response = submit(alice_client, draft, agencies[:2])
    assert response.context["form"].has_error("__all__", "organizations_changed")
    assert RoleRequest.objects.get().is_draft


def test_closed_organization_is_named(alice_client, draft, agencies):
    add(alice_client, draft, *agencies)
    Organization.objects.filter(pk=agencies[0].pk).update(is_open=False)
    response = submit(alice_client, draft, agencies)
    assert response.context["form"].has_error("organizations", "closed")


def test_my_profile_shows_the_first_three(alice, alice_client, official):
    many = OrganizationFactory.create_batch(8)
    pending_of(alice, official, organizations=many)
    with Queries() as queries:
        response = alice_client.get("/my-profile/")
    (row,) = response.context["profile"].pending.rows
    assert (len(row.first_organizations), row.more_organizations) == (3, 5)
    html = response.content.decode()
    assert sum(html.count(each.written_code) for each in many) == 6  # pending and active
    for each in OrganizationFactory.create_batch(5):
        pending_of(alice, official, organizations=[each])
    with Queries() as more:
        alice_client.get("/my-profile/")
    assert more.count() == queries.count()


def test_page_3_takes_the_same_queries_for_100(alice_client, draft):
    many = OrganizationFactory.create_batch(100)
    counts = []
    for some in (many[:1], many):
        draft.add_organizations(some, actor=draft.requester)
        with Queries() as queries:
            alice_client.get(page_3(draft))
        counts.append(queries.count())
    assert counts[0] == counts[1]


# A list of CCNs


def paste(client, draft, text):
    return client.post(f"{page_3(draft)}several/", {"ccns": text}, follow=True)


def test_pasted_ccns_are_added(alice_client, draft, agencies):
    one, two, three = agencies
    text = f"{one.written_code} {one.name}, Sampleville\n{two.code.lower()};\t{three.code[:2]} {three.code[2:]}\n\n"
    response = paste(alice_client, draft, text)
    assert response.redirect_chain == [(page_3(draft), 302)]
    assert named(draft) == {each.pk for each in agencies}


def test_bad_lines_stay_each_with_its_reason(alice_client, draft, agencies):
    one, two, three = agencies
    Organization.objects.filter(pk=two.pk).update(is_open=False, replaced_by=three)
    response = paste(alice_client, draft, f"{one.code}, 36849, {three.code}\nhello\n{two.code}\n36-9999")
    assert response.redirect_chain == [(f"{page_3(draft)}several/?check", 302)]
    assert named(draft) == {one.pk, three.pk}
    form = response.context["form"]
    assert form["ccns"].value().splitlines() == ["36849", "hello", two.written_code, "36-9999"]
    reasons = form.errors["ccns"]
    assert ["03-6849" in reasons[0], "hello" in reasons[1], three.written_code in reasons[2]] == [True] * 3
    again = alice_client.get(f"{page_3(draft)}several/")
    assert again.context["form"]["ccns"].value() == form["ccns"].value()
    assert not again.context["form"].errors
    assert paste(alice_client, draft, one.code).redirect_chain == [(page_3(draft), 302)]
    assert alice_client.get(f"{page_3(draft)}several/").context["form"]["ccns"].value() == ""


def test_an_empty_list_is_an_error(alice_client, draft):
    assert paste(alice_client, draft, " \n ").context["form"].has_error("ccns", "required")


def test_a_list_adds_100_at_most(alice_client, draft):
    many = OrganizationFactory.create_batch(103)
    response = paste(alice_client, draft, "\n".join(each.code for each in many))
    assert len(named(draft)) == 100
    assert response.context["form"].errors["ccns"] == [TOO_MANY]  # once, for the three that stay
    assert len(response.context["form"]["ccns"].value().splitlines()) == 3


def test_a_very_long_list_keeps_what_was_typed(alice_client, draft):
    response = alice_client.post(f"{page_3(draft)}several/", {"ccns": "x" * 20_001})
    assert response.context["form"].has_error("ccns", "max_length")
    assert response.context["form"]["ccns"].value() == "x" * 20_001


def test_roles_without_ccns_have_no_list(alice, alice_client):
    role = Role.objects.get_by_natural_key("contractor", "medicare-administrative-contractor-user")
    draft = draft_of(alice, role)
    assert alice_client.get(f"{page_3(draft)}several/")["Location"] == page_3(draft)
    found = alice_client.get(f"{page_3(draft)}search/?q=mac99&state=")
    assert [each.organization.code for each in found.context["results"].rows] == ["MAC99"]
    assert "kind" not in found.context["search"].fields


# Who may open them, and when


PARTS = ("search/", "several/", "remove/")


@pytest.mark.parametrize("part", PARTS)
def test_pages_are_private(bob, draft, part):
    assert client_of(bob).get(f"{page_3(draft)}{part}").status_code == 404
    assert client_of(bob).post(f"{page_3(draft)}{part}").status_code == 404
    assert Client().get(f"{page_3(draft)}{part}").status_code == 302


@pytest.mark.parametrize("part", PARTS)
def test_other_roles_and_statuses_are_redirected(alice, alice_client, official, sagu, agencies, part):
    without = draft_of(alice, sagu)
    assert alice_client.get(f"{page_3(without)}{part}")["Location"] == page_3(without)
    submitted = pending_of(alice, official, organizations=agencies)
    assert alice_client.post(f"{page_3(submitted)}{part}")["Location"] == "/my-profile/"
    early = draft_of(alice, official)
    RoleRequest.objects.filter(pk=early.pk).update(role=None)
    assert alice_client.get(f"{page_3(early)}{part}")["Location"] == address(early, "role")


def test_archived_draft_is_redirected(alice, alice_client, draft, agencies):
    User.objects.get(pk=alice.pk).start_over()
    assert alice_client.get(search(draft))["Location"] == "/my-profile/"
    alice_client.post(search(draft), {"organizations": [agencies[0].pk]})
    assert named(draft) == set()
