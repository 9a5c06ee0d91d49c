"""Lockout: a User ID that cannot log in from an address for a while, after too many failed attempts."""

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from accounts.models import User


def with_locks(users: QuerySet[User]) -> QuerySet[User]:
    """Annotate each user with `login_locked`: True if the lockout applies at any address."""
    lately = timezone.now() - settings.AXES_COOLOFF_TIME
    failures = AccessAttempt.objects.filter(username=OuterRef("user_id"), attempt_time__gt=lately)
    by_address = failures.order_by().values("ip_address").annotate(total=Sum("failures_since_start"))
    locked = Exists(by_address.filter(total__gte=settings.AXES_FAILURE_LIMIT))
    return users.annotate(login_locked=locked)


def unlock(user: User) -> bool:
    """Delete the user's failed attempts at all addresses. Returns whether there were any."""
    return bool(reset(username=user.user_id))
