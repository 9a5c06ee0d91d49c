"""The state of a class: open, closed or archived, and with or without a class code."""

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from accounts import class_codes
from accounts.models.exceptions import ClassClosedError, ClassDeletedError, ClassOpenError


class ClassState(models.Model):
    """Base class of TrainingClass."""

    closed_at = models.DateTimeField("closed", null=True, blank=True, editable=False)
    # Sessions from before this time have ended (`User._get_session_auth_hash`).
    reopened_at = models.DateTimeField("reopened", null=True, blank=True, editable=False)
    archived_at = models.DateTimeField("archived", null=True, blank=True, editable=False)
    # With it, people create their own account in the class; null while it is switched off.
    code = models.CharField(
        "class code", max_length=class_codes.LENGTH, null=True, blank=True, unique=True, editable=False
    )

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(code=None)
                | Q(
                    Exact(Length("code"), class_codes.LENGTH),
                    # Nothing is left without these characters.
                    Exact(Func(F("code"), Value(class_codes.CHARACTERS), function="LTRIM"), Value("")),
                ),
                name="class_code_can_be_read_aloud",
            ),
            models.CheckConstraint(
                condition=Q(code=None) | Q(closed_at=None), name="closed_class_has_no_code"
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None) | Q(closed_at__isnull=False), name="archived_class_is_closed"
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether its trainees can log in."""
        return self.closed_at is None

    @property
    def state(self) -> str:
        """Open, Closed or Archived."""
        return "Open" if self.is_open else "Archived" if self.archived_at else "Closed"

    @property
    def code_in_groups(self) -> str:
        """The class code as people read it; '' while it is switched off."""
        return class_codes.in_groups(self.code) if self.code else ""

    def close(self) -> None:
        """Log its trainees out and let none of them log in. Their data stays, the class code does not."""
        with transaction.atomic():
            self._lock()
            if self.is_open:
                self.closed_at, self.code = timezone.now(), None
                self.save(update_fields=["closed_at", "code"])

    def reopen(self) -> None:
        """Let its trainees log in again, also from the archive. Sessions from before do not revive."""
        with transaction.atomic():
            self._lock()
            if not self.is_open:
                self.closed_at, self.archived_at, self.reopened_at = None, None, timezone.now()
                self.save(update_fields=["closed_at", "archived_at", "reopened_at"])

    def archive(self) -> None:
        """Take a closed class out of the everyday lists. Raises ClassOpenError."""
        with transaction.atomic():
            self._lock()
            if self.is_open:
                raise ClassOpenError(self)
            self.archived_at = self.archived_at or timezone.now()
            self.save(update_fields=["archived_at"])

    def bring_back_from_archive(self) -> None:
        """Put the class back into the everyday lists. It stays closed."""
        with transaction.atomic():
            self._lock()
            self.archived_at = None
            self.save(update_fields=["archived_at"])

    def renew_code(self) -> None:
        """Give the class a new class code. Raises ClassClosedError."""
        with transaction.atomic():
            self._lock()
            if not self.is_open:
                raise ClassClosedError(self)
            self.code = class_codes.new_code()
            while type(self)._default_manager.filter(code=self.code).exists():
                self.code = class_codes.new_code()
            self.save(update_fields=["code"])

    def switch_off_code(self) -> None:
        """Let nobody create an account in the class with its class code."""
        with transaction.atomic():
            self._lock()
            self.code = None
            self.save(update_fields=["code"])

    def _lock(self) -> None:
        """Lock the class until the transaction ends. Every method that changes it begins with this.

        Otherwise two of them could deadlock over the trainees, or work with stale data. Raises
        ClassDeletedError.
        """
        locked = type(self)._default_manager.select_for_update(no_key=True)  # sandboxes can still refer to it
        try:
            self.refresh_from_db(
                fields=["closed_at", "reopened_at", "archived_at", "code"], from_queryset=locked
            )
        except ObjectDoesNotExist:
            raise ClassDeletedError(self) from None
