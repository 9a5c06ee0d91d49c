"""The template filters `time_element` and `time_words`: a time in the zone of this installation."""

from datetime import datetime, tzinfo
from functools import lru_cache

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone, localtime

register = template.Library()


@register.filter
def time_words(at: datetime, shown: str) -> str:
    """The time in a format of Django, for times that many pages show."""
    return words_of(at, shown, get_current_timezone())


@lru_cache(maxsize=1000)
def words_of(at: datetime, shown: str, zone: tzinfo) -> str:
    return date_format(localtime(at, zone), shown)


@register.filter
def time_element(at: datetime, shown: str = "DATETIME_FORMAT") -> SafeString:
    """The time as `<time>`; `shown` is another format of Django."""
    return formatted(at, shown, get_current_timezone())


@lru_cache(maxsize=10_000)  # lists show the same times again and again
def formatted(at: datetime, shown: str, zone: tzinfo) -> SafeString:
    local = localtime(at, zone)
    machine = local.strftime("%Y-%m-%dT%H:%M:%S%z")
    return format_html('<time datetime="{}">{}</time>', machine, date_format(local, shown))
