"""Who logs in with an agency's account: the staff account of a subject, with the groups of the claims."""

import logging
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.audit_log import Action, record_addition, record_changes, snapshot
from accounts.models import AgencyAccount, User
from accounts.models.names import free_user_ids
from accounts.single_sign_on.exceptions import DEACTIVATED, NO_GROUP, AgencyLoginError
from accounts.text import clean_label

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rights:
    """What the claims give."""

    groups: tuple[Group, ...]
    is_superuser: bool

    @classmethod
    def of(cls, claims: dict[str, Any]) -> "Rights":
        """The groups of the mapping that exist; superuser if the settings name a value for it."""
        sso = settings.SSO
        claimed = claims.get(sso.groups_claim)
        listed = claimed if isinstance(claimed, list) else [claimed]
        values = {each for each in listed if isinstance(each, str)}
        names = {sso.groups[value] for value in values & sso.groups.keys()}
        groups = tuple(Group.objects.filter(name__in=names).order_by("name"))
        if missing := names - {group.name for group in groups}:
            logger.warning("SSO_GROUPS names groups that do not exist: %s", ", ".join(sorted(missing)))
        return cls(groups, bool(sso.superuser) and sso.superuser in values)


def user_of(claims: dict[str, Any]) -> User:
    """The staff account of a person, created if the subject is new, with exactly the rights of the claims.

    Raises AgencyLoginError, after a known account has lost its groups. A trainee never gets here: an agency's
    account belongs to staff only.
    """
    rights = Rights.of(claims)
    may_enter = bool(rights.groups) or rights.is_superuser
    account = find(claims) or (create(claims) if may_enter else None)
    if account and account.is_staff:
        set_rights(account, rights)
    if not may_enter:
        raise AgencyLoginError(NO_GROUP, account)
    if account is None or not (account.is_staff and account.is_enabled()):
        raise AgencyLoginError(DEACTIVATED, account)
    return account


def find(claims: dict[str, Any]) -> User | None:
    """The user whose agency's account has this subject, or None."""
    known = AgencyAccount.objects.filter(issuer=settings.SSO.issuer, subject=claims["sub"])
    found = known.select_related("user").first()
    return found.user if found else None


def create(claims: dict[str, Any]) -> User:
    """Create a staff account without a password. Another request may have created it meanwhile."""
    name = text_of(claims.get("name"))[:100]
    words = (name, text_of(claims.get("preferred_username")).partition("@")[0])
    base = next((each for each in words if slugify(anyascii(each))), "staff")
    (user_id,) = free_user_ids([base])
    try:
        with transaction.atomic():
            user = User.objects.create_user(user_id, name=name, is_staff=True)
            AgencyAccount.objects.create(user=user, issuer=settings.SSO.issuer, subject=claims["sub"])
            record_addition(None, user)
            return user
    except IntegrityError:
        return find(claims) or create(claims)  # the User ID may be somebody else's now


def text_of(claim: object) -> str:
    """A claim as one line that a database can store; '' if it is no text."""
    text = clean_label(claim) if isinstance(claim, str) else ""
    return "".join(filter(str.isprintable, text))


def set_rights(user: User, rights: Rights) -> None:
    """Give the user these groups and no others. Superuser stays as it is unless the settings name a value."""
    with transaction.atomic():
        before = snapshot(user)
        user.groups.set(rights.groups)
        if settings.SSO.superuser:
            user.is_superuser = rights.is_superuser
            user.save(update_fields=["is_superuser"])
        record_changes(None, user, before, action=Action.GROUPS_FROM_AGENCY)
