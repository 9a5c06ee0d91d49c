"""The two groups of staff: what each may do, page by page, and that neither sees the other's buttons."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import TrainingClass, User
from tests.helpers import client_of
from tests.pages import page_of, text_of
from training.staff_groups import GROUPS, permissions_called, seed_staff_groups

pytestmark = pytest.mark.django_db

EDITOR, LEAD = "Catalog editor", "Training lead"
EVERYBODY = {EDITOR, LEAD}
NOBODY: set[str] = set()

# Page, transition, who may. What stands for a thing is filled in below.
TABLE = [
    ("index", "get", EVERYBODY),
    ("rolerequests_usercategory_changelist", "get", {EDITOR}),
    ("rolerequests_usercategory_changelist", "post", {EDITOR}),
    ("rolerequests_usercategory_add", "get", {EDITOR}),
    ("rolerequests_usercategory_add", "post", {EDITOR}),
    ("rolerequests_usercategory_change category", "get", {EDITOR}),
    ("rolerequests_usercategory_change category", "post", {EDITOR}),
    ("rolerequests_usercategory_delete category", "get", {EDITOR}),
    ("rolerequests_usercategory_delete category", "post", {EDITOR}),
    ("rolerequests_usercategory_history category", "get", {EDITOR}),
    ("rolerequests_usercategory_preview category", "get", {EDITOR}),
    ("rolerequests_usercategory_move category", "post", {EDITOR}),
    ("rolerequests_checks", "get", {EDITOR}),
    ("rolerequests_import_export", "get", {EDITOR}),
    ("rolerequests_import_export", "post", {EDITOR}),
    ("rolerequests_export name", "get", {EDITOR}),
    ("rolerequests_role_changelist", "get", {EDITOR}),
    ("rolerequests_role_add", "post", {EDITOR}),
    ("rolerequests_role_change role", "get", {EDITOR}),
    ("rolerequests_role_change role", "post", {EDITOR}),
    ("rolerequests_role_delete role", "post", {EDITOR}),
    ("rolerequests_role_history role", "get", {EDITOR}),
    ("rolerequests_role_preview role", "get", {EDITOR}),
    ("rolerequests_role_move role", "post", {EDITOR}),
    ("accounts_trainingclass_changelist", "get", {LEAD}),
    ("accounts_trainingclass_add", "get", {LEAD}),
    ("accounts_trainingclass_add", "post", {LEAD}),
    ("accounts_trainingclass_change class", "get", {LEAD}),
    ("accounts_trainingclass_change class", "post", {LEAD}),
    ("accounts_trainingclass_delete class", "get", NOBODY),
    ("accounts_trainingclass_delete class", "post", NOBODY),
    ("accounts_trainingclass_history class", "get", {LEAD}),
    ("accounts_trainingclass_handout class", "get", {LEAD}),
    ("accounts_trainingclass_add_trainees class", "get", {LEAD}),
    ("accounts_trainingclass_add_trainees class", "post", {LEAD}),
    ("accounts_trainingclass_action class close", "get", {LEAD}),
    ("accounts_trainingclass_action class close", "post", {LEAD}),
    ("accounts_trainingclass_action class reset-passwords", "post", {LEAD}),
    ("accounts_trainingclass_action_for class start-over trainee", "post", {LEAD}),
    ("accounts_trainingclass_action_for class unlock trainee", "get", {LEAD}),
    ("rolerequests_rolerequest_changelist", "get", {LEAD}),
    ("rolerequests_rolerequest_change request", "get", {LEAD}),
    ("rolerequests_rolerequest_change request", "post", NOBODY),
    ("rolerequests_rolerequest_add", "get", NOBODY),
    ("rolerequests_rolerequest_delete request", "post", NOBODY),
    ("accounts_sandbox_changelist", "get", {LEAD}),
    ("accounts_sandbox_change sandbox", "get", {LEAD}),
    ("accounts_sandbox_change sandbox", "post", NOBODY),
    ("auditlog_logentry_changelist", "get", EVERYBODY),
    ("accounts_user_changelist", "get", NOBODY),
    ("accounts_user_add", "post", NOBODY),
    ("accounts_user_change user", "get", NOBODY),
    ("accounts_user_change user", "post", NOBODY),
    ("accounts_user_delete user", "post", NOBODY),
    ("accounts_user_history user", "get", NOBODY),
    ("auth_user_password_change user", "post", NOBODY),
    ("auth_group_changelist", "get", NOBODY),
    ("auth_group_change group", "post", NOBODY),
    ("auth_group_history group", "get", NOBODY),
]


@pytest.fixture
def things(pending, sagu, alice, carol):
    """What a page can be about."""
    training_class = TrainingClass.objects.create(name="Ohio")
    ((trainee, _),) = training_class.add_trainees(["Ann"])
    return {
        "category": sagu.category_id,
        "role": sagu.pk,
        "name": "roles",
        "class": training_class.pk,
        "trainee": trainee.pk,
        "request": pending.pk,
        "sandbox": alice.sandbox_id,
        "user": carol.pk,
        "group": Group.objects.get(name=EDITOR).pk,
    }


def member_of(group):
    user = User.objects.create_user(group.split()[0].lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return client_of(user)


@pytest.mark.parametrize(
    ("page", "transition", "allowed"), TABLE, ids=lambda each: each if isinstance(each, str) else ""
)
@pytest.mark.parametrize("group", GROUPS)
def test_who_may_do_what_on_which_page(things, group, page, transition, allowed):
    name, *rest = page.split()
    address = reverse(f"admin:{name}", args=[things.get(each, each) for each in rest])
    response = getattr(member_of(group), transition)(address)
    assert (response.status_code != 403) == (group in allowed)
    assert response.status_code in (200, 302, 403)


@pytest.mark.parametrize(
    ("group", "seen", "unseen"),
    [
        (EDITOR, ["Catalog", "Doctor", "Files", "History"], ["Classes", "Requests", "Users", "Groups"]),
        (LEAD, ["Classes", "Make a class", "Requests", "History"], ["Catalog", "Roles", "Doctor", "Users"]),
    ],
)
def test_the_front_page_leads_each_to_their_own_work_only(group, seen, unseen):
    words = text_of(member_of(group).get("/admin/"))
    assert [each for each in seen if each not in words] == []
    assert [each for each in unseen if each in words.split("Admin")[-1]] == []


@pytest.mark.parametrize("group", GROUPS)
def test_no_link_leads_anybody_to_a_page_that_they_may_not_open(things, group):
    alice_client, asked, waiting = member_of(group), set(), {("/admin/", "the front page")}
    while waiting:
        address, origin = waiting.pop()
        asked.add(address)
        response = alice_client.get(address)
        assert response.status_code in (200, 302), f"{address} on {origin}"
        if "text/html" in response["Content-Type"] and response.status_code == 200:
            links = {each["href"].partition("?")[0] for each in page_of(response).all("a") if "href" in each}
            waiting |= {(each, address) for each in links if each.startswith("/admin/") and each not in asked}
    assert len(asked) > 15


def test_who_may_only_look_sees_no_buttons(things, sagu):
    reader = User.objects.create_user("reader", is_staff=True)
    codenames = ["view_role", "view_usercategory", "view_trainingclass"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    alice_client = client_of(reader)
    for page in ("rolerequests_role_changelist", "rolerequests_usercategory_changelist"):
        html = alice_client.get(reverse(f"admin:{page}")).content.decode()
        assert "/move/" not in html
        assert "deactivate" not in html
    html = alice_client.get(
        reverse("admin:accounts_trainingclass_change", args=[things["class"]])
    ).content.decode()
    assert "/actions/" not in html
    assert "add-trainees" not in html
    assert "Upload" not in text_of(alice_client.get(reverse("admin:rolerequests_import_export")))
    assert alice_client.post(reverse("admin:rolerequests_import_export")).status_code == 403
    assert alice_client.post(reverse("admin:rolerequests_role_move", args=[sagu.pk])).status_code == 403


# Seeding them


def test_groups_that_are_missing_are_seeded_and_those_that_are_there_are_left():
    assert seed_staff_groups() == []
    Group.objects.get(name=LEAD).delete()
    Group.objects.get(name=EDITOR).permissions.clear()
    assert seed_staff_groups() == [LEAD]
    assert Group.objects.get(name=LEAD).permissions.count() == len(GROUPS[LEAD])
    assert Group.objects.get(name=EDITOR).permissions.count() == 0


def test_a_right_that_there_is_not_is_no_silent_gap():
    with pytest.raises(LookupError, match="fly"):
        permissions_called(("rolerequests.view_role", "rolerequests.fly_role"))


def test_neither_group_gets_what_the_other_has():
    assert set(GROUPS[EDITOR]) & set(GROUPS[LEAD]) == {"auditlog.view_logentry"}
