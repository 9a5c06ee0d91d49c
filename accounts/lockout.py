"""Lockout: a User ID that cannot log in from an address for a while, after too many failed attempts.

Wrong class codes of an address are counted in the same way, as failures of CLASS_CODE.
"""

import math
from collections.abc import Iterable, Mapping

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Exists, Max, OuterRef, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.client_address import client_address
from accounts.models import User

FAILURES = 5  # of a User ID at an address
WRONG_CODES = 30  # of an address: a whole class can be behind it
CLASS_CODE = "class code"  # no User ID has a blank


def failure_limit(request: HttpRequest, credentials: Mapping[str, str]) -> int:
    """How many failures lock; AXES_FAILURE_LIMIT names this function."""
    return WRONG_CODES if credentials.get("username") == CLASS_CODE else FAILURES


def codes_are_locked(request: HttpRequest) -> bool:
    """Whether the client's address has entered too many wrong class codes."""
    return not AxesProxyHandler.is_allowed(request, {"username": CLASS_CODE})


def count_wrong_code(request: HttpRequest) -> None:
    """Count a wrong class code."""
    user_login_failed.send(__name__, credentials={"username": CLASS_CODE}, request=request)


def lock(request: HttpRequest, user: User) -> None:
    """Count as many failures of this user at the client's address as lock."""
    for _ in range(FAILURES):
        user_login_failed.send(__name__, credentials={"username": user.user_id}, request=request)


def minutes_until_unlocked(request: HttpRequest | None, user_id: str) -> int:
    """Whole minutes, rounded up and at least 1, until this User ID can log in at this address again."""
    attempts = AccessAttempt.objects.filter(username=user_id, ip_address=request and client_address(request))
    last = attempts.aggregate(at=Max("attempt_time"))["at"] or timezone.now()
    left = last + settings.AXES_COOLOFF_TIME - timezone.now()
    return max(1, math.ceil(left.total_seconds() / 60))


def with_locks(users: QuerySet[User]) -> QuerySet[User]:
    """Annotate each user with `login_locked`: True if the lockout applies at any address."""
    lately = timezone.now() - settings.AXES_COOLOFF_TIME
    failures = AccessAttempt.objects.filter(username=OuterRef("user_id"), attempt_time__gt=lately)
    by_address = failures.order_by().values("ip_address").annotate(total=Sum("failures_since_start"))
    locked = Exists(by_address.filter(total__gte=FAILURES))
    return users.annotate(login_locked=locked)


def unlock(users: Iterable[User]) -> int:
    """Delete the failed attempts of these users at all addresses. Returns how many users had any."""
    attempts = AccessAttempt.objects.filter(username__in=[user.user_id for user in users])
    with_failures: int = attempts.order_by().values("username").distinct().count()
    attempts.delete()
    return with_failures
