"""The demo accounts, whose password is public: they can log in only in demo mode."""

import pytest

from accounts import demo
from accounts.models import Sandbox, User
from tests.accounts.login import WRONG, error_codes, log_in, new_client
from tests.helpers import client_of
from tests.pages import heading_of

TRAINEES = [f"trainee{number:02}" for number in range(1, 41)]
PASSWORD = "Practice-2026"


@pytest.fixture
def seeded(db, settings):
    settings.DEMO = True
    demo.seed_demo_accounts()


def test_demo_has_forty_trainees_and_one_admin(seeded):
    assert list(User.objects.values_list("user_id", "is_staff", "is_superuser", "is_demo")) == [
        ("admin", True, True, True),
        *((user_id, False, False, True) for user_id in TRAINEES),
    ]


def test_demo_trainees_have_separate_sandboxes(seeded):
    sandboxes = set(User.objects.filter(is_staff=False).values_list("sandbox", flat=True))
    assert len(sandboxes) == Sandbox.objects.count() == 40
    assert User.objects.get(user_id="admin").sandbox is None


def test_demo_accounts_share_one_password_hash(seeded):
    assert len(set(User.objects.values_list("password", flat=True))) == 1
    for user_id in ("trainee01", "trainee40"):
        assert log_in(new_client(), user_id, PASSWORD).url == "/"
    assert log_in(new_client(), "admin", PASSWORD, next="/admin/").url == "/admin/"


def test_seeding_twice_changes_nothing(seeded):
    before = list(User.objects.order_by("pk").values())
    demo.seed_demo_accounts()
    assert list(User.objects.order_by("pk").values()) == before
    assert Sandbox.objects.count() == 40


def test_seeding_again_costs_one_query(seeded, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, existing accounts, release
        demo.seed_demo_accounts()


def test_seeding_restores_missing_accounts_only(seeded):
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


def test_seeding_outside_demo_mode_raises(db, settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError, match="for demo mode only"):
        demo.seed_demo_accounts()
    assert not User.objects.exists()


@pytest.mark.parametrize("user_id", ["trainee01", "admin"])
def test_demo_accounts_cannot_log_in_outside_demo_mode(seeded, settings, user_id):
    settings.DEMO = False
    alice_client = new_client()
    assert error_codes(log_in(alice_client, user_id, PASSWORD)) == WRONG
    assert alice_client.get("/").url == "/login/?next=/"
    settings.DEMO = True
    assert log_in(alice_client, user_id, PASSWORD).url == ("/admin/" if user_id == "admin" else "/")


@pytest.mark.parametrize("user_id", ["trainee01", "admin"])
def test_demo_sessions_end_with_demo_mode(seeded, settings, user_id):
    alice_client = client_of(User.objects.get(user_id=user_id))
    assert alice_client.get("/").status_code == 200
    settings.DEMO = False
    assert alice_client.get("/").url == "/login/?next=/"
    assert alice_client.get("/admin/", follow=True).redirect_chain[-1] == ("/login/?next=/admin/", 302)


def test_other_accounts_log_in_without_demo_mode(seeded, settings, alice, alice_client):
    settings.DEMO = False
    assert heading_of(alice_client.get("/")) == "Welcome to iQIES"
    assert log_in(new_client(), "alice", "Alice-Password-1").url == "/"
