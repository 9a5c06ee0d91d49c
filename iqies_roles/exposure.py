"""Refuses what must not be where others can reach the server."""

import ipaddress

from django.core.exceptions import ImproperlyConfigured

LEAST_SECRET, LEAST_DIFFERENT = 32, 10  # characters


def is_loopback(host: str) -> bool:
    """Whether a server that listens on `host` can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def sign_of_others(host: str, allowed_hosts: list[str], proxy_count: int, *, https: bool) -> str:
    """The setting that says that other machines reach the server, as `NAME=value`; '' if none does."""
    others = [name for name in allowed_hosts if not is_loopback(name)]
    signs = {
        "HTTPS=1": https,
        f"PROXY_COUNT={proxy_count}": proxy_count,
        f"ALLOWED_HOSTS={','.join(others)}": others,
        f"HOST={host}": not is_loopback(host),
    }
    return next((sign for sign, found in signs.items() if found), "")


def refuse_demo(sign: str) -> None:
    """Raise ImproperlyConfigured if there is a sign of others: they could log in with the known passwords."""
    if sign:
        raise ImproperlyConfigured(
            f"DEMO=1 creates accounts with known passwords, so it is refused where others reach it ({sign}). "
            "For a class or a site, leave DEMO out and set what .env.example says. "
            "For a demo on this machine, leave out HOST, ALLOWED_HOSTS, PROXY_COUNT and HTTPS."
        )


def refuse_debug(sign: str) -> None:
    """Raise ImproperlyConfigured if there is a sign of others: the error pages show settings and code."""
    if sign:
        raise ImproperlyConfigured(
            f"DEBUG=1 shows code and data on error pages, so it is refused where others reach it ({sign})."
        )


def refuse_weak_secret(secret: str, sign: str) -> None:
    """Raise ImproperlyConfigured if there is a sign of others, and the secret can be guessed."""
    weak = len(secret) < LEAST_SECRET or len(set(secret)) < LEAST_DIFFERENT
    if sign and (weak or secret.startswith("django-insecure-")):
        raise ImproperlyConfigured(
            f"SECRET_KEY can be guessed, so it is refused where others reach the server ({sign}). "
            f"Make one of {LEAST_SECRET} characters or more, as .env.example says."
        )
