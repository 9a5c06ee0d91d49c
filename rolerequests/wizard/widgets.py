"""Widgets of the wizard: tiles and radio buttons. A template for each choice takes several times as long."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from rolerequests.models import CatalogEntry

TILE = """
<div class="usa-radio">
  <input class="usa-radio__input usa-radio__input--tile" type="radio" name="{name}" value="{key}" id="{id}" \
aria-labelledby="{id}_name" aria-describedby="{id}_description"{checked} required>
  <label class="usa-radio__label" for="{id}"><span class="tile-name" id="{id}_name">{label}</span>
    <span class="usa-radio__label-description" id="{id}_description">{description}{note}</span></label>
</div>"""
RADIO = """
<div class="usa-radio">
  <input class="usa-radio__input" type="radio" name="{name}" value="{key}" id="{id}"{checked}>
  <label class="usa-radio__label" for="{id}">{label}</label>
</div>"""
NOTE = """
      <span class="tile-note">{}</span>"""


class RadioTiles(forms.RadioSelect):
    """The question of page 1 or 2: its legend is the page's heading, each choice is a tile."""

    is_page_question = True
    entries: Sequence[CatalogEntry] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """One tile for each catalog entry."""
        tiles = (
            TILE.format(
                name=name,
                key=entry.pk,
                id=f"{attrs['id']}_{number}",
                checked=" checked" if str(entry.pk) == str(value) else "",
                label=escape(entry.name),
                description=escape(entry.description),
                note=format_html(NOTE, entry.note) if entry.note else "",
            )
            for number, entry in enumerate(self.entries)
        )
        return mark_safe("".join(tiles))  # noqa: S308 - all words of the catalog are escaped


class Radios(forms.RadioSelect):
    """Radio buttons without descriptions."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """One radio button for each choice."""
        radios = (
            RADIO.format(
                name=name,
                key=escape(key),
                id=f"{attrs['id']}_{number}",
                checked=" checked" if str(key) == str(value) else "",
                label=escape(label),
            )
            for number, (key, label) in enumerate(self.choices)
        )
        return mark_safe("".join(radios))  # noqa: S308 - choices are escaped


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
