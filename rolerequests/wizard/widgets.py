"""Widgets of the wizard: tiles, radio buttons, and a drop-down."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from rolerequests.models import CatalogEntry


class RadioTiles(forms.RadioSelect):
    """The question of page 1 or 2: its legend is the page's heading, each choice is a tile."""

    template_name = "django/forms/widgets/radio_tiles.html"
    is_page_question = True
    entries: Sequence[CatalogEntry] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """One tile for each catalog entry. Django's own options are slow to build and have no entry."""
        id_ = (attrs or {}).get("id")
        tiles = [(f"{id_}_{number}", str(entry.pk), entry) for number, entry in enumerate(self.entries)]
        return {"name": name, "tiles": tiles, "selected": str(value)}


class Radios(forms.RadioSelect):
    """Radio buttons without descriptions."""

    template_name = "django/forms/widgets/radios.html"


class PlainSelect(forms.Select):
    """A drop-down without option groups. The HTML of its options is built once: states are 57."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options, selected = options_of(tuple(self.choices)), format_html('<option value="{}"', value or "")
        options = mark_safe(options.replace(f"{selected}>", f"{selected} selected>"))  # noqa: S308 - escaped
        attrs = self.build_attrs({"class": "usa-select", "name": name}, attrs)
        return format_html("<select{}>{}\n</select>", flatatt(attrs), options)


@cache
def options_of(choices: tuple[tuple[str, str], ...]) -> SafeString:
    """The options of a drop-down, none of them selected."""
    return format_html_join("", '\n  <option value="{}">{}</option>', choices)


class TilesField(forms.Field):
    """A choice among catalog entries, shown as tiles. Its value is the entry."""

    widget = RadioTiles
    entries: Sequence[CatalogEntry] = ()

    def offer(self, entries: Sequence[CatalogEntry]) -> None:
        """Set the entries to choose from."""
        self.entries = entries
        cast(RadioTiles, self.widget).entries = entries

    def to_python(self, value: Any) -> CatalogEntry | None:
        """The entry with this pk. Raises ValidationError if it is not offered."""
        if value in self.empty_values:
            return None
        for entry in self.entries:
            if str(entry.pk) == str(value):
                return entry
        raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare primary keys."""
        return str(initial or "") != str(data or "")
