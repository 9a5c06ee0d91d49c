"""The IP address of a client, also behind proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's IP address, or None where there is none (a Unix socket without a proxy).

    Behind `PROXY_COUNT` proxies it is the entry that the outermost of them appended to X-Forwarded-For;
    The client can make up all entries before it.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_COUNT:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = forwarded[-min(settings.PROXY_COUNT, len(forwarded))].strip()
    try:
        return str(ipaddress.ip_address(without_port(address)))
    except ValueError:
        return None


def without_port(address: str) -> str:
    """Strip the port and zone that some proxies add: `ip:port`, `[v6]:port`, `v6%zone`."""
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    return address.partition("%")[0]
