"""New passwords, kept so that the log-in handout of a class, or the page of new staff, can be opened."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import models
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.utils import timezone

from accounts.models.user_manager import Credentials
from accounts.models.users import User

if TYPE_CHECKING:
    from accounts.models.classes import TrainingClass

KEPT_FOR = timedelta(hours=24)


class KeptPasswordManager(models.Manager["KeptPassword"]):
    """Keeps passwords, reads them, and deletes those whose time is over."""

    def keep(self, new: Iterable[tuple[User, Credentials]]) -> None:
        """Keep these passwords, whose hashes the users have. A newer one replaces the older one."""
        self.delete_expired()
        now = timezone.now()
        self.bulk_create(
            [
                KeptPassword(user=user, encrypted=cipher_for(user).encrypt(each.password.encode()), since=now)
                for user, each in new
            ],
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["encrypted", "since"],
        )

    def of(self, training_class: "TrainingClass") -> QuerySet["KeptPassword"]:
        """Those of the active trainees of a class that are not expired."""
        return self.filter(
            user__sandbox__training_class=training_class, user__is_active=True, since__gt=oldest()
        )

    def read(self, training_class: "TrainingClass") -> list["KeptPassword"]:
        """The same with their users, after all that are expired or unreadable are deleted."""
        self.delete_expired()
        kept = list(self.of(training_class).select_related("user__sandbox"))
        self.filter(pk__in=[each.pk for each in kept if each.password is None]).delete()
        return [each for each in kept if each.password is not None]

    def take(self, user: User) -> str:
        """The password of a user, which is deleted; '' if there is none any more."""
        kept = self.filter(user=user, since__gt=oldest()).select_related("user").first()
        self.filter(user=user).delete()
        return (kept and kept.password) or ""

    def expired(self) -> QuerySet["KeptPassword"]:
        """Those whose time is over."""
        return self.filter(since__lte=oldest())

    def delete_expired(self, also: Q | None = None) -> None:
        """Delete those whose time is over."""
        self.filter(Q(since__lte=oldest()) | (also or Q(pk__in=[]))).delete()


class KeptPassword(models.Model):
    """The password of a trainee or of new staff until the first log-in with it, at most for KEPT_FOR.

    The database alone does not give it away: its key comes from the secret of the server. It also comes from
    the hash, so that a password which was changed elsewhere can no longer be read.
    """

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="kept_password"
    )
    encrypted = models.BinaryField()
    since = models.DateTimeField()

    objects: ClassVar[KeptPasswordManager] = KeptPasswordManager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Password of {self.user}"

    @property
    def password(self) -> str | None:
        """The password; None if it or the secret of the server was changed."""
        try:
            return cipher_for(self.user).decrypt(bytes(self.encrypted)).decode()
        except InvalidToken:
            return None

    @property
    def until(self) -> datetime:
        """When it is deleted at the latest."""
        return self.since + KEPT_FOR


def oldest() -> datetime:
    """Since when a password can have been kept."""
    return timezone.now() - KEPT_FOR


def cipher_for(user: User) -> MultiFernet:
    """What encrypts the password that belongs to the user's hash. It also reads with the old secret."""
    return MultiFernet(
        [
            Fernet(urlsafe_b64encode(key_for(user).derive(secret.encode())))
            for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]
    )


def key_for(user: User) -> HKDF:
    """Derives a key from a secret, once."""
    return HKDF(SHA256(), length=32, salt=user.password.encode(), info=b"accounts.KeptPassword")


@receiver(user_logged_in)
def forget_password(sender: Any, user: User, **kwargs: Any) -> None:
    """Delete the password of who has logged in, if one can be kept, and all that are expired."""
    if user.training_class_id or user.is_staff:
        KeptPassword.objects.delete_expired(also=Q(user=user))
