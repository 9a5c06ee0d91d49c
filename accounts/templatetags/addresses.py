"""The template tag `address`: `{% url %}` for pages whose address has no variable part."""

from functools import cache

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
@cache  # Django looks through all addresses each time, and every page has six of these
def address(name: str) -> str:
    return reverse(name)
