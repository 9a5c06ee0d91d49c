"""Refuses demo mode where others can reach it: its accounts have known passwords."""

import ipaddress

from django.core.exceptions import ImproperlyConfigured

LOCAL_DOMAINS = ("localhost", "local", "internal", "lan", "home.arpa")


def is_loopback(host: str) -> bool:
    """Whether a server that listens on `host` can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_public(host: str) -> bool:
    """Whether a name or address of ALLOWED_HOSTS can be one of the internet."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." in host and not host.endswith(tuple(f".{domain}" for domain in LOCAL_DOMAINS))


def refuse_demo_behind_proxy(host: str, allowed_hosts: list[str], proxy_count: int) -> None:
    """Raise ImproperlyConfigured if a setting is for a proxy, through which others reach the demo."""
    # Only a proxy passes requests for other names to a server that listens on this machine alone.
    local = is_loopback(host)
    others = [name for name in allowed_hosts if is_public(name) or (local and not is_loopback(name))]
    sign = f"ALLOWED_HOSTS={','.join(others)}" if others else f"PROXY_COUNT={proxy_count}"
    if others or proxy_count:
        raise ImproperlyConfigured(
            f"DEMO=1 creates accounts with known passwords, so it is refused behind a proxy ({sign}). "
            "For a site, leave DEMO out. For a demo on this machine, leave out ALLOWED_HOSTS and PROXY_COUNT."
        )
