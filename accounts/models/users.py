"""The user model: trainees and staff."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts import sandbox_relations
from accounts.models.sandboxes import Sandbox
from accounts.models.search_text import SearchTextField
from accounts.models.user_manager import UserManager
from accounts.passwords import is_generated
from accounts.text import clean_label

if TYPE_CHECKING:
    from accounts.models.classes import TrainingClass


class User(AbstractBaseUser, PermissionsMixin):
    """A trainee, always in a sandbox; or a member of staff, never in one."""

    user_id = models.CharField(
        "User ID",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9._-]*\Z", "Use lower-case letters, digits, . _ and - only.")
        ],
    )
    name = models.CharField(max_length=100, blank=True)
    sandbox = models.ForeignKey(
        Sandbox,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
    )
    # Staff that the QA API created are deleted with this sandbox, which nobody is in.
    qa_sandbox = models.ForeignKey(
        Sandbox,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="qa_staff",
        db_index=False,  # nearly all have none
    )
    is_active = models.BooleanField("active", default=True)
    is_staff = models.BooleanField("staff", default=False)
    # Seeded by demo mode with a public password: may log in only while DEMO is on.
    is_demo = models.BooleanField("demo", default=False, editable=False)
    preview_of = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="preview_account",
    )
    has_practiced = models.BooleanField("has begun an exercise", default=False, editable=False)
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    last_login_at = models.DateTimeField("last logged in", null=True, blank=True, editable=False)
    # Failures elsewhere do not lock the account there.
    last_login_address = models.GenericIPAddressField("IP address", null=True, blank=True, editable=False)
    # Title of the page that a trainee of a class opened last, and since when; '' after logging out.
    at_page = models.CharField(max_length=100, blank=True, default="", editable=False)
    at_page_since = models.DateTimeField(null=True, blank=True, editable=False)

    search_text = SearchTextField("user_id", "name")

    # Django's field holds real time; `last_login_at` holds the time of the sandbox.
    last_login = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "user_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("user_id",)
        indexes = (
            # The order of the admin's list, with what its search reads.
            models.Index(fields=("user_id", "search_text", "id"), name="users_in_order"),
            # The few users that filters of the list find.
            models.Index(fields=("user_id", "id"), condition=Q(is_staff=True), name="users_staff"),
            models.Index(fields=("user_id", "id"), condition=Q(is_active=False), name="users_inactive"),
            models.Index(fields=("user_id", "id"), condition=Q(is_demo=True), name="users_demo"),
            models.Index(
                fields=("qa_sandbox",), condition=Q(qa_sandbox__isnull=False), name="users_staff_of_qa"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(is_staff=True, sandbox__isnull=True) | Q(is_staff=False, sandbox__isnull=False),
                name="user_in_sandbox_unless_staff",
                violation_error_message="A trainee is always in a sandbox, staff never.",
            ),
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(is_staff=True),
                name="superuser_is_staff",
                violation_error_message="Only staff can be superusers.",
            ),
            models.CheckConstraint(
                condition=Q(preview_of=None) | Q(is_staff=False),
                name="preview_account_is_no_staff",
                violation_error_message="A preview account is a trainee.",
            ),
            models.CheckConstraint(
                condition=Q(user_id=Lower("user_id")),
                name="user_id_lower_case",
                violation_error_message="A User ID is in lower case.",
            ),
            models.CheckConstraint(
                condition=Q(qa_sandbox=None) | Q(is_staff=True),
                name="qa_sandbox_of_staff_only",
                violation_error_message="A trainee is in a sandbox, and has no second one.",
            ),
        )

    def __str__(self) -> str:
        return self.user_id

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """The User ID in lower case and without surrounding blanks, as it is stored."""
        return super().normalize_username(username).strip().lower()

    def clean(self) -> None:
        """Refuse staff rights for a trainee with a message, before the database constraint does.

        The name loses what cannot be seen.
        """
        super().clean()
        self.name = clean_label(self.name)
        if self.sandbox_id and (self.is_staff or self.is_superuser):
            raise ValidationError("A practice account can't be staff. Add a staff account instead.")

    @property
    def words(self) -> str:
        """The User ID, with the name if there is one."""
        return f"{self.user_id} ({self.name})" if self.name else self.user_id

    @property
    def training_class(self) -> "TrainingClass | None":
        """The class of the trainee, or None."""
        return self.sandbox.training_class if self.sandbox else None

    @property
    def training_class_id(self) -> int | None:
        """The primary key of the trainee's class, or None. No query."""
        return self.sandbox.training_class_id if self.sandbox else None

    def now(self) -> datetime:
        """The time in the user's sandbox; for staff the real time, or what the QA API has set."""
        sandbox = self.sandbox or self.qa_sandbox
        return sandbox.now() if sandbox else timezone.now()

    def may_log_in(self) -> bool:
        """Whether the user is enabled and not in a closed class."""
        return self.is_enabled() and not self.in_closed_class()

    def is_enabled(self) -> bool:
        """Whether the user is active, and no demo account outside demo mode."""
        return self.is_active and (settings.DEMO or not self.is_demo)

    def in_closed_class(self) -> bool:
        """Whether the user's class is closed."""
        return self.training_class is not None and not self.training_class.is_open

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """The hash that a session must contain. It changes with the password and when a class is reopened.

        Django calls it with each secret of the settings.
        """
        reopened_at = self.training_class and self.training_class.reopened_at
        own: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{own} {reopened_at.timestamp()}" if reopened_at else own

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password. The hash of a generated one stays; Django would strengthen it."""
        if is_generated(self.password):
            return check_password(raw_password, self.password)
        return super().check_password(raw_password)

    def record_login(self, address: str | None = None) -> None:
        """Set `last_login_at`, in the time of the sandbox, and the address of the client."""
        self.last_login_at, self.last_login_address = self.now(), address
        User.objects.filter(pk=self.pk).update(last_login_at=self.last_login_at, last_login_address=address)

    def is_at(self, page: str) -> None:
        """Store the title of the page that a trainee of a class has opened. No query if it is the same."""
        if self.at_page != page and self.sandbox:
            self.at_page, self.at_page_since = page, self.sandbox.now()
            User.objects.filter(pk=self.pk).update(at_page=page, at_page_since=self.at_page_since)

    def start_over(self) -> None:
        """Move to a new, empty sandbox, and leave an exercise; the old one is archived.

        Raises ValueError for staff.
        """
        if self.sandbox is None:
            raise ValueError("Staff have no sandbox.")
        with transaction.atomic():
            # Locked, because the training lead may be moving the trainee to another class.
            User.objects.select_for_update().get(pk=self.pk)
            old = Sandbox.objects.get(users=self)
            sandbox = Sandbox.like(old, training_class_id=old.training_class_id)
            sandbox.save()
            Sandbox.objects.filter(pk=old.pk).update(is_archived=True)
            sandbox_relations.move_to(self, sandbox)
        self.sandbox = sandbox
