"""The template filter `labeled`: the cells of a list in the admin with the names of their columns."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labeled(cells: Iterable[SafeString], headers: Iterable[Mapping[str, Any]]) -> Iterator[SafeString]:
    """Cells as Django renders them. A card on a phone has no header, so each says what it is."""
    for cell, header in zip(cells, headers, strict=False):
        if cell.startswith("<td") and not header.get("class_attrib", "").count("action-checkbox"):
            label = format_html('<td data-label="{}"', capfirst(header["text"]))
            yield mark_safe(cell.replace("<td", label, 1))  # noqa: S308 - both parts are escaped
        else:
            yield cell
