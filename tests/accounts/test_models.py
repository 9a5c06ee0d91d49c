"""Users and sandboxes: the database constraints, and how users are created."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import Sandbox, User
from tests.helpers import draft_of, pending_of


def refused(constraint):
    """The database raises IntegrityError for this constraint; the transaction continues."""
    return _Refused(constraint)


class _Refused:
    def __init__(self, constraint):
        self.raises = pytest.raises(IntegrityError, match=constraint)
        self.savepoint = transaction.atomic()

    def __enter__(self):
        self.raises.__enter__()
        self.savepoint.__enter__()

    def __exit__(self, *exception):
        self.savepoint.__exit__(*exception)
        return self.raises.__exit__(*exception)


def test_database_refuses_trainees_without_sandbox(alice):
    with refused("user_in_sandbox_unless_staff"):
        User.objects.filter(pk=alice.pk).update(sandbox=None)
    with refused("user_in_sandbox_unless_staff"):
        User.objects.bulk_create([User(user_id="lost")])


def test_database_refuses_staff_in_a_sandbox(alice, carol):
    with refused("user_in_sandbox_unless_staff"):
        User.objects.filter(pk=carol.pk).update(sandbox=alice.sandbox)
    with refused("user_in_sandbox_unless_staff"):
        User.objects.filter(pk=alice.pk).update(is_staff=True)
    with refused("user_in_sandbox_unless_staff"):
        User.objects.bulk_create([User(user_id="both", is_staff=True, sandbox=alice.sandbox)])


def test_database_refuses_superusers_who_are_not_staff(alice):
    with refused("superuser_is_staff"):
        User.objects.filter(pk=alice.pk).update(is_superuser=True)
    with refused("superuser_is_staff"):
        User.objects.bulk_create([User(user_id="mighty", is_superuser=True, sandbox=alice.sandbox)])


def test_database_refuses_user_ids_with_capitals(alice):
    with refused("user_id_lower_case"):
        User.objects.filter(pk=alice.pk).update(user_id="Alice")
    with refused("user_id_lower_case"):
        User.objects.bulk_create([User(user_id="DAVE", sandbox=alice.sandbox)])


def test_database_refuses_duplicate_user_ids(alice, bob):
    with refused("user_id"):
        User.objects.filter(pk=bob.pk).update(user_id="alice")


def test_create_user_creates_a_trainee_with_sandbox(db):
    dave, erin = (User.objects.create_user(name, "Some-Password-1") for name in ("dave", "erin"))
    assert (dave.is_staff, dave.is_superuser, dave.is_active) == (False, False, True)
    assert dave.sandbox_id != erin.sandbox_id
    assert dave.check_password("Some-Password-1")
    assert Sandbox.objects.count() == 2


def test_create_user_accepts_a_sandbox(alice):
    dave = User.objects.create_user("dave", sandbox=alice.sandbox)
    assert dave.sandbox == alice.sandbox
    assert not dave.has_usable_password()


def test_create_user_normalizes_the_user_id(db):
    assert User.objects.create_user(" Dave\N{KELVIN SIGN} ").user_id == "davek"


def test_create_superuser_creates_staff_without_sandbox(db):
    root = User.objects.create_superuser("root", "Some-Password-1")
    assert (root.is_staff, root.is_superuser, root.sandbox) == (True, True, None)
    assert not Sandbox.objects.exists()


def test_createsuperuser_command_creates_staff(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "Some-Password-1")
    call_command("createsuperuser", user_id="root", interactive=False, verbosity=0)
    root = User.objects.get()
    assert (root.user_id, root.is_staff, root.is_superuser, root.sandbox) == ("root", True, True, None)
    assert root.check_password("Some-Password-1")


@pytest.mark.parametrize("user_id", ["dave", "dave.o-brien_2", "7dave"])
def test_plain_user_ids_are_valid(db, user_id):
    User(user_id=user_id).clean_fields(exclude=["password"])


@pytest.mark.parametrize(
    "user_id", ["Dave", "dave o", "-dave", ".dave", "dävé", "dave\n", "dave@x", "x" * 61, ""]
)
def test_other_user_ids_are_invalid(db, user_id):
    with pytest.raises(ValidationError) as error:
        User(user_id=user_id).clean_fields(exclude=["password"])
    assert list(error.value.message_dict) == ["user_id"]


def test_full_clean_refuses_staff_rights_for_trainees(alice):
    alice.is_superuser = True
    with pytest.raises(ValidationError) as error:
        alice.full_clean()
    assert "__all__" in error.value.message_dict


def test_start_over_moves_the_trainee_in_one_update(alice, sagu, django_assert_num_queries):
    old = alice.sandbox
    request = pending_of(alice, sagu, "OH")
    with django_assert_num_queries(7) as queries:  # the user is locked; new sandbox, old one, user
        alice.start_over()
    assert [query["sql"].split()[0] for query in queries] == [
        "SAVEPOINT",
        "SELECT",
        "SELECT",
        "INSERT",
        "UPDATE",
        "UPDATE",
        "RELEASE",
    ]
    assert alice.sandbox != old
    assert User.objects.get(pk=alice.pk).sandbox == alice.sandbox
    assert not alice.sandbox.role_requests.exists()
    request.refresh_from_db()
    assert (request.sandbox, request.status) == (old, "pending")
    assert request.events.count() == 4


def test_start_over_moves_no_other_trainee(alice, bob):
    before = bob.sandbox_id
    alice.start_over()
    bob.refresh_from_db()
    assert bob.sandbox_id == before


def test_start_over_raises_for_staff(carol):
    with pytest.raises(ValueError, match="Staff have no sandbox"):
        carol.start_over()
    assert not Sandbox.objects.exists()


def test_sandboxes_in_use_cannot_be_deleted(alice, sagu):
    old = alice.sandbox
    with pytest.raises(ProtectedError):
        old.delete()
    draft_of(alice, sagu)
    alice.start_over()
    with pytest.raises(ProtectedError):
        old.delete()


def test_trainees_with_requests_cannot_be_deleted(alice, sagu):
    pending_of(alice, sagu, "OH")
    with pytest.raises(ProtectedError):
        alice.delete()
    assert User.objects.filter(pk=alice.pk).exists()


def test_str_of_users_and_sandboxes(alice):
    assert (str(alice), str(alice.sandbox)) == ("alice", f"Sandbox {alice.sandbox_id}")


def test_create_user_with_sandbox_creates_no_other(db):
    sandbox = Sandbox.objects.create()
    assert User.objects.create_user("dora", "x", sandbox=sandbox).sandbox == sandbox
    assert Sandbox.objects.count() == 1
