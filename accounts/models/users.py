"""Who practices, or looks after those who do: the user."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models.sandboxes import Sandbox
from accounts.passwords import new_password, new_user_id

if TYPE_CHECKING:
    from accounts.models.classes import TrainingClass


class TooManyAccountsError(Exception):
    """An address has had its share of practice identities for this hour."""


@dataclass(frozen=True)
class Credentials:
    """What a trainee types to sign in, in plain text: shown once, stored nowhere else."""

    user_id: str
    password: str

    def as_dict(self) -> dict[str, str]:
        """The two as JSON knows them."""
        return asdict(self)


class UserManager(BaseUserManager["User"]):
    """Makes identities: every practice identity gets a sandbox, staff get none."""

    def create_user(self, user_id: str, password: str | None = None, **fields: Any) -> "User":
        """A practice identity in a new sandbox, or in the `sandbox` given; staff get none.

        Without a password none works.
        """
        with transaction.atomic():
            if not fields.get("is_staff") and "sandbox" not in fields:
                fields["sandbox"] = Sandbox.objects.create()
            user = self.model(user_id=self.model.normalize_username(user_id), **fields)
            user.set_password(password)
            user.save()
        return user

    def create_superuser(self, user_id: str, password: str | None = None, **fields: Any) -> "User":
        """A staff account with every right, for `manage.py createsuperuser`."""
        return self.create_user(user_id, password, **{**fields, "is_staff": True, "is_superuser": True})

    def with_class(self) -> QuerySet["User"]:
        """The users with sandbox and class, all that it takes to say who may sign in: one query."""
        return self.select_related("sandbox__training_class")

    def get_by_natural_key(self, user_id: str | None) -> "User":
        """The user who signs in with this User ID."""
        return self.with_class().get(user_id=user_id)

    def create_practice_account(self, address: str | None = None) -> tuple["User", Credentials]:
        """A fresh identity with a random User ID and password, in a sandbox of its own.

        Raises TooManyAccountsError when `address` has had PRACTICE_ACCOUNTS_PER_HOUR in the last hour.
        """
        user_id = new_user_id()
        while self.filter(user_id=user_id).exists():
            user_id = new_user_id()
        credentials = Credentials(user_id, new_password())
        hashed = make_password(credentials.password)  # slow on purpose: before the write lock is taken
        with transaction.atomic():
            sandbox = Sandbox.objects.create(address=address)
            lately = Sandbox.objects.filter(
                address=address, created_at__gt=sandbox.created_at - timedelta(hours=1)
            )
            if address and lately.count() > settings.PRACTICE_ACCOUNTS_PER_HOUR:
                raise TooManyAccountsError
            user = self.create(user_id=user_id, password=hashed, sandbox=sandbox)
        return user, credentials


class User(AbstractBaseUser, PermissionsMixin):
    """A practice identity, always in a sandbox; or a member of staff, never in one."""

    user_id = models.CharField(
        "User ID",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9._-]*\Z", "Use lower-case letters, digits, . _ and - only.")
        ],
        help_text="What is typed to sign in. Lower-case letters, digits, . _ and - only.",
        error_messages={"unique": "There is an identity with this User ID already."},
    )
    name = models.CharField(
        max_length=100,
        blank=True,
        help_text="Whose identity it is, as the training lead wrote it. Empty for those that trainees get.",
    )
    sandbox = models.ForeignKey(
        Sandbox,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        help_text="The trainee's private world. Staff have none.",
    )
    is_active = models.BooleanField(
        "active",
        default=True,
        help_text="Only an active identity can sign in. Switch this off instead of deleting.",
    )
    is_staff = models.BooleanField(
        "staff", default=False, help_text="Staff use this admin and have no sandbox; trainees are not staff."
    )
    is_demo = models.BooleanField(
        "demo",
        default=False,
        editable=False,
        help_text="Seeded by demo mode with a known password: refused by a server that is not in demo mode.",
    )
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    last_login_at = models.DateTimeField("last logged in", null=True, blank=True, editable=False)

    # Django's own field is in real time; ours is in the sandbox's.
    last_login = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "user_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("user_id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_staff=True, sandbox__isnull=True) | Q(is_staff=False, sandbox__isnull=False),
                name="user_in_sandbox_unless_staff",
                violation_error_message="A practice identity is always in a sandbox, staff never.",
            ),
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(is_staff=True),
                name="superuser_is_staff",
                violation_error_message="Only staff can be superusers.",
            ),
            models.CheckConstraint(
                condition=Q(user_id=Lower("user_id")),
                name="user_id_lower_case",
                violation_error_message="A User ID is in lower case.",
            ),
        )

    def __str__(self) -> str:
        return self.user_id

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """A User ID as it is stored: nobody need remember its capitals."""
        return super().normalize_username(username).strip().lower()

    def clean(self) -> None:
        """Refuse staff rights to a practice identity in words, before the database does."""
        super().clean()
        if self.sandbox_id and (self.is_staff or self.is_superuser):
            raise ValidationError("A practice identity cannot be staff: add a staff account instead.")

    @property
    def training_class(self) -> "TrainingClass | None":
        """The class that it is a trainee of, if any."""
        return self.sandbox.training_class if self.sandbox else None

    def may_log_in(self) -> bool:
        """Active, in no closed class, and no demo identity on a server that is not in demo mode."""
        if self.training_class and not self.training_class.is_open:
            return False
        return self.is_active and (settings.DEMO or not self.is_demo)

    def get_session_auth_hash(self) -> str:
        """What a session must hold to go on: another one once the password is new or the class reopened."""
        reopened_at = self.training_class and self.training_class.reopened_at
        own = super().get_session_auth_hash()
        return f"{own} {reopened_at.timestamp()}" if reopened_at else own

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password. If it was hashed quickly, it is hashed anew, at full strength.

        A password that was changed while we looked is not written over: it is the one that counts.
        """
        checked = self.password
        changed = False

        def hash_anew(raw: str) -> None:
            nonlocal changed
            self.password = make_password(raw)
            if not User.objects.filter(pk=self.pk, password=checked).update(password=self.password):
                self.refresh_from_db(fields=["password"])
                changed = True

        right = check_password(raw_password, checked, hash_anew)
        return self.check_password(raw_password) if changed else right

    def record_login(self) -> None:
        """Remember when this identity signed in, in its sandbox's time."""
        self.last_login_at = self.sandbox.now() if self.sandbox else timezone.now()
        User.objects.filter(pk=self.pk).update(last_login_at=self.last_login_at)

    def start_over(self) -> None:
        """Move to a new, empty sandbox; the old one stays as the record. Raises ValueError for staff."""
        if self.sandbox is None:
            raise ValueError("Staff have no sandbox to start over in.")
        with transaction.atomic():
            sandbox = Sandbox.objects.create(
                made_by_qa=self.sandbox.made_by_qa, training_class_id=self.sandbox.training_class_id
            )
            User.objects.filter(pk=self.pk).update(sandbox=sandbox)
        self.sandbox = sandbox
