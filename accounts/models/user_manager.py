"""Creates users: practice accounts, preview accounts and staff."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import BaseUserManager
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models.sandboxes import Sandbox
from accounts.passwords import hash_generated, new_password, new_user_id

if TYPE_CHECKING:
    from accounts.models.users import User


class TooManyAccountsError(Exception):
    """An IP address created PRACTICE_ACCOUNTS_PER_HOUR practice accounts within the last hour."""


@dataclass(frozen=True)
class Credentials:
    """User ID and password in plain text: shown once, never stored in the database."""

    user_id: str
    password: str

    def as_dict(self) -> dict[str, str]:
        """A dict for JSON, with the keys `user_id` and `password`."""
        return asdict(self)


class UserManager(BaseUserManager["User"]):
    """Creates users: a trainee always with a sandbox, staff without one."""

    def create_user(self, user_id: str, password: str | None = None, **fields: Any) -> "User":
        """Create a trainee in a new sandbox or in the given `sandbox`, or staff without one.

        Without a password nobody can log in.
        """
        with transaction.atomic():
            if not fields.get("is_staff") and "sandbox" not in fields:
                fields["sandbox"] = Sandbox.objects.create()
            user = self.model(user_id=self.model.normalize_username(user_id), **fields)
            user.set_password(password)
            user.save()
        return user

    def create_superuser(self, user_id: str, password: str | None = None, **fields: Any) -> "User":
        """Create a staff account with all permissions, for `manage.py createsuperuser`."""
        return self.create_user(user_id, password, **{**fields, "is_staff": True, "is_superuser": True})

    def with_class(self) -> QuerySet["User"]:
        """Join sandbox and class, so that `may_log_in` needs no further query."""
        return self.select_related("sandbox__training_class")

    def get_by_natural_key(self, user_id: str | None) -> "User":
        return self.with_class().get(user_id=user_id)

    def preview_account_of(self, staff: "User") -> "User":
        """The practice account with which a member of staff sees pages of trainees. It has no password."""
        account = self.filter(preview_of=staff).first()
        if account:
            return account
        try:
            with transaction.atomic():
                sandbox = Sandbox.like(staff.qa_sandbox)
                sandbox.save()
                return self.create_user(
                    self.free_user_id(), name=f"Preview for {staff}"[:100], preview_of=staff, sandbox=sandbox
                )
        except IntegrityError:  # created by another click
            return self.get(preview_of=staff)

    def free_user_id(self) -> str:
        """A random User ID that nobody has."""
        user_id = new_user_id()
        while self.filter(user_id=user_id).exists():
            user_id = new_user_id()
        return user_id

    def create_practice_account(self, address: str | None = None) -> tuple["User", Credentials]:
        """Create a trainee with a random User ID and password, in a new sandbox.

        Raises TooManyAccountsError if `address` created PRACTICE_ACCOUNTS_PER_HOUR in the last hour.
        """
        check_hourly_limit(address)  # a refusal costs no password hash
        user_id = self.free_user_id()
        credentials = Credentials(user_id, new_password())
        hashed = hash_generated(credentials.password)  # before the write lock is taken
        with transaction.atomic():
            sandbox = Sandbox.objects.create(address=address)
            check_hourly_limit(address, own=1)  # others were created meanwhile
            user = self.create(user_id=user_id, password=hashed, sandbox=sandbox)
        return user, credentials


def check_hourly_limit(address: str | None, *, own: int = 0) -> None:
    """Raise TooManyAccountsError if this address created too many in the last hour, besides `own`."""
    since = timezone.now() - timedelta(hours=1)
    lately = Sandbox.objects.filter(address=address, created_at__gt=since)
    if address and lately.count() - own >= settings.PRACTICE_ACCOUNTS_PER_HOUR:
        raise TooManyAccountsError
