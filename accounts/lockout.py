"""Lockout: a User ID that cannot log in from an address for a while, after too many failed attempts there.

A User ID with too many at all addresses can log in only where that account was created or logged in last.
Wrong class codes of an address are counted in the same way, as failures of CLASS_CODE.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.client_address import client_address
from accounts.models import User

FAILURES = 5  # of a User ID at an address
FAILURES_EVERYWHERE = 50  # of a User ID at all addresses: with FAILURES at each, that takes ten
WRONG_CODES = 30  # of an address: a whole class can be behind it
CLASS_CODE = "class code"  # no User ID has a blank


def failure_limit(request: HttpRequest, credentials: Mapping[str, str]) -> int:
    """How many failures lock; AXES_FAILURE_LIMIT names this function."""
    return WRONG_CODES if credentials.get("username") == CLASS_CODE else FAILURES


class LockoutHandler(AxesDatabaseHandler):  # type: ignore[misc] # axes has no types
    """Counts the failures of a User ID here and everywhere, in one query. AXES_HANDLER names this class."""

    def is_locked(self, request: HttpRequest, credentials: Any = None) -> bool:
        user_id, address = credentials["username"], client_address(request)
        here = Sum("failures_since_start", filter=Q(ip_address=address), default=0)
        failures = lately(user_id).aggregate(here=here, everywhere=Sum("failures_since_start", default=0))
        if failures["here"] >= failure_limit(request, credentials):
            return True
        is_guessed = failures["everywhere"] >= FAILURES_EVERYWHERE and user_id != CLASS_CODE
        return is_guessed and not is_known(user_id, address)


def lately(user_id: Any) -> QuerySet[AccessAttempt]:
    """The failed attempts that count."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    failed: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(username=user_id, attempt_time__gt=since)
    return failed.order_by()


def is_known(user_id: str, address: str | None) -> bool:
    """Whether the account was created at this address, or logged in there last."""
    users = User.objects.filter(user_id=user_id)
    return (
        bool(address) and users.filter(Q(last_login_address=address) | Q(sandbox__address=address)).exists()
    )


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
    """Whole minutes, rounded up and at least 1, until this User ID can log in at this address again.

    If it is locked by failures elsewhere, it takes that long unless there are more.
    """
    here = Max("attempt_time", filter=Q(ip_address=request and client_address(request)))
    failed = lately(user_id).aggregate(here=here, elsewhere=Max("attempt_time"))
    left = (
        (failed["here"] or failed["elsewhere"] or timezone.now())
        + settings.AXES_COOLOFF_TIME
        - timezone.now()
    )
    return max(1, math.ceil(left.total_seconds() / 60))


def with_locks(users: QuerySet[User]) -> QuerySet[User]:
    """Annotate each user with `login_locked`: True if the lockout applies at any address."""
    failures, total = lately(OuterRef("user_id")), Sum("failures_since_start")
    here = failures.values("ip_address").annotate(total=total).filter(total__gte=FAILURES)
    everywhere = failures.values("username").annotate(total=total).filter(total__gte=FAILURES_EVERYWHERE)
    return users.annotate(login_locked=Exists(here) | Exists(everywhere))


def unlock(users: Iterable[User]) -> int:
    """Delete the failed attempts of these users at all addresses. Returns how many users had any."""
    attempts = AccessAttempt.objects.filter(username__in=[user.user_id for user in users])
    with_failures: int = attempts.order_by().values("username").distinct().count()
    attempts.delete()
    return with_failures
