"""The template tags `address` and `file`: `{% url %}` and `{% static %}` for what every page needs.

They work out each address once. Django looks through all of them each time, and every page has some ten.
"""

from functools import cache

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def address(name: str) -> SafeString:
    """The address of a page, which has no variable part."""
    return escape(reverse(name))


@register.simple_tag
@cache
def file(name: str) -> SafeString:
    """The address of a static file."""
    return escape(static(name))
