"""The address that identifies a client in limits, also behind proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64  # bits: the smallest network that a provider gives to one client


def client_address(request: HttpRequest) -> str | None:
    """The address of the client, or None where there is none (a Unix socket without a proxy).

    One client has one address here: IPv4 as such, also if it is written as IPv6; of IPv6 the network, because
    a client can use any address in it.

    Behind `PROXY_COUNT` proxies it is the entry that the outermost of them appended to X-Forwarded-For;
    the client can make up all entries before it.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_COUNT:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = forwarded[-min(settings.PROXY_COUNT, len(forwarded))].strip()
    try:
        found = ipaddress.ip_address(without_port(address))
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False).network_address)


def without_port(address: str) -> str:
    """Strip the port and zone that some proxies add: `ip:port`, `[v6]:port`, `v6%zone`."""
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    return address.partition("%")[0]
