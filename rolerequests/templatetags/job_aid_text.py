"""The template filter `emphasized`: the emphasis of the job aid as HTML."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def emphasized(text: str) -> SafeString:
    """`**bold**` and `*italic*`, as fixtures/job_aid.json writes them; everything else is escaped."""
    html = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text))
    return mark_safe(re.sub(r"\*(.+?)\*", r"<em>\1</em>", html))  # noqa: S308 - escaped above
