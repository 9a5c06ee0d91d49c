"""The settings of single sign-on: staff log in with the account that they have at their agency."""

import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from iqies_roles.exposure import is_loopback

# The variables without which it cannot work.
REQUIRED = {
    "issuer": "SSO_ISSUER",
    "client_id": "SSO_CLIENT_ID",
    "client_secret": "SSO_CLIENT_SECRET",
    "groups": "SSO_GROUPS",
}


@dataclass(frozen=True)
class SingleSignOn:
    """The OpenID Connect provider of an agency, and what its claims give."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    groups_claim: str
    groups: dict[str, str]  # the name of our group for a value of the claim
    superuser: str  # the value of the claim that makes a superuser; '' for none
    scopes: str


def single_sign_on(**values: str) -> SingleSignOn | None:
    """The settings of single sign-on by the fields of SingleSignOn, blank if not set; None if all are.

    Raises ImproperlyConfigured for a half of them.
    """
    if not any(values.values()):
        return None
    if missing := [variable for name, variable in REQUIRED.items() if not values[name]]:
        raise ImproperlyConfigured(
            f"Single sign-on also needs {', '.join(missing)} (see .env.example). "
            "To leave it off, set no variable that begins with SSO_."
        )
    scopes = values["scopes"] or "openid profile"
    if "openid" not in scopes.split():
        raise ImproperlyConfigured(f"SSO_SCOPES must have openid among its words, not {scopes}.")
    return SingleSignOn(
        issuer=checked_issuer(values["issuer"]),
        client_id=values["client_id"],
        client_secret=values["client_secret"],
        groups_claim=values["groups_claim"] or "groups",
        groups=groups_of(values["groups"]),
        superuser=values["superuser"],
        scopes=scopes,
    )


def checked_issuer(issuer: str) -> str:
    """The address of the issuer. Raises ImproperlyConfigured if others could listen on the way to it."""
    found = urlsplit(issuer) if re.fullmatch(r"https?://[^\s?#@\[\]]{1,190}", issuer) else None
    if not found or (found.scheme == "http" and not is_loopback(found.hostname or "")):
        raise ImproperlyConfigured(
            f"SSO_ISSUER must be the https:// address of the provider as its tokens name it, such as "
            f"https://login.agency.example, not {issuer}."
        )
    return issuer


def groups_of(text: str) -> dict[str, str]:
    """The groups by the values of the claim. Raises ImproperlyConfigured if it is no such mapping."""
    try:
        groups = json.loads(text)
    except ValueError:
        groups = None
    if not isinstance(groups, dict) or not groups or not all(map(is_word, [*groups, *groups.values()])):
        raise ImproperlyConfigured(
            'SSO_GROUPS must give a group for each value of the claim: {"iqies-leads": "Training lead"}.'
        )
    return groups


def is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
