"""The training class: a label on sandboxes, which only training leads see."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from anyascii import anyascii
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, ProtectedError, Q, QuerySet, Value
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.text import slugify

from accounts import class_codes
from accounts.models.exceptions import (
    ClassChangedError,
    ClassClosedError,
    ClassDeletedError,
    NotInClassError,
    WrongCodeError,
)
from accounts.models.kept_passwords import KeptPassword
from accounts.models.sandboxes import Sandbox
from accounts.models.search_text import SearchTextField
from accounts.models.users import Credentials, User, check_hourly_limit
from accounts.passwords import hash_generated, new_password

MAX_TRAINEES = 500  # added to a class at once
NAMELESS = "trainee"  # User IDs of names without letters or digits begin so


class TrainingClass(models.Model):
    """Trainees who practice together, each in a separate sandbox.

    `User.may_log_in` reads the state of the class: closing and reopening change no trainee.
    """

    name = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    closed_at = models.DateTimeField("closed", null=True, blank=True, editable=False)
    # Sessions from before this time have ended (`User.get_session_auth_hash`).
    reopened_at = models.DateTimeField("reopened", null=True, blank=True, editable=False)
    # With it, people create their own account in the class; null while it is switched off.
    code = models.CharField(
        "class code", max_length=class_codes.LENGTH, null=True, blank=True, unique=True, editable=False
    )
    search_text = SearchTextField("name")

    class Meta:
        verbose_name = "class"
        verbose_name_plural = "classes"
        ordering = ("-created_at", "-pk")
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
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its trainees can log in."""
        return self.closed_at is None

    @property
    def code_in_groups(self) -> str:
        """The class code as people read it; '' while it is switched off."""
        return class_codes.in_groups(self.code) if self.code else ""

    def trainees(self) -> QuerySet[User]:
        """Its trainees by name, each with the current sandbox."""
        return (
            User.objects.filter(sandbox__training_class=self)
            .select_related("sandbox")
            .order_by("name", "user_id")
        )

    def active_trainees(self) -> QuerySet[User]:
        """The same without those who were removed: their accounts are deactivated."""
        return self.trainees().filter(is_active=True)

    @staticmethod
    def in_natural_order(trainees: Iterable[User]) -> list[User]:
        """These trainees by name, numbers by value: Trainee 4 before Trainee 031. Ignores case."""
        return sorted(trainees, key=lambda user: (natural_key(user.name), natural_key(user.user_id)))

    def add_trainees(
        self, names: Sequence[str], expected: int | None = None
    ) -> list[tuple[User, Credentials]]:
        """Create a practice account for each name, all or none. Returns them with their passwords.

        `Ann Lee` gets the User ID `ann-lee`, or `ann-lee-2` if that is taken. `expected` is the number of
        trainees that the form showed: a form that is sent twice adds nobody twice. Raises ClassClosedError,
        and ClassChangedError if the class has another number of trainees.
        """
        return self._create(names, lambda: self._check_may_add(expected))

    def add_latecomer(self, name: str, code: str, address: str | None) -> tuple[User, Credentials]:
        """Create a practice account for somebody who has the class code.

        Raises WrongCodeError if the class does not have this code now, and TooManyAccountsError if `address`
        created PRACTICE_ACCOUNTS_PER_HOUR in the last hour.
        """

        def check() -> None:
            if self.code != code:
                raise WrongCodeError
            check_hourly_limit(address)

        return self._create([name], check, address)[0]

    def _create(
        self, names: Sequence[str], check: Callable[[], None], address: str | None = None
    ) -> list[tuple[User, Credentials]]:
        """Create a practice account for each name, all or none, unless `check` raises an error."""
        check()  # a refusal costs no password hashes
        passwords = [new_password() for _ in names]
        hashed = [hash_generated(each) for each in passwords]  # before the write lock is taken
        for last_try in (False, False, True):
            try:
                with transaction.atomic():
                    self._lock()
                    check()
                    users = self._add_users(names, hashed, address)
                    new = [
                        (user, Credentials(user.user_id, each))
                        for user, each in zip(users, passwords, strict=True)
                    ]
                    KeptPassword.objects.keep(new)
            except IntegrityError:  # one of these User IDs was taken meanwhile
                if last_try:
                    raise
            else:
                break
        return new

    def _check_may_add(self, expected: int | None) -> None:
        """Raise ClassClosedError or ClassChangedError if no trainees can be added."""
        if not self.is_open:
            raise ClassClosedError(self)
        if expected is not None and expected != self.trainees().count():
            raise ClassChangedError(self)

    def _add_users(self, names: Sequence[str], hashed: Sequence[str], address: str | None) -> list[User]:
        sandboxes = Sandbox.objects.bulk_create(Sandbox(training_class=self, address=address) for _ in names)
        user_ids = free_user_ids(names)
        return User.objects.bulk_create(
            User(name=name, user_id=user_id, password=password, sandbox=sandbox)
            for name, user_id, password, sandbox in zip(names, user_ids, hashed, sandboxes, strict=True)
        )

    def reset_passwords(self, trainees: Iterable[User]) -> list[tuple[User, Credentials]]:
        """Set new passwords for these trainees, all or none, and end their sessions."""
        new = [(user, Credentials(user.user_id, new_password())) for user in trainees]
        for user, credentials in new:
            user.password = hash_generated(credentials.password)
        with transaction.atomic():
            self._lock()
            User.objects.bulk_update([user for user, _ in new], ["password"])
            KeptPassword.objects.keep(new)
        return new

    def start_over(self, trainees: Iterable[User]) -> None:
        """Move these trainees to new, empty sandboxes, all or none; the old ones are archived."""
        with transaction.atomic():
            self._lock()
            for user in trainees:
                user.start_over()

    def move(self, user: User, to: "TrainingClass") -> None:
        """Move a trainee with the practice data of now to another class.

        Raises ClassClosedError if that is closed, and NotInClassError.
        """
        with transaction.atomic():
            for each in sorted((self, to), key=lambda each: each.pk):
                each._lock()
            if not to.is_open:
                raise ClassClosedError(to)
            trainee = self._locked_trainee(user)
            Sandbox.objects.filter(users=trainee).update(training_class=to)

    def remove(self, user: User) -> bool:
        """Delete a trainee who never logged in and did nothing, deactivate any other.

        Returns whether the account was deleted. Raises NotInClassError.
        """
        with transaction.atomic():
            self._lock()
            trainee = self._locked_trainee(user)
            if trainee.last_login_at is None:
                try:
                    with transaction.atomic():
                        trainee.delete()
                        Sandbox.objects.filter(pk__in=[trainee.sandbox_id]).delete()
                except ProtectedError:  # there are requests or attempts all the same
                    pass
                else:
                    return True
            User.objects.filter(pk=user.pk).update(is_active=False)
            return False

    def bring_back(self, user: User) -> None:
        """Activate a trainee who was removed. Raises NotInClassError."""
        with transaction.atomic():
            self._lock()
            User.objects.filter(pk=self._locked_trainee(user).pk).update(is_active=True)

    def close(self) -> None:
        """Log its trainees out and let none of them log in. Their data stays, the class code does not."""
        with transaction.atomic():
            self._lock()
            if self.is_open:
                self.closed_at, self.code = timezone.now(), None
                self.save(update_fields=["closed_at", "code"])

    def reopen(self) -> None:
        """Let its trainees log in again. Sessions from before do not revive."""
        with transaction.atomic():
            self._lock()
            if not self.is_open:
                self.closed_at, self.reopened_at = None, timezone.now()
                self.save(update_fields=["closed_at", "reopened_at"])

    def renew_code(self) -> None:
        """Give the class a new class code. Raises ClassClosedError."""
        with transaction.atomic():
            self._lock()
            if not self.is_open:
                raise ClassClosedError(self)
            self.code = class_codes.new_code()
            while TrainingClass.objects.filter(code=self.code).exists():
                self.code = class_codes.new_code()
            self.save(update_fields=["code"])

    def switch_off_code(self) -> None:
        """Let nobody create an account in the class with its class code."""
        with transaction.atomic():
            self._lock()
            self.code = None
            self.save(update_fields=["code"])

    def _locked_trainee(self, user: User) -> User:
        """The trainee as stored, locked; the class is locked already. Raises NotInClassError."""
        locked = User.objects.select_for_update(of=("self",)).filter(sandbox__training_class=self)
        trainee = locked.filter(pk=user.pk).first()
        if trainee is None:
            raise NotInClassError(self, user)
        return trainee

    def _lock(self) -> None:
        """Lock the class until the transaction ends. Every method that changes it begins with this.

        Otherwise two of them could deadlock over the trainees, or work with stale data. Raises
        ClassDeletedError.
        """
        locked = TrainingClass.objects.select_for_update(no_key=True)  # sandboxes can still refer to it
        try:
            self.refresh_from_db(fields=["closed_at", "reopened_at", "code"], from_queryset=locked)
        except TrainingClass.DoesNotExist:
            raise ClassDeletedError(self) from None


def natural_key(text: str) -> list[str | int]:
    """A key that sorts numbers in a text by value, and the rest without regard to case."""
    parts = re.split("([0-9]+)", text.casefold())  # texts and numbers alternate
    return [int(part) if index % 2 else part for index, part in enumerate(parts)]


def free_user_ids(names: Iterable[str]) -> Iterator[str]:
    """A free User ID for each name, in the same order. Letters of other scripts are written in ASCII.

    A name without letters or digits gets `trainee-1` or the like.
    """
    bases = [slugify(anyascii(name))[:50].strip("-_") for name in names]
    starts = Q(pk__in=[])
    for base in set(bases):
        starts |= Q(user_id__startswith=base or NAMELESS)
    taken = set(User.objects.filter(starts).values_list("user_id", flat=True))
    for base in bases:
        number = 1
        user_id = base or f"{NAMELESS}-{number}"
        while user_id in taken:
            number += 1
            user_id = f"{base or NAMELESS}-{number}"
        taken.add(user_id)
        yield user_id
