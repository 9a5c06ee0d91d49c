"""A class: a label on sandboxes, for the training lead. Its trainees see nothing of it, nor of each other."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import IntegrityError, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from accounts.models.sandboxes import Sandbox
from accounts.models.users import Credentials, User
from accounts.passwords import hash_quickly, new_password

MAX_TRAINEES = 500  # that are added to a class at once


class ClassClosedError(Exception):
    """Nobody comes into a closed class. Says so in a sentence."""

    def __init__(self, training_class: "TrainingClass") -> None:
        super().__init__(f"{training_class} is closed. Reopen it first.")


class ClassChangedError(Exception):
    """Somebody came into the class after its page was opened. Says so in a sentence."""

    def __init__(self, training_class: "TrainingClass") -> None:
        number = training_class.trainees().count()
        super().__init__(
            f"Trainees were added to {training_class} after you opened this page: it has {number} now. "
            "Look at them before you press the button again."
        )


class TrainingClass(models.Model):
    """Trainees who practice together, each in a sandbox of their own.

    Whether they may sign in is asked of the class each time: closing and reopening write nothing to them.
    """

    name = models.CharField(
        max_length=100,
        unique=True,
        help_text="What you call it, such as: Ohio, new surveyors, May 2027. Trainees do not see it.",
        error_messages={"unique": "There is a class with this name already."},
    )
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    closed_at = models.DateTimeField("closed", null=True, blank=True, editable=False)
    reopened_at = models.DateTimeField(
        "reopened",
        null=True,
        blank=True,
        editable=False,
        help_text="Sign-ins from before are over, though the class is open again.",
    )

    class Meta:
        verbose_name = "class"
        verbose_name_plural = "classes"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its trainees can sign in."""
        return self.closed_at is None

    def trainees(self) -> QuerySet[User]:
        """Its trainees by name, each with the sandbox of today."""
        return (
            User.objects.filter(sandbox__training_class=self)
            .select_related("sandbox")
            .order_by("name", "user_id")
        )

    def add_trainees(self, names: Sequence[str], there: int | None = None) -> list[tuple[User, Credentials]]:
        """Make an identity for each name, all or none; gives them with passwords that are kept nowhere.

        The User ID is made of the name (`Ann Lee` gives `ann-lee`), with a number where that is taken.
        `there` is how many whoever adds them has seen in the class, so that nobody is added twice by pressing
        twice. Raises ClassClosedError, and ClassChangedError if there are others by now.
        """
        passwords = [new_password() for _ in names]
        hashed = [hash_quickly(each) for each in passwords]  # before the write lock is taken
        for last_try in (False, False, True):
            try:
                with transaction.atomic():
                    self._lock()
                    if not self.is_open:
                        raise ClassClosedError(self)
                    if there not in (None, self.trainees().count()):
                        raise ClassChangedError(self)
                    users = self._add_users(names, hashed)
            except IntegrityError:  # somebody else was given one of these User IDs meanwhile
                if last_try:
                    raise
            else:
                break
        return [(user, Credentials(user.user_id, each)) for user, each in zip(users, passwords, strict=True)]

    def _add_users(self, names: Sequence[str], hashed: Sequence[str]) -> list[User]:
        sandboxes = Sandbox.objects.bulk_create(Sandbox(training_class=self) for _ in names)
        user_ids = free_user_ids(slugify(name) for name in names)
        return User.objects.bulk_create(
            User(name=name, user_id=user_id, password=password, sandbox=sandbox)
            for name, user_id, password, sandbox in zip(names, user_ids, hashed, sandboxes, strict=True)
        )

    def reset_passwords(self, trainees: Iterable[User]) -> list[tuple[User, Credentials]]:
        """Give these trainees new passwords, all or none, and end their sign-ins."""
        new = [(user, Credentials(user.user_id, new_password())) for user in trainees]
        for user, credentials in new:
            user.password = hash_quickly(credentials.password)
        with transaction.atomic():
            self._lock()
            User.objects.bulk_update([user for user, _ in new], ["password"])
        return new

    def start_over(self, trainees: Iterable[User]) -> None:
        """Move these trainees to new, empty sandboxes, all or none; their old ones stay as the record."""
        with transaction.atomic():
            self._lock()
            for user in trainees:
                user.start_over()

    def close(self) -> None:
        """End its trainees' sign-ins, now and from now on. What they did stays."""
        with transaction.atomic():
            self._lock()
            if self.is_open:
                self.closed_at = timezone.now()
                self.save(update_fields=["closed_at"])

    def reopen(self) -> None:
        """Let its trainees sign in again; whoever was signed in before it was closed must do so too."""
        with transaction.atomic():
            self._lock()
            if not self.is_open:
                self.closed_at, self.reopened_at = None, timezone.now()
                self.save(update_fields=["closed_at", "reopened_at"])

    def _lock(self) -> None:
        """Until the transaction ends nothing else is done to this class: all its verbs begin like this.

        Else two of them could wait for each other's trainees, or one not see what the other has just done.
        """
        locked = TrainingClass.objects.select_for_update(no_key=True)  # sandboxes may go on referring to it
        self.refresh_from_db(fields=["closed_at", "reopened_at"], from_queryset=locked)


def free_user_ids(wanted: Iterable[str]) -> Iterator[str]:
    """User IDs that nobody has, in the order of what is wanted; '' wants any."""
    bases = [base[:50].strip("-_") or "trainee" for base in wanted]
    starts = Q(pk__in=[])
    for base in set(bases):
        starts |= Q(user_id__startswith=base)
    taken = set(User.objects.filter(starts).values_list("user_id", flat=True))
    for base in bases:
        user_id, number = base, 1
        while user_id in taken:
            number += 1
            user_id = f"{base}-{number}"
        taken.add(user_id)
        yield user_id
