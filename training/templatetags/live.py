"""The template filters `since` and `cells`, for the tables of a class."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def since(at: datetime, now: datetime) -> str:
    """How long ago a time is, in whole minutes, such as "3 min"."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


@register.filter
def cells(words: Iterable[str], labels: Iterable[str]) -> SafeString:
    """Cells of a row, each with the name of its column: a card on a phone has no header."""
    return mark_safe("".join(map(cell, labels, words)))  # noqa: S308 - escaped


@lru_cache(maxsize=1000)  # a column has few different words
def cell(label: str, words: str) -> SafeString:
    return format_html('<td data-label="{}">{}</td>', label, words)
