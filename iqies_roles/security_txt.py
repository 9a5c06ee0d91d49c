"""security.txt (RFC 9116): whom to tell about a security problem of this installation."""

import re
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

E_MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+")
ADDRESS = re.compile(r"(mailto:[^\s@]+@|https://|tel:\+?\d)\S+")


def security_txt(contact: str, expires: str) -> str:
    """The file; '' without a contact, which is an e-mail address, or a URL with https, mailto or tel.

    `expires` is the last day of the file. Raises ImproperlyConfigured.
    """
    if not contact:
        return ""
    url = f"mailto:{contact}" if E_MAIL.fullmatch(contact) else contact
    if not ADDRESS.fullmatch(url):
        raise ImproperlyConfigured(
            "SECURITY_CONTACT must be an e-mail address or the address of a page, such as "
            f"security@example.org or https://example.org/security, not {contact}."
        )
    try:
        day = date.fromisoformat(expires)
    except ValueError:
        raise ImproperlyConfigured(
            "SECURITY_CONTACT needs SECURITY_EXPIRES, the day until which it is valid, such as 2027-06-30. "
            "Choose one within a year."
        ) from None
    return f"Contact: {url}\nExpires: {day}T23:59:59Z\nPreferred-Languages: en\n"


@login_not_required
@require_safe
def view(request: HttpRequest) -> HttpResponse:
    """The file as plain text. Raises Http404 without one."""
    if not settings.SECURITY_TXT:
        raise Http404
    return HttpResponse(settings.SECURITY_TXT, content_type="text/plain; charset=utf-8")
