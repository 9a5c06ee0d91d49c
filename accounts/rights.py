"""Rights of staff: nobody gives or gains rights beyond their own, and a superuser always remains."""

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User


def permissions_within(actor: User) -> QuerySet[Permission]:
    """The permissions that `actor` has, and may therefore give."""
    if actor.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(Q(user=actor) | Q(group__user=actor)).distinct()


def permissions_beyond(actor: User) -> QuerySet[Permission]:
    """The permissions that `actor` lacks."""
    return Permission.objects.exclude(pk__in=permissions_within(actor).values("pk"))


def groups_within(actor: User) -> QuerySet[Group]:
    """The groups without a permission that `actor` lacks."""
    if actor.is_superuser:
        return Group.objects.all()
    return Group.objects.exclude(permissions__in=permissions_beyond(actor))


def may_manage(actor: User, other: User) -> bool:
    """Whether `other` has no right that `actor` lacks, so that none can be used through a new password.

    The rights of a deactivated account count too: it can be activated again.
    """
    if actor.is_superuser or other.is_superuser:
        return actor.is_superuser
    return not permissions_within(other).filter(pk__in=permissions_beyond(actor).values("pk")).exists()


def superusers_who_can_log_in() -> QuerySet[User]:
    """Active superusers with a password; demo accounts only in demo mode."""
    unusable = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    superusers = User.objects.filter(~unusable, is_superuser=True, is_active=True)
    return superusers if settings.DEMO else superusers.filter(is_demo=False)


@transaction.atomic
def leaves_no_superuser(without: set[int]) -> bool:
    """Whether superusers can log in now, but none could without the users with these ids.

    Locks the superusers until the transaction ends: two of them could otherwise remove each other.
    """
    superusers = superusers_who_can_log_in().select_for_update().order_by("pk")
    found = set(superusers.values_list("pk", flat=True))
    return bool(found) and not found - without
