"""The invented organizations."""

from collections import Counter
from itertools import islice

import pytest

from rolerequests.models import Organization
from rolerequests.models.ccn import STATE_OF_CODE, is_ccn, written
from rolerequests.models.organization_kinds import OrganizationGroup, OrganizationKind, has_number_of
from rolerequests.models.us_states import State
from rolerequests.organizations.practice import (
    DEFAULT_NUMBER,
    add_practice_organizations,
    practice_organizations,
)


@pytest.fixture(scope="module")
def organizations():
    return list(practice_organizations())


@pytest.mark.parametrize("number", [2_000, DEFAULT_NUMBER, 20_000])
def test_at_least_the_number_asked_for(number):
    assert number <= sum(1 for _ in practice_organizations(number)) <= number * 1.05


def test_organizations_are_the_same_each_time(organizations):
    assert list(practice_organizations()) == organizations


def test_codes_are_valid_and_unique(organizations):
    codes = [each.code for each in organizations]
    assert len(set(codes)) == len(codes)
    for each in organizations:
        assert is_ccn(each.code) == (each.kind.group == OrganizationGroup.PROVIDER)
        if is_ccn(each.code):
            assert has_number_of(each.kind, each.code)
            assert STATE_OF_CODE[each.code[:2]] == each.state


def test_names_are_invented_and_unique(organizations):
    names = [each.name for each in organizations]
    assert len(set(names)) == len(names)
    assert all(name.startswith("Training ") for name in names)


def test_each_jurisdiction_has_each_kind_with_a_ccn(organizations):
    pairs = {(each.state, each.kind) for each in organizations}
    assert {kind for _, kind in pairs} == set(OrganizationKind)
    providers = [kind for kind in OrganizationKind if kind.group == OrganizationGroup.PROVIDER]
    assert {(state, kind) for state in State.values for kind in providers} <= pairs


def test_some_organizations_are_closed_and_replaced(organizations):
    by_code = {each.code: each for each in organizations}
    closed = [each for each in organizations if not each.is_open]
    replaced = [each for each in closed if each.replaced_by]
    assert 0.02 < len(closed) / len(organizations) < 0.05
    assert len(replaced) > 10
    for each in replaced:
        new = by_code[each.replaced_by]
        assert (new.kind, new.state, new.is_open) == (each.kind, each.state, True)
    assert any(not each.name.isascii() for each in organizations)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("36-8498", OrganizationKind.HOME_HEALTH_AGENCY),
        ("36-6498", OrganizationKind.NURSING_HOME),
        ("36-1798", OrganizationKind.HOSPICE),
        ("36C0009998", OrganizationKind.SURGICAL_CENTER),
    ],
)
def test_examples_of_the_domain_are_open_in_ohio(organizations, code, kind):
    (found,) = [each for each in organizations if written(each.code) == code]
    assert (found.kind, found.state, found.is_open) == (kind, "OH", True)


def test_adding_twice_changes_nothing(db):
    added = add_practice_organizations(2_000)
    assert 2_000 <= added < Organization.objects.count()
    assert Organization.objects.filter(replaced_by__isnull=False).exists()
    Organization.objects.filter(code="368498").update(name="Changed by an editor")
    Organization.objects.filter(code="361798").delete()
    assert add_practice_organizations(2_000) == 1
    assert Organization.objects.get(code="368498").name == "Changed by an editor"
    assert add_practice_organizations(2_000) == 0


def test_kinds_are_not_equally_frequent():
    kinds = Counter(each.kind for each in islice(practice_organizations(20_000), 20_000))
    assert kinds[OrganizationKind.LABORATORY] > 4 * kinds[OrganizationKind.HOSPICE] > 0
