"""Values for every template."""

from django.conf import settings
from django.http import HttpRequest


def footer(request: HttpRequest) -> dict[str, str]:
    """The version, and the contact of this installation, which may be empty."""
    return {"version": settings.VERSION, "support_contact": settings.SUPPORT_CONTACT}
