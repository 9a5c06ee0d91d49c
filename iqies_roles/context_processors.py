"""What every template may show."""

from django.conf import settings
from django.http import HttpRequest


def trainer(request: HttpRequest) -> dict[str, str]:
    """The version and the trainer's own contact (empty: not shown), both for the footer."""
    return {"version": settings.VERSION, "support_contact": settings.SUPPORT_CONTACT}
