"""Widgets of the wizard: tiles, radio buttons, and a drop-down."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator


class RadioTiles(forms.RadioSelect):
    """The question of page 1 or 2: its legend is the page's heading, each choice is a tile."""

    template_name = "django/forms/widgets/radio_tiles.html"
    is_page_question = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """One tile for each catalog entry. Django's own options are slow to build and have no entry."""
        entries = (choice.instance for choice, _ in cast(LoadedChoices, self.choices))
        id_ = (attrs or {}).get("id")
        tiles = [(f"{id_}_{number}", str(entry.pk), entry) for number, entry in enumerate(entries)]
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


class LoadedChoices(ModelChoiceIterator):
    """Choices that are loaded once, for the tiles and for `has_choices`."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        return (self.choice(each) for each in self.queryset)


class TilesField(forms.ModelChoiceField):
    """A choice among catalog entries, shown as tiles."""

    widget = RadioTiles
    iterator = LoadedChoices

    def __init__(self, queryset: QuerySet[Any], **options: Any) -> None:
        super().__init__(queryset, empty_label=None, **options)
