"""Identities and sandboxes: what the database itself refuses, and how identities are made."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import Sandbox, User
from tests.helpers import draft_of, pending_of


def refused(constraint):
    """The database refuses, for this reason, and the transaction goes on."""
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


def test_the_database_knows_no_trainee_without_a_sandbox(alice):
    with refused("user_in_sandbox_unless_staff"):
        User.objects.filter(pk=alice.pk).update(sandbox=None)
    with refused("user_in_sandbox_unless_staff"):
        User.objects.bulk_create([User(user_id="lost")])


def test_the_database_knows_no_staff_in_a_sandbox(alice, carol):
    with refused("user_in_sandbox_unless_staff"):
        User.objects.filter(pk=carol.pk).update(sandbox=alice.sandbox)
    with refused("user_in_sandbox_unless_staff"):
        User.objects.filter(pk=alice.pk).update(is_staff=True)
    with refused("user_in_sandbox_unless_staff"):
        User.objects.bulk_create([User(user_id="both", is_staff=True, sandbox=alice.sandbox)])


def test_the_database_knows_no_superuser_who_is_not_staff(alice):
    with refused("superuser_is_staff"):
        User.objects.filter(pk=alice.pk).update(is_superuser=True)
    with refused("superuser_is_staff"):
        User.objects.bulk_create([User(user_id="mighty", is_superuser=True, sandbox=alice.sandbox)])


def test_the_database_knows_no_user_id_with_capitals(alice):
    with refused("user_id_lower_case"):
        User.objects.filter(pk=alice.pk).update(user_id="Alice")
    with refused("user_id_lower_case"):
        User.objects.bulk_create([User(user_id="DAVE", sandbox=alice.sandbox)])


def test_the_database_knows_no_user_id_twice(alice, bob):
    with refused("user_id"):
        User.objects.filter(pk=bob.pk).update(user_id="alice")


def test_create_user_makes_a_trainee_in_a_new_sandbox(db):
    dave, erin = (User.objects.create_user(name, "Some-Password-1") for name in ("dave", "erin"))
    assert (dave.is_staff, dave.is_superuser, dave.is_active) == (False, False, True)
    assert dave.sandbox_id != erin.sandbox_id
    assert dave.check_password("Some-Password-1")
    assert Sandbox.objects.count() == 2


def test_create_user_can_put_a_trainee_into_a_given_sandbox(alice):
    dave = User.objects.create_user("dave", sandbox=alice.sandbox)
    assert dave.sandbox == alice.sandbox
    assert not dave.has_usable_password()


def test_create_user_stores_the_user_id_as_it_is_looked_up(db):
    assert User.objects.create_user(" Dave\N{KELVIN SIGN} ").user_id == "davek"


def test_create_superuser_makes_staff_without_a_sandbox(db):
    root = User.objects.create_superuser("root", "Some-Password-1")
    assert (root.is_staff, root.is_superuser, root.sandbox) == (True, True, None)
    assert not Sandbox.objects.exists()


def test_manage_py_createsuperuser_works(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "Some-Password-1")
    call_command("createsuperuser", user_id="root", interactive=False, verbosity=0)
    root = User.objects.get()
    assert (root.user_id, root.is_staff, root.is_superuser, root.sandbox) == ("root", True, True, None)
    assert root.check_password("Some-Password-1")


@pytest.mark.parametrize("user_id", ["dave", "dave.o-brien_2", "7dave"])
def test_a_user_id_of_plain_characters_is_valid(db, user_id):
    User(user_id=user_id).clean_fields(exclude=["password"])


@pytest.mark.parametrize(
    "user_id", ["Dave", "dave o", "-dave", ".dave", "dävé", "dave\n", "dave@x", "x" * 61, ""]
)
def test_any_other_user_id_is_refused_in_words(db, user_id):
    with pytest.raises(ValidationError) as refusal:
        User(user_id=user_id).clean_fields(exclude=["password"])
    assert list(refusal.value.message_dict) == ["user_id"]


def test_staff_rights_for_a_trainee_are_refused_in_words(alice):
    alice.is_superuser = True
    with pytest.raises(ValidationError, match="A practice identity cannot be staff"):
        alice.full_clean()


def test_starting_over_moves_the_trainee_to_an_empty_sandbox_in_one_update(
    alice, sagu, django_assert_num_queries
):
    old = alice.sandbox
    request = pending_of(alice, sagu, "OH")
    with django_assert_num_queries(4) as queries:  # savepoint, new sandbox, the move, release
        alice.start_over()
    assert [query["sql"].split()[0] for query in queries] == ["SAVEPOINT", "INSERT", "UPDATE", "RELEASE"]
    assert alice.sandbox != old
    assert User.objects.get(pk=alice.pk).sandbox == alice.sandbox
    assert not alice.sandbox.role_requests.exists()
    request.refresh_from_db()
    assert (request.sandbox, request.status) == (old, "pending")
    assert request.events.count() == 3


def test_starting_over_leaves_everybody_else_where_they_are(alice, bob):
    before = bob.sandbox_id
    alice.start_over()
    bob.refresh_from_db()
    assert bob.sandbox_id == before


def test_staff_cannot_start_over(carol):
    with pytest.raises(ValueError, match="Staff have no sandbox"):
        carol.start_over()
    assert not Sandbox.objects.exists()


def test_a_sandbox_with_somebody_or_something_in_it_cannot_be_deleted(alice, sagu):
    old = alice.sandbox
    with pytest.raises(ProtectedError):
        old.delete()
    draft_of(alice, sagu)
    alice.start_over()
    with pytest.raises(ProtectedError):
        old.delete()


def test_a_trainee_with_requests_cannot_be_deleted(alice, sagu):
    pending_of(alice, sagu, "OH")
    with pytest.raises(ProtectedError):
        alice.delete()
    assert User.objects.filter(pk=alice.pk).exists()


def test_the_names_say_what_they_are(alice):
    assert (str(alice), str(alice.sandbox)) == ("alice", f"Sandbox {alice.sandbox_id}")


def test_an_identity_in_a_sandbox_that_is_there_makes_no_other_one(db):
    sandbox = Sandbox.objects.create()
    assert User.objects.create_user("dora", "x", sandbox=sandbox).sandbox == sandbox
    assert Sandbox.objects.count() == 1
