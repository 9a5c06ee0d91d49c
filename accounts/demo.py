"""Demo accounts with a known password, for servers in demo mode only (`make run`)."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction

from accounts.models import Sandbox, User
from accounts.passwords import hash_generated

DEMO_PASSWORD = "Practice-2026"  # noqa: S105 - public, refused outside demo mode
DEMO_STAFF = "admin"
DEMO_TRAINEES = tuple(f"trainee{number:02}" for number in range(1, 41))


@transaction.atomic
def seed_demo_accounts() -> None:
    """Add the missing demo accounts. They share one password hash."""
    if not settings.DEMO:
        raise RuntimeError("Demo accounts are for demo mode only (DEMO=1).")
    existing = set(
        User.objects.filter(user_id__in=[*DEMO_TRAINEES, DEMO_STAFF]).values_list("user_id", flat=True)
    )
    missing = [user_id for user_id in (*DEMO_TRAINEES, DEMO_STAFF) if user_id not in existing]
    if not missing:
        return
    password = hash_generated(DEMO_PASSWORD)  # public: no hash protects it
    trainees = [user_id for user_id in missing if user_id != DEMO_STAFF]
    User.objects.bulk_create(
        User(user_id=user_id, password=password, sandbox=Sandbox.objects.create(), is_demo=True)
        for user_id in trainees
    )
    if DEMO_STAFF in missing:
        User.objects.create(
            user_id=DEMO_STAFF, password=password, is_staff=True, is_superuser=True, is_demo=True
        )


def staff_has_demo_password() -> bool:
    """Whether the demo account `admin` still has the public password."""
    admin = User.objects.get(user_id=DEMO_STAFF)
    as_seeded = User.objects.filter(user_id__in=DEMO_TRAINEES, password=admin.password).exists()
    return as_seeded or check_password(DEMO_PASSWORD, admin.password)  # the first check is much faster
