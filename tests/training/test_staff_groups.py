"""The two groups of staff and their permissions, page by page."""

from collections import Counter

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.urls import resolve, reverse

from accounts.models import TrainingClass, User
from rolerequests.models import Organization
from tests.factories import ExerciseFactory
from tests.helpers import client_of
from tests.pages import page_of, text_of
from training.staff_groups import GROUPS, permissions_called, seed_staff_groups

pytestmark = pytest.mark.django_db

EDITOR, LEAD = "Catalog editor", "Training lead"
BOTH = {EDITOR, LEAD}
NEITHER: set[str] = set()

# Page, method, groups with permission. The fixture `objects` gives the ids that the pages need.
TABLE = [
    ("index", "get", BOTH),
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
    ("rolerequests_organization_changelist", "get", BOTH),
    ("rolerequests_organization_add", "get", {EDITOR}),
    ("rolerequests_organization_add", "post", {EDITOR}),
    ("rolerequests_organization_change organization", "get", BOTH),
    ("rolerequests_organization_change organization", "post", {EDITOR}),
    ("rolerequests_organization_delete organization", "post", NEITHER),
    ("rolerequests_organization_history organization", "get", BOTH),
    ("rolerequests_organization_import_export", "get", BOTH),
    ("rolerequests_organization_import_export", "post", {EDITOR}),
    ("rolerequests_organization_export", "get", BOTH),
    ("training_exercise_changelist", "get", BOTH),
    ("training_exercise_add", "get", BOTH),
    ("training_exercise_add", "post", BOTH),
    ("training_exercise_change exercise", "get", BOTH),
    ("training_exercise_change exercise", "post", BOTH),
    ("training_exercise_delete exercise", "post", {EDITOR}),
    ("training_exercise_history exercise", "get", BOTH),
    ("training_exercise_preview exercise", "get", BOTH),
    ("training_exercise_import_export", "get", BOTH),
    ("training_exercise_import_export", "post", BOTH),
    ("training_exercise_export", "get", BOTH),
    ("accounts_trainingclass_changelist", "get", {LEAD}),
    ("accounts_trainingclass_add", "get", {LEAD}),
    ("accounts_trainingclass_add", "post", {LEAD}),
    ("accounts_trainingclass_change class", "get", {LEAD}),
    ("accounts_trainingclass_change class", "post", {LEAD}),
    ("accounts_trainingclass_delete class", "get", NEITHER),
    ("accounts_trainingclass_delete class", "post", NEITHER),
    ("accounts_trainingclass_history class", "get", {LEAD}),
    ("accounts_trainingclass_copy class", "get", {LEAD}),
    ("accounts_trainingclass_copy class", "post", {LEAD}),
    ("accounts_trainingclass_handout class", "get", {LEAD}),
    ("accounts_trainingclass_handout_list class", "get", {LEAD}),
    ("accounts_trainingclass_handout_csv class", "get", {LEAD}),
    ("accounts_trainingclass_add_trainees class", "get", {LEAD}),
    ("accounts_trainingclass_add_trainees class", "post", {LEAD}),
    ("accounts_trainingclass_action class close", "get", {LEAD}),
    ("accounts_trainingclass_action class close", "post", {LEAD}),
    ("accounts_trainingclass_action class reset-passwords", "post", {LEAD}),
    ("accounts_trainingclass_action class archive", "post", {LEAD}),
    ("accounts_trainingclass_action class unarchive", "post", {LEAD}),
    ("accounts_trainingclass_action class delete", "get", {LEAD}),
    ("accounts_trainingclass_action class delete", "post", {LEAD}),
    ("accounts_trainingclass_adopt class", "get", {LEAD}),
    ("accounts_trainingclass_adopt class", "post", {LEAD}),
    ("accounts_trainingclass_rename_trainee class trainee", "post", {LEAD}),
    ("accounts_trainingclass_move_trainee class trainee", "post", {LEAD}),
    ("accounts_trainingclass_action_for class remove trainee", "post", {LEAD}),
    ("accounts_trainingclass_action_for class bring-back trainee", "post", {LEAD}),
    ("accounts_trainingclass_action class renew-code", "get", {LEAD}),
    ("accounts_trainingclass_action class renew-code", "post", {LEAD}),
    ("accounts_trainingclass_action class switch-off-code", "post", {LEAD}),
    ("accounts_trainingclass_action class unlock", "post", {LEAD}),
    ("accounts_trainingclass_projector class", "get", {LEAD}),
    ("accounts_trainingclass_action_for class start-over trainee", "post", {LEAD}),
    ("accounts_trainingclass_action_for class unlock trainee", "get", {LEAD}),
    ("rolerequests_rolerequest_changelist", "get", {LEAD}),
    ("rolerequests_rolerequest_change request", "get", {LEAD}),
    ("rolerequests_rolerequest_change request", "post", NEITHER),
    ("rolerequests_rolerequest_add", "get", NEITHER),
    ("rolerequests_rolerequest_delete request", "post", NEITHER),
    ("accounts_sandbox_changelist", "get", {LEAD}),
    ("accounts_sandbox_change sandbox", "get", {LEAD}),
    ("accounts_sandbox_change sandbox", "post", NEITHER),
    ("accounts_auditentry_changelist", "get", BOTH),
    ("accounts_user_changelist", "get", {LEAD}),
    ("accounts_user_change trainee", "get", {LEAD}),
    ("accounts_user_change trainee", "post", NEITHER),
    ("auth_user_password_change trainee", "get", NEITHER),
    ("accounts_user_add", "post", NEITHER),
    ("accounts_user_change user", "get", NEITHER),
    ("accounts_user_change user", "post", NEITHER),
    ("accounts_user_delete user", "post", NEITHER),
    ("accounts_user_history user", "get", NEITHER),
    ("auth_user_password_change user", "post", NEITHER),
    ("auth_group_changelist", "get", NEITHER),
    ("auth_group_change group", "post", NEITHER),
    ("auth_group_history group", "get", NEITHER),
]


@pytest.fixture
def objects(pending, sagu, alice, carol):
    """Ids and names for the URLs."""
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
        "organization": Organization.objects.first().pk,
        "exercise": ExerciseFactory(category=sagu.category, role=sagu, states="OH").pk,
        "group": Group.objects.get(name=EDITOR).pk,
    }


def member_of(group):
    user = User.objects.create_user(group.split()[0].lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return client_of(user)


@pytest.mark.parametrize("group", GROUPS)
def test_group_permissions_by_page(objects, group):
    """One test for all pages, because the objects take longer than a page. Each page meets them unchanged."""
    member, wrong = member_of(group), []
    for page, method, allowed in TABLE:
        name, *rest = page.split()
        address = reverse(f"admin:{name}", args=[objects.get(each, each) for each in rest])
        with transaction.atomic():
            status = getattr(member, method)(address).status_code
            transaction.set_rollback(True)
        if status not in ((200, 302) if group in allowed else (403,)):
            wrong.append((page, method, status))
    assert wrong == []


@pytest.mark.parametrize(
    ("group", "seen", "unseen"),
    [
        (
            EDITOR,
            ["Catalog", "Catalog checks", "Import and export", "Organizations", "Audit log"],
            ["Classes", "Requests", "All trainees", "Groups"],
        ),
        (
            LEAD,
            ["Organizations", "Classes", "Create a class", "Requests", "Audit log"],
            ["Catalog", "Roles", "Catalog checks", "All trainees"],
        ),
    ],
)
def test_dashboard_shows_permitted_links_only(group, seen, unseen):
    words = text_of(member_of(group).get("/admin/"))
    assert [each for each in seen if each not in words] == []
    assert [each for each in unseen if each in words.split("Admin")[-1]] == []


@pytest.mark.parametrize("group", GROUPS)
def test_links_lead_to_permitted_pages_only(objects, group):
    """Follow the links from page to page, to at most five pages of each view."""
    member, asked = member_of(group), set()
    of_view: Counter[str] = Counter()
    waiting = {"/admin/": "the dashboard"}
    while waiting:
        address, origin = waiting.popitem()
        asked.add(address)
        view = resolve(address).view_name
        if of_view[view] == 5:
            continue
        of_view[view] += 1
        response = member.get(address)
        assert response.status_code in (200, 302), f"{address} on {origin}"
        if "text/html" in response["Content-Type"] and response.status_code == 200:
            links = {each["href"].partition("?")[0] for each in page_of(response).all("a") if "href" in each}
            waiting |= {each: address for each in sorted(links - asked) if each.startswith("/admin/")}
    assert len(of_view) > 15


def test_viewers_see_no_buttons(objects, sagu):
    reader = User.objects.create_user("reader", is_staff=True)
    codenames = ["view_role", "view_usercategory", "view_trainingclass"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    alice_client = client_of(reader)
    for page in ("rolerequests_role_changelist", "rolerequests_usercategory_changelist"):
        html = alice_client.get(reverse(f"admin:{page}")).content.decode()
        assert "/move/" not in html
        assert "deactivate" not in html
    html = alice_client.get(
        reverse("admin:accounts_trainingclass_change", args=[objects["class"]])
    ).content.decode()
    assert "/actions/" not in html
    assert "add-trainees" not in html
    assert "Upload" not in text_of(alice_client.get(reverse("admin:rolerequests_import_export")))
    assert alice_client.post(reverse("admin:rolerequests_import_export")).status_code == 403
    assert alice_client.post(reverse("admin:rolerequests_role_move", args=[sagu.pk])).status_code == 403


# Seeding


def test_seeding_adds_missing_groups_only():
    assert seed_staff_groups() == []
    Group.objects.get(name=LEAD).delete()
    Group.objects.get(name=EDITOR).permissions.clear()
    assert seed_staff_groups() == [LEAD]
    assert Group.objects.get(name=LEAD).permissions.count() == len(GROUPS[LEAD])
    assert Group.objects.get(name=EDITOR).permissions.count() == 0


@pytest.mark.parametrize("both", [False, True])
def test_seeding_renames_the_old_group(both):
    """A group that has the new name already stays as it is, and so does the old one."""
    group = Group.objects.get(name=EDITOR)
    if both:
        group = Group.objects.create(name="Catalogue editor")
    else:
        Group.objects.filter(pk=group.pk).update(name="Catalogue editor")
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(group)
    group.permissions.set(permissions_called(("rolerequests.view_role",)))
    assert seed_staff_groups() == []
    group.refresh_from_db()
    assert group.name == ("Catalogue editor" if both else EDITOR)
    assert list(group.user_set.all()) == [editor]
    assert [each.codename for each in group.permissions.all()] == ["view_role"]


def test_unknown_permissions_raise():
    with pytest.raises(LookupError, match="fly"):
        permissions_called(("rolerequests.view_role", "rolerequests.fly_role"))


def test_groups_share_what_both_need():
    shared = {"accounts.view_auditentry", "rolerequests.view_organization"}
    exercises = {each for each in GROUPS[EDITOR] if each.startswith("training.")} - {
        "training.delete_exercise"
    }
    assert set(GROUPS[EDITOR]) & set(GROUPS[LEAD]) == shared | exercises
