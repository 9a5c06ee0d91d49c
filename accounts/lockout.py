"""Locked sign-ins: who cannot sign in for a while, at some address, after too many failed attempts."""

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from accounts.models import User


def with_locks(users: QuerySet[User]) -> QuerySet[User]:
    """The users, each with `login_locked`: whether some address may not sign in as this one."""
    lately = timezone.now() - settings.AXES_COOLOFF_TIME
    failures = AccessAttempt.objects.filter(username=OuterRef("user_id"), attempt_time__gt=lately)
    by_address = failures.order_by().values("ip_address").annotate(total=Sum("failures_since_start"))
    locked = Exists(by_address.filter(total__gte=settings.AXES_FAILURE_LIMIT))
    return users.annotate(login_locked=locked)


def unlock(user: User) -> bool:
    """Forget the failed sign-ins of a user, at whatever address; whether there were any."""
    return bool(reset(username=user.user_id))
