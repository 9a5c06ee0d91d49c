"""Widgets of the wizard: tiles, radio buttons, and a drop-down."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

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
    """A drop-down without option groups."""

    template_name = "django/forms/widgets/plain_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The choices as they are. There are 57, and Django's own options are slow to build."""
        attrs = self.build_attrs({"class": "usa-select", "name": name}, attrs)
        return {"widget": {"attrs": attrs}, "choices": self.choices, "selected": value or ""}


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
