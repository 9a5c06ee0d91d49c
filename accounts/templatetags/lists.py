"""The template filter `labeled`: the cells of a list in the admin with the names of their columns."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labeled(cells: Iterable[SafeString], headers: Iterable[Mapping[str, Any]]) -> SafeString:
    """Cells as Django renders them. A card on a phone has no header, so each says what it is."""
    shown = [
        beginning(header["text"]) + cell.removeprefix("<td")
        if cell.startswith("<td") and "action-checkbox" not in header.get("class_attrib", "")
        else cell
        for cell, header in zip(cells, headers, strict=False)
    ]
    return mark_safe("".join(shown))  # noqa: S308 - all of it is escaped


@lru_cache(maxsize=1000, typed=True)  # a list has the same labels in each row
def beginning(label: str) -> SafeString:
    """The beginning of a cell with its label."""
    return format_html('<td data-label="{}"', capfirst(label))
