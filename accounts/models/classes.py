"""The training class: a label on sandboxes, which only training leads see."""

import re
from collections.abc import Iterable, Iterator, Sequence

from anyascii import anyascii
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from accounts.models.sandboxes import Sandbox
from accounts.models.search_text import SearchTextField
from accounts.models.users import Credentials, User
from accounts.passwords import hash_generated, new_password

MAX_TRAINEES = 500  # added to a class at once
NAMELESS = "trainee"  # User IDs of names without letters or digits begin so


class ClassClosedError(Exception):
    """Trainees were to be added to a closed class. The message is for the training lead."""

    def __init__(self, training_class: "TrainingClass") -> None:
        super().__init__(f"{training_class} is closed. Reopen it first.")


class ClassChangedError(Exception):
    """Trainees were added after the page was opened. The message is for the training lead."""

    def __init__(self, training_class: "TrainingClass") -> None:
        number = training_class.trainees().count()
        super().__init__(
            f"Trainees were added to {training_class} after you opened this page. It now has {number}. "
            "Check the list before you add more."
        )


class NotInClassError(Exception):
    """The trainee was moved or removed after the page was opened. The message is for the training lead."""

    def __init__(self, training_class: "TrainingClass", user: User) -> None:
        super().__init__(
            f"{user.name or user.user_id} is no longer in {training_class}. Nothing was changed."
        )


class TrainingClass(models.Model):
    """Trainees who practice together, each in a separate sandbox.

    `User.may_log_in` reads the state of the class: closing and reopening change no trainee.
    """

    name = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    closed_at = models.DateTimeField("closed", null=True, blank=True, editable=False)
    # Sessions from before this time have ended (`User.get_session_auth_hash`).
    reopened_at = models.DateTimeField("reopened", null=True, blank=True, editable=False)
    search_text = SearchTextField("name")

    class Meta:
        verbose_name = "class"
        verbose_name_plural = "classes"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its trainees can log in."""
        return self.closed_at is None

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
        self._check_may_add(expected)  # a refusal costs no password hashes
        passwords = [new_password() for _ in names]
        hashed = [hash_generated(each) for each in passwords]  # before the write lock is taken
        for last_try in (False, False, True):
            try:
                with transaction.atomic():
                    self._lock()
                    self._check_may_add(expected)
                    users = self._add_users(names, hashed)
            except IntegrityError:  # one of these User IDs was taken meanwhile
                if last_try:
                    raise
            else:
                break
        return [(user, Credentials(user.user_id, each)) for user, each in zip(users, passwords, strict=True)]

    def _check_may_add(self, expected: int | None) -> None:
        """Raise ClassClosedError or ClassChangedError if no trainees can be added."""
        if not self.is_open:
            raise ClassClosedError(self)
        if expected is not None and expected != self.trainees().count():
            raise ClassChangedError(self)

    def _add_users(self, names: Sequence[str], hashed: Sequence[str]) -> list[User]:
        sandboxes = Sandbox.objects.bulk_create(Sandbox(training_class=self) for _ in names)
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
        """Log its trainees out and let none of them log in. Their data stays."""
        with transaction.atomic():
            self._lock()
            if self.is_open:
                self.closed_at = timezone.now()
                self.save(update_fields=["closed_at"])

    def reopen(self) -> None:
        """Let its trainees log in again. Sessions from before do not revive."""
        with transaction.atomic():
            self._lock()
            if not self.is_open:
                self.closed_at, self.reopened_at = None, timezone.now()
                self.save(update_fields=["closed_at", "reopened_at"])

    def _locked_trainee(self, user: User) -> User:
        """The trainee as stored, locked; the class is locked already. Raises NotInClassError."""
        locked = User.objects.select_for_update(of=("self",)).filter(sandbox__training_class=self)
        trainee = locked.filter(pk=user.pk).first()
        if trainee is None:
            raise NotInClassError(self, user)
        return trainee

    def _lock(self) -> None:
        """Lock the class until the transaction ends. Every method that changes it begins with this.

        Otherwise two of them could deadlock over the trainees, or work with stale data.
        """
        locked = TrainingClass.objects.select_for_update(no_key=True)  # sandboxes can still refer to it
        self.refresh_from_db(fields=["closed_at", "reopened_at"], from_queryset=locked)


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
