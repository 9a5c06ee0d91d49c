"""A drop-down with choices that never change."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class FixedChoices(BaseChoiceIterator):
    """Choices that never change: Django does not copy and check them for each form."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        self.choices = tuple(choices)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.choices)

    def __copy__(self) -> "FixedChoices":
        return self

    def __deepcopy__(self, memo: Any) -> "FixedChoices":
        return self


class PlainSelect(forms.Select):
    """A drop-down without option groups. Its HTML is built once: states are 57."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = self.build_attrs({"class": "usa-select", "name": name}, attrs)
        html = unselected(tuple(attrs.items()), tuple(self.choices))
        option = format_html('<option value="{}"', value or "")
        return mark_safe(html.replace(f"{option}>", f"{option} selected>"))  # noqa: S308 - escaped


@lru_cache(maxsize=100)  # a field has other attributes with an error
def unselected(attrs: tuple[tuple[str, Any], ...], choices: tuple[tuple[str, str], ...]) -> SafeString:
    """A drop-down with no option selected."""
    options = format_html_join("", '\n  <option value="{}">{}</option>', choices)
    return format_html("<select{}>{}\n</select>", flatatt(dict(attrs)), options)
