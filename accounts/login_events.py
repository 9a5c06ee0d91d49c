"""Who logged in, failed to, was locked, logged out: entries of the audit log.

The lockout deletes its own attempts after 15 minutes. A failure with a User ID that nobody has is not kept:
people type passwords into that field, and anybody could fill the log.
"""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.audit_log import Action, record
from accounts.client_address import client_address
from accounts.models import User
from accounts.snapshots import Change

ADDRESS, REASON = "Network address", "Reason"
AT_AGENCY = "logged_in_at_agency"  # key of the session: True if single sign-on began it


def keep(
    actor: User | None, user: User, action: Action, request: HttpRequest | None, *, reason: str = ""
) -> None:
    """Write an entry about an account with the client's address; none without a client, as in the QA API."""
    address = client_address(request) if request else None
    if address:
        why = [Change(REASON, "", reason)] if reason else []
        record(actor, user, action, [Change(ADDRESS, "", address), *why])


@receiver(user_logged_in)
def keep_login(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    action = Action.LOGGED_IN_AT_AGENCY if AT_AGENCY in request.session else Action.LOGGED_IN
    keep(user, user, action, request)


@receiver(user_logged_out)
def keep_logout(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user:
        keep(user, user, Action.LOGGED_OUT, request)


@receiver(user_login_failed)
def keep_failure(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None, **kwargs: Any
) -> None:
    """Not while the account is locked: the number of entries stays small."""
    if not getattr(request, "axes_locked_out", False):
        keep_about(credentials.get("username"), Action.LOGIN_FAILED, request)


@receiver(user_locked_out)
def keep_lock(sender: Any, request: HttpRequest, username: str | None, **kwargs: Any) -> None:
    """Only the failure that locks was counted."""
    if getattr(request, "axes_failures_since_start", None):
        keep_about(username, Action.LOCKED, request)


def keep_about(user_id: str | None, action: Action, request: HttpRequest | None) -> None:
    """Write an entry about the account with this User ID, if there is one. Nobody is its actor."""
    user = User.objects.filter(user_id=User.normalize_username(user_id or "")).first()
    if user:
        keep(None, user, action, request)
