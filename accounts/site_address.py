"""The address of this installation, as trainees type it."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def site_address(request: HttpRequest) -> str:
    """The address with a slash at its end: SITE_ADDRESS, or that at which staff have opened the page."""
    return settings.SITE_ADDRESS or request.build_absolute_uri("/")


def is_only_here(address: str) -> bool:
    """Whether an address works only on the computer that runs the simulator."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
