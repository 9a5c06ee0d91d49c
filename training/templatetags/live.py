"""The template filter `since`, for the live page."""

from datetime import datetime

from django import template

register = template.Library()


@register.filter
def since(at: datetime, now: datetime) -> str:
    """How long ago a time is, in whole minutes, such as "3 min"."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
