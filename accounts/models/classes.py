"""The training class: a label on sandboxes, which only training leads see."""

from collections.abc import Callable, Iterable, Sequence

from django.db import IntegrityError, models, transaction
from django.db.models import Case, OrderBy, ProtectedError, QuerySet, When
from django.utils import timezone

from accounts.models.class_states import ClassState
from accounts.models.exceptions import (
    ClassChangedError,
    ClassClosedError,
    ClassUsedError,
    InClassError,
    NotInClassError,
    WrongCodeError,
)
from accounts.models.kept_passwords import KeptPassword
from accounts.models.names import free_user_ids, natural_key
from accounts.models.sandboxes import Sandbox
from accounts.models.search_text import SearchTextField
from accounts.models.user_manager import Credentials, check_hourly_limit
from accounts.models.users import User
from accounts.passwords import hash_generated, new_password

MAX_TRAINEES = 500  # added to a class at once


class TrainingClass(ClassState):
    """Trainees who practice together, each in a separate sandbox.

    `User.may_log_in` reads the state of the class: closing and reopening change no trainee.
    """

    name = models.CharField(max_length=100, unique=True)
    date = models.DateField(null=True, blank=True)
    lead = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True, "is_active": True},
        related_name="classes",
    )
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    # A class that staff of the QA API created is deleted with this sandbox.
    qa_sandbox = models.ForeignKey(
        Sandbox, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="qa_classes"
    )
    search_text = SearchTextField("name")

    class Meta(ClassState.Meta):
        verbose_name = "class"
        verbose_name_plural = "classes"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def order_for(user: User) -> list[str | OrderBy]:
        """For `order_by`: the classes of this training lead first, then by age, the newest first."""
        return [Case(When(lead=user.pk, then=0), default=1).asc(), "-created_at", "-pk"]

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
        # The character 0 comes before all others, so that the shorter of two names is first.
        return sorted(trainees, key=lambda user: natural_key(f"{user.name}\0{user.user_id}"))

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
        by_qa = self.qa_sandbox
        sandboxes = Sandbox.objects.bulk_create(
            Sandbox.like(by_qa, training_class=self, address=address) for _ in names
        )
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

    def adopt(self, user: User, name: str) -> None:
        """Take in a trainee who is in no class, under this name and with the practice data of now.

        Raises ClassClosedError, and InClassError if the trainee is in a class by now.
        """
        with transaction.atomic():
            self._lock()
            if not self.is_open:
                raise ClassClosedError(self)
            trainee = User.objects.select_for_update(of=("self",)).filter(pk=user.pk).first()
            own = Sandbox.objects.filter(users=trainee, training_class=None)
            if trainee is None or not own.update(training_class=self):
                raise InClassError(user)
            trainee.name = name
            trainee.save(update_fields=["name", "search_text"])

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

    def delete_unused(self) -> None:
        """Delete the class with its accounts. Raises ClassUsedError if anybody logged in or did anything."""
        trainees = User.objects.filter(sandbox__training_class=self)
        with transaction.atomic():
            self._lock()
            locked = trainees.select_for_update(of=("self",))
            if any(locked.values_list("last_login_at", flat=True)):
                raise ClassUsedError(self)
            try:
                with transaction.atomic():
                    trainees.delete()
                    Sandbox.objects.filter(training_class=self).delete()
                    TrainingClass.objects.filter(pk=self.pk).delete()
            except ProtectedError:  # requests or attempts, also of somebody who was moved
                raise ClassUsedError(self) from None

    def _locked_trainee(self, user: User) -> User:
        """The trainee as stored, locked; the class is locked already. Raises NotInClassError."""
        locked = User.objects.select_for_update(of=("self",)).filter(sandbox__training_class=self)
        trainee = locked.filter(pk=user.pk).first()
        if trainee is None:
            raise NotInClassError(self, user)
        return trainee
