"""Talks to the OpenID Connect provider of the agency.

Authlib does the protocol: state, nonce, PKCE, signature.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Any

from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth, OAuthError
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import InvalidClaimError, JoseError
from requests import RequestException

from accounts.single_sign_on.exceptions import AWAY, NOT_LOGGED_IN, STALE, UNUSABLE, AgencyLoginError

SECONDS = 5  # to connect, and for each read
MAX_SUBJECT = 255  # characters
MOST_BEGUN = 5  # log-ins that one browser has begun and not finished: anybody can begin them
STATE = "_state_agency_"  # how Authlib's keys in the session begin
# A provider without a response must not take all threads of a worker from those who practice.
waiting = BoundedSemaphore(settings.THREADS // 2)
# Keys that only the provider has. Its list may have `none`, and algorithms with the client's secret.
ALGORITHMS = {f"{kind}{bits}" for kind in ("RS", "ES", "PS") for bits in (256, 384, 512)} | {
    "EdDSA",
    "Ed25519",
}
# Of RFC 6749, 5.2. Other words may come from the address of the page, where anybody can write them.
TOKEN_ERRORS = ("invalid_client", "invalid_grant", "unauthorized_client", "invalid_request", "invalid_scope")
REFUSED = ("access_denied", "login_required", "interaction_required", "consent_required")
# What the person reads, by the code of the error.
WORDS = {
    **dict.fromkeys(REFUSED, NOT_LOGGED_IN),
    **dict.fromkeys(["server_error", "temporarily_unavailable"], AWAY),
    **dict.fromkeys([MismatchingStateError.error, "invalid_grant"], STALE),
}

logger = logging.getLogger(__name__)


def to_provider(request: HttpRequest, back: str) -> HttpResponse:
    """Redirect to the provider's log-in, which leads to the address `back`. Raises AgencyLoginError."""
    begun = [key for key in request.session.keys() if key.startswith(STATE)]  # noqa: SIM118 - it is no dict
    for key in begun[: 1 - MOST_BEGUN]:
        del request.session[key]
    with provider() as found:
        response: HttpResponse = found.authorize_redirect(request, back)
        return response


def claims_of(request: HttpRequest) -> dict[str, Any]:
    """The claims about the person whom the provider has led back. Raises AgencyLoginError."""
    sso = settings.SSO
    with provider() as found:
        expected = {
            "iss": {"essential": True, "value": sso.issuer},
            "aud": {"essential": True, "value": sso.client_id},
        }
        token = found.authorize_access_token(request, claims_options=expected)
        claims = dict(token["userinfo"])
        if sso.groups_claim not in claims and found.server_metadata.get("userinfo_endpoint"):
            more = found.userinfo(token=token)
            if more["sub"] == claims["sub"]:  # OpenID Connect Core 1.0, 5.3.2
                claims = {**more, **claims}
        check_subject(claims["sub"])
        return claims


def check_subject(subject: object) -> None:
    """Raise InvalidClaimError if this is no subject as OpenID Connect Core 1.0, section 2, has it."""
    if not (isinstance(subject, str) and 0 < len(subject) <= MAX_SUBJECT and subject.isprintable()):
        raise InvalidClaimError("sub")


@contextmanager
def provider() -> Iterator[DjangoOAuth2App]:
    """The provider, when its own description is read. What goes wrong in the block is an AgencyLoginError."""
    if not waiting.acquire(blocking=False):
        raise AgencyLoginError(AWAY)
    try:
        sso = settings.SSO
        found = client(sso.issuer, sso.client_id, sso.client_secret, sso.scopes)
        described = found.load_server_metadata()
        if described.get("issuer") != sso.issuer:
            client.cache_clear()  # the next one asks again
            raise InvalidClaimError("issuer")
        algorithms = described.get("id_token_signing_alg_values_supported", ["RS256"])
        described["id_token_signing_alg_values_supported"] = sorted(ALGORITHMS.intersection(algorithms))
        yield found
    except Exception as error:  # whatever a provider can send
        raise meaning_of(error) from error
    finally:
        waiting.release()


@lru_cache(maxsize=1)
def client(issuer: str, client_id: str, client_secret: str, scopes: str) -> DjangoOAuth2App:
    """Authlib's client, which keeps the provider's description and keys."""
    return OAuth().register(
        "agency",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": scopes, "code_challenge_method": "S256", "default_timeout": SECONDS},
    )


def meaning_of(error: Exception) -> AgencyLoginError:
    """What the person reads. The log gets what an operator needs, and no value that came in the address."""
    code = str(error.error) if isinstance(error, OAuthError) else ""
    words = WORDS.get(code) or (AWAY if isinstance(error, RequestException) else UNUSABLE)
    if code not in (*REFUSED, MismatchingStateError.error):
        logger.warning("Single sign-on failed: %s", reason_of(error))
    return AgencyLoginError(words)


def reason_of(error: Exception) -> str:
    """The kind of an error, with its text if only the provider or a library can have written it."""
    kind = type(error).__name__
    if isinstance(error, OAuthError):
        return f"{kind}: {error.error}" if error.error in TOKEN_ERRORS else kind
    return f"{kind}: {error}" if isinstance(error, RequestException | JoseError) else kind
