"""The demo identities: known to everybody, and only good in demo mode."""

import pytest

from accounts import demo
from accounts.models import Sandbox, User
from tests.accounts.login import WRONG, new_browser, sign_in
from tests.helpers import client_of
from tests.pages import alerts_of, heading_of

TRAINEES = [f"trainee{number:02}" for number in range(1, 41)]
PASSWORD = "Practice-2026"


@pytest.fixture
def seeded(db, settings):
    settings.DEMO = True
    demo.seed_demo_accounts()


def test_there_are_forty_trainees_and_one_member_of_staff(seeded):
    assert list(User.objects.values_list("user_id", "is_staff", "is_superuser", "is_demo")) == [
        ("admin", True, True, True),
        *((user_id, False, False, True) for user_id in TRAINEES),
    ]


def test_each_trainee_has_a_sandbox_of_their_own(seeded):
    sandboxes = set(User.objects.filter(is_staff=False).values_list("sandbox", flat=True))
    assert len(sandboxes) == Sandbox.objects.count() == 40
    assert User.objects.get(user_id="admin").sandbox is None


def test_all_have_the_same_password_in_one_hash(seeded):
    assert len(set(User.objects.values_list("password", flat=True))) == 1
    for user_id in ("trainee01", "trainee40"):
        assert sign_in(new_browser(), user_id, PASSWORD).url == "/"
    assert sign_in(new_browser(), "admin", PASSWORD, next="/admin/").url == "/admin/"


def test_seeding_twice_changes_nothing(seeded):
    before = list(User.objects.order_by("pk").values())
    demo.seed_demo_accounts()
    assert list(User.objects.order_by("pk").values()) == before
    assert Sandbox.objects.count() == 40


def test_seeding_again_costs_one_question(seeded, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, who is there, release
        demo.seed_demo_accounts()


def test_only_what_is_missing_is_restored(seeded):
    User.objects.filter(user_id__in=["trainee07", "admin"]).delete()
    changed = User.objects.get(user_id="trainee08")
    changed.set_password("My-Own-Password-1")
    changed.save()
    demo.seed_demo_accounts()
    assert User.objects.count() == 41
    assert User.objects.get(user_id="trainee07").check_password(PASSWORD)
    assert User.objects.get(user_id="admin").is_superuser
    changed.refresh_from_db()
    assert changed.check_password("My-Own-Password-1")


def test_seeding_outside_demo_mode_is_refused(db, settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="for demo mode only"):
        demo.seed_demo_accounts()
    assert not User.objects.exists()


@pytest.mark.parametrize("user_id", ["trainee01", "admin"])
def test_outside_demo_mode_nobody_signs_in_with_one(seeded, settings, user_id):
    settings.DEMO = False
    alice_client = new_browser()
    assert alerts_of(sign_in(alice_client, user_id, PASSWORD)) == [f"There is a problem {WRONG}"]
    assert alice_client.get("/").url == "/login/?next=/"
    settings.DEMO = True
    assert sign_in(alice_client, user_id, PASSWORD).url == "/"


@pytest.mark.parametrize("user_id", ["trainee01", "admin"])
def test_an_open_session_ends_with_the_demo_mode(seeded, settings, user_id):
    alice_client = client_of(User.objects.get(user_id=user_id))
    assert alice_client.get("/").status_code == 200
    settings.DEMO = False
    assert alice_client.get("/").url == "/login/?next=/"
    assert alice_client.get("/admin/", follow=True).redirect_chain[-1] == ("/login/?next=/admin/", 302)


def test_other_identities_sign_in_with_and_without_demo_mode(seeded, settings, alice, alice_client):
    settings.DEMO = False
    assert heading_of(alice_client.get("/")) == "Welcome to iQIES"
    assert sign_in(new_browser(), "alice", "Alice-Password-1").url == "/"


def test_the_staff_account_can_be_given_a_random_password(seeded):
    assert demo.staff_has_demo_password()
    password = demo.set_random_staff_password()
    assert not demo.staff_has_demo_password()
    assert sign_in(new_browser(), "admin", PASSWORD).status_code == 200
    assert sign_in(new_browser(), "admin", password).url == "/"
    assert User.objects.get(user_id="trainee01").check_password(PASSWORD)
    assert demo.set_random_staff_password() != password
