"""Organizations of a request: adding, removing, submitting, and the constraints of the database."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from rolerequests.models import (
    MAX_ORGANIZATIONS,
    IdenticalRequestError,
    NotADraftError,
    Organization,
    OrganizationClosedError,
    OrganizationsChangedError,
    OrganizationsRequiredError,
    RequestedOrganization,
    Role,
    RoleRequest,
    SelectionChangedError,
    TooManyOrganizationsError,
)
from rolerequests.models.organization_kinds import OrganizationGroup, OrganizationKind
from tests.helpers import draft_of

KEYS = {
    "official": ("provider", "security-official"),
    "epoc": ("provider", "epoc-administrator"),
    "vendor": ("vendor", "submitter"),
    "contractor": ("contractor", "medicare-administrative-contractor-user"),
    "accrediting": ("accrediting-organization", "general-user"),
}


def role_called(name):
    return Role.objects.select_related("category").get_by_natural_key(*KEYS[name])


def organizations(number, **values):
    """Home health agencies in Ohio, unless said otherwise."""
    defaults = {"kind": OrganizationKind.HOME_HEALTH_AGENCY, "state": "OH", "city": "Sampleville"}
    return Organization.objects.bulk_create(
        Organization(code=f"36{8498 - index}", name=f"Training Home {index:03}", **defaults | values)
        for index in range(number)
    )


def named(request):
    """Codes of the organizations of a request, and whether each is open."""
    lines = RequestedOrganization.objects.filter(role_request=request).order_by("-organization__code")
    return [(line.organization.code, line.is_open) for line in lines]


def submit(draft, shown=None):
    """Submit the draft while its page shows these organizations, or those that it names."""
    shown = draft.organizations() if shown is None else shown
    keys = [each.pk for each in shown]
    draft.submit(draft.role_id, actor=draft.requester, shown_organizations=keys)


def events_of(request):
    return [(event.transition, event.words) for event in request.events.all()][2:]


@pytest.fixture
def draft(alice):
    """A draft for Provider Security Official."""
    return draft_of(alice, role_called("official"))


@pytest.fixture
def pending(draft):
    """A pending request for two organizations."""
    draft.add_organizations(organizations(2), actor=draft.requester)
    submit(draft)
    return draft


def test_adding_writes_one_event(draft, alice):
    one, two = organizations(2)
    assert draft.add_organizations([one, two], actor=alice) == [one, two]
    assert named(draft) == [("368498", False), ("368497", False)]
    words = "36-8498 Training Home 000; 36-8497 Training Home 001"
    assert events_of(draft) == [("organizations_added", words)]


def test_adding_again_changes_nothing(draft, alice):
    one, two = organizations(2)
    draft.add_organizations([one], actor=alice)
    assert draft.add_organizations([one, one], actor=alice) == []
    assert draft.add_organizations([one, two], actor=alice) == [two]
    assert [words for _, words in events_of(draft)] == [str(one), str(two)]


def test_removing_writes_one_event(draft, alice):
    one, two = organizations(2)
    draft.add_organizations([one, two], actor=alice)
    assert draft.remove_organization(one, actor=alice)
    assert not draft.remove_organization(one, actor=alice)
    assert named(draft) == [("368497", False)]
    assert events_of(draft)[1:] == [("organization_removed", str(one))]


def test_closed_organizations_cannot_be_added(draft, alice):
    one, two = organizations(2)
    Organization.objects.filter(pk=two.pk).update(is_open=False)  # after the page showed it
    with pytest.raises(OrganizationClosedError) as error:
        draft.add_organizations([one, two], actor=alice)
    assert error.value.closed == [two]
    assert named(draft) == []


@pytest.mark.parametrize("kind", ["accrediting-organization", "contractor"])
def test_organizations_of_another_group_are_refused(draft, alice, kind):
    with pytest.raises(SelectionChangedError):
        draft.add_organizations(organizations(1, kind=kind), actor=alice)
    assert named(draft) == []


def test_role_without_organizations_takes_none(alice, sagu):
    with pytest.raises(SelectionChangedError):
        draft_of(alice, sagu).add_organizations(organizations(1), actor=alice)


def test_a_request_takes_100_organizations(draft, alice):
    *some, last = organizations(MAX_ORGANIZATIONS + 1)
    draft.add_organizations(some, actor=alice)
    assert draft.add_organizations(some[:3], actor=alice) == []
    with pytest.raises(TooManyOrganizationsError):
        draft.add_organizations([last], actor=alice)
    assert len(named(draft)) == MAX_ORGANIZATIONS
    draft.remove_organization(some[0], actor=alice)
    assert draft.add_organizations([last], actor=alice) == [last]


def test_submitted_request_keeps_its_organizations(pending, alice):
    one = pending.organizations()[0]
    with pytest.raises(NotADraftError):
        pending.add_organizations([one], actor=alice)
    with pytest.raises(NotADraftError):
        pending.remove_organization(one, actor=alice)
    assert named(pending) == [("368498", True), ("368497", True)]


def test_submitting_opens_the_organizations(pending):
    assert (pending.is_pending, pending.is_active_role, pending.for_organizations) == (True, True, True)
    assert named(pending) == [("368498", True), ("368497", True)]
    words = "Provider Security Official / Organizations: 36-8498 Training Home 000; 36-8497 Training Home 001"
    assert events_of(pending)[-1] == ("submitted", words)


def test_submitting_twice_is_a_success(pending):
    submit(RoleRequest.objects.get(pk=pending.pk))
    submit(pending)
    assert [name for name, _ in events_of(pending)].count("submitted") == 1


def test_withdrawing_closes_the_organizations(pending, alice):
    pending.withdraw(actor=alice)
    assert named(pending) == [("368498", False), ("368497", False)]
    assert events_of(pending)[-1][1] == events_of(pending)[-2][1]  # the words of the submission


def test_request_without_organizations_is_not_submitted(draft):
    with pytest.raises(OrganizationsRequiredError):
        submit(draft)
    with pytest.raises(OrganizationsRequiredError):
        draft.check_submittable()
    assert RoleRequest.objects.get().is_draft


def test_only_the_shown_organizations_are_submitted(draft, alice):
    one, two, three = organizations(3)
    draft.add_organizations([one, two], actor=alice)
    for shown in ([one], [one, two, three], [one, three], []):
        with pytest.raises(OrganizationsChangedError):
            submit(draft, shown)
        assert RoleRequest.objects.get().is_draft
    assert [name for name, _ in events_of(draft)] == ["organizations_added"]
    submit(draft, [two, one])


def test_organization_closed_meanwhile_is_not_submitted(draft, alice):
    one, two = organizations(2)
    draft.add_organizations([one, two], actor=alice)
    Organization.objects.filter(pk=one.pk).update(is_open=False)
    for call in (lambda: submit(draft), draft.check_submittable):
        with pytest.raises(OrganizationClosedError) as error:
            call()
        assert [each.pk for each in error.value.closed] == [one.pk]
    assert RoleRequest.objects.get().is_draft


def test_same_role_and_organization_twice_is_refused(pending, alice):
    first, second = pending.organizations()
    draft = draft_of(alice, role_called("official"))
    third = Organization.objects.create(
        code="368400", name="Training Third", kind="home-health-agency", state="OH", city="Demo"
    )
    draft.add_organizations([third, second], actor=alice)
    for call in (lambda: submit(draft), draft.check_submittable):
        with pytest.raises(IdenticalRequestError) as error:
            call()
        assert (error.value.existing, error.value.organization) == (pending, second)
    assert RoleRequest.objects.get(pk=draft.pk).is_draft
    draft.remove_organization(second, actor=alice)
    submit(draft)
    assert first in pending.organizations()


def test_same_organization_in_another_role_is_allowed(pending, alice):
    draft = draft_of(alice, role_called("epoc"))
    draft.add_organizations(pending.organizations(), actor=alice)
    submit(draft)
    assert draft.is_pending


def test_same_request_by_somebody_else_is_allowed(pending, bob):
    draft = draft_of(bob, role_called("official"))
    draft.add_organizations(pending.organizations(), actor=bob)
    submit(draft)
    assert draft.is_pending


def test_withdrawn_request_can_be_repeated(pending, alice):
    pending.withdraw(actor=alice)
    draft = draft_of(alice, role_called("official"))
    draft.add_organizations(pending.organizations(), actor=alice)
    submit(draft)
    assert draft.is_pending


@pytest.mark.parametrize(
    ("name", "kept"), [("epoc", 2), ("vendor", 2), ("contractor", 0), ("accrediting", 0)]
)
def test_another_group_drops_the_organizations(draft, alice, name, kept):
    draft.add_organizations(organizations(2), actor=alice)
    role = role_called(name)
    draft.choose_category(role.category, actor=alice)
    draft.choose_role(role, actor=alice)
    assert len(draft.organizations()) == kept
    assert len(named(draft)) == kept


def test_role_without_organizations_drops_them(draft, alice, sagu):
    draft.add_organizations(organizations(2), actor=alice)
    draft.choose_category(sagu.category, actor=alice)
    draft.choose_role(sagu, actor=alice)
    assert named(draft) == []


def test_role_of_another_tab_is_noticed(draft, alice):
    other_tab = RoleRequest.objects.get(pk=draft.pk)
    draft.choose_role(role_called("epoc"), actor=alice)
    (one,) = organizations(1)
    for call in (
        other_tab.add_organizations,
        lambda each, actor: other_tab.remove_organization(one, actor=actor),
    ):
        with pytest.raises(SelectionChangedError):
            call([one], actor=alice)


# What the database refuses


def test_one_open_line_per_role_and_organization(pending):
    line = RequestedOrganization.objects.filter(role_request=pending).first()
    other = draft_of(pending.requester, pending.role)
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestedOrganization.objects.create(
            role_request=other,
            organization=line.organization,
            requester=line.requester,
            sandbox=line.sandbox,
            role=line.role,
            is_open=True,
        )


def test_open_line_has_a_role(pending):
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestedOrganization.objects.filter(role_request=pending).update(role=None)


def test_an_organization_once_per_request(draft, alice):
    (one,) = organizations(1)
    line = {"role_request": draft, "organization": one, "requester": alice, "sandbox": alice.sandbox}
    RequestedOrganization.objects.create(**line)
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestedOrganization.objects.create(**line)


def test_requested_organization_cannot_be_deleted(pending):
    with pytest.raises(ProtectedError):
        pending.organizations()[0].delete()


def test_deleted_draft_deletes_its_lines(draft, alice):
    draft.add_organizations(organizations(2), actor=alice)
    draft.delete()
    assert not RequestedOrganization.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"code": "36849a"},
        {"code": " "},
        {"name": "  "},
        {"kind": "bakery"},
        {"state": "ZZ"},
    ],
)
def test_organization_constraints(db, values):
    organizations(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.update(**values)


def test_only_closed_organizations_are_replaced(db):
    one, two = organizations(2)
    for values in ({"replaced_by": two}, {"replaced_by": one, "is_open": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organization.objects.filter(pk=one.pk).update(**values)
    Organization.objects.filter(pk=one.pk).update(replaced_by=two, is_open=False)


@pytest.mark.parametrize("kind", OrganizationKind)
def test_group_follows_the_kind(db, kind):
    (one,) = organizations(1, kind=kind)
    assert Organization.objects.get(pk=one.pk).group == kind.group
    assert one.is_provider == (kind.group == OrganizationGroup.PROVIDER)


def test_search_words_follow_name_and_city(db):
    one = Organization(
        code="368498",
        name="Training Señora O'Hara Home-Health 01",
        kind="hospice",
        state="OH",
        city="Demo Falls",
    )
    one.save()
    assert Organization.objects.get(pk=one.pk).search_words == " senora ohara home health 01 demo falls"
    one.name = "Training Łódź"
    one.save()
    one.refresh_from_db()
    assert one.search_words == " lodz demo falls"
