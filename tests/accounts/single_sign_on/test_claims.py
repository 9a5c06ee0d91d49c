"""The claims of the provider decide who gets in, and with which rights."""

import pytest
from django.contrib.auth.models import Group

from accounts.audit_log import Action
from accounts.models import AgencyAccount, AuditEntry, User
from accounts.models.names import free_user_ids
from tests.accounts.login import is_logged_in
from tests.accounts.single_sign_on.conftest import message_of


def groups_of(user_id):
    return sorted(User.objects.get(user_id=user_id).groups.values_list("name", flat=True))


@pytest.fixture
def ann(agency):
    """Ann, who has logged in as a training lead."""
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    agency.log_in("a1")
    return User.objects.get(user_id="ann-lee")


def test_claims_give_exactly_their_groups(agency, ann):
    ann.groups.add(Group.objects.create(name="By hand"))
    agency.set_account("a1", ["iqies-editors", "iqies-leads", "others"], name="Ann Lee")
    agency.log_in("a1")
    assert groups_of("ann-lee") == ["Catalog editor", "Training lead"]
    agency.set_account("a1", ["iqies-editors"], name="Ann Lee")
    agency.log_in("a1")
    assert groups_of("ann-lee") == ["Catalog editor"]


def test_one_value_need_not_be_a_list(agency):
    agency.set_account("a1", name="Ann Lee")
    agency.change(groups_claim="name", groups={"Ann Lee": "Training lead"})
    agency.log_in("a1")
    assert groups_of("ann-lee") == ["Training lead"]


@pytest.mark.parametrize("groups", [[], ["others"], ["iqies-gone"], [["iqies-leads"]], [7]])
def test_without_a_group_nobody_gets_in(agency, groups):
    agency.set_account("nobody", groups, name="No Body")
    client, _ = agency.log_in("nobody")
    assert not is_logged_in(client)
    assert "ask the training office" in message_of(client)
    assert not User.objects.exists()


@pytest.mark.parametrize("claim", [None, 7, {"iqies-leads": 1}])
def test_claim_of_another_form_gives_nothing(agency, claim):
    agency.set_account("nobody", name="No Body", roles=claim)
    agency.change(groups_claim="roles")
    client, _ = agency.log_in("nobody")
    assert not is_logged_in(client)


def test_who_loses_the_last_group_loses_all_rights(agency, ann):
    session, _ = agency.log_in("a1")
    agency.set_account("a1", ["others"], name="Ann Lee")
    client, _ = agency.log_in("a1")
    assert not is_logged_in(client)
    assert groups_of("ann-lee") == []
    assert session.get("/admin/accounts/trainingclass/").status_code == 403
    failed = AuditEntry.objects.get(action=Action.LOGIN_FAILED)
    assert (failed.object_name, failed.actor_name) == ("ann-lee", "")
    assert "no group" in failed.changes[-1]["after"]


def test_deactivated_staff_does_not_get_in(agency, ann):
    User.objects.update(is_active=False)
    client, _ = agency.log_in("a1")
    assert not is_logged_in(client)
    assert "deactivated" in message_of(client)


def test_trainee_never_gets_in(agency, alice):
    AgencyAccount.objects.create(user=alice, issuer=agency.provider.issuer, subject="alice")
    agency.set_account("alice", ["iqies-leads"])
    client, _ = agency.log_in("alice")
    assert not is_logged_in(client)
    assert groups_of("alice") == []


def test_claims_make_no_superuser_by_themselves(agency, ann):
    agency.set_account("a1", ["iqies-leads", "admins"], name="Ann Lee")
    agency.log_in("a1")
    assert not User.objects.get(pk=ann.pk).is_superuser


def test_superuser_given_by_hand_stays(agency, ann):
    User.objects.update(is_superuser=True)
    agency.log_in("a1")
    assert User.objects.get(pk=ann.pk).is_superuser


def test_named_claim_makes_and_ends_a_superuser(agency, ann):
    agency.change(superuser="admins")
    agency.set_account("a1", ["admins"], name="Ann Lee")
    client, _ = agency.log_in("a1")
    assert is_logged_in(client)
    assert User.objects.get(pk=ann.pk).is_superuser
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    agency.log_in("a1")
    assert not User.objects.get(pk=ann.pk).is_superuser


def test_groups_can_be_in_the_user_info_only(agency):
    agency.set_account("a1", ["iqies-leads"], faults={"groups": None}, name="Ann Lee")
    client, _ = agency.log_in("a1")
    assert is_logged_in(client)


@pytest.fixture
def before_it_is_created(monkeypatch):
    """Let something happen while the first staff account is being created."""

    def before_it_is_created(meanwhile):
        def once(names):
            monkeypatch.undo()
            found = list(free_user_ids(names))
            meanwhile()
            return found

        monkeypatch.setattr("accounts.single_sign_on.members.free_user_ids", once)

    return before_it_is_created


def test_user_id_can_be_taken_meanwhile(agency, before_it_is_created):
    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    before_it_is_created(lambda: User.objects.create_user("ann-lee"))
    client, _ = agency.log_in("a1")
    assert is_logged_in(client)
    assert groups_of("ann-lee-2") == ["Training lead"]


def test_two_first_log_ins_give_one_account(agency, before_it_is_created):
    def other_tab():
        user = User.objects.create_user("ann", is_staff=True)
        AgencyAccount.objects.create(user=user, issuer=agency.provider.issuer, subject="a1")

    agency.set_account("a1", ["iqies-leads"], name="Ann Lee")
    before_it_is_created(other_tab)
    client, _ = agency.log_in("a1")
    assert is_logged_in(client)
    assert list(User.objects.values_list("user_id", flat=True)) == ["ann"]
