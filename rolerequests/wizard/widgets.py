"""How the pages' questions are shown: as tiles, as plain radio buttons, as a drop-down."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator


class RadioTiles(forms.RadioSelect):
    """A page's one question: its legend is the page's heading, each choice a tile with its description."""

    template_name = "django/forms/widgets/radio_tiles.html"
    is_page_question = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A tile for each row of the catalog; Django's own options are slow to build and know no row."""
        rows = (choice.instance for choice, _ in cast(LoadedChoices, self.choices))
        page_id = (attrs or {}).get("id")
        tiles = [(f"{page_id}_{number}", str(row.pk), row) for number, row in enumerate(rows)]
        return {"name": name, "tiles": tiles, "chosen": str(value)}


class Radios(forms.RadioSelect):
    """A question with plain choices."""

    template_name = "django/forms/widgets/radios.html"


class PlainSelect(forms.Select):
    """A drop-down without groups."""

    template_name = "django/forms/widgets/plain_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The choices themselves: there are 57, and Django's own options are slow to build."""
        attrs = self.build_attrs({"class": "usa-select", "name": name}, attrs)
        return {"widget": {"attrs": attrs}, "choices": self.choices, "chosen": value or ""}


class LoadedChoices(ModelChoiceIterator):
    """Choices that are read once, for the tiles and for the question whether there are any."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        return (self.choice(each) for each in self.queryset)


class TilesField(forms.ModelChoiceField):
    """A choice among rows of the catalog, shown as tiles."""

    widget = RadioTiles
    iterator = LoadedChoices

    def __init__(self, queryset: QuerySet[Any], **options: Any) -> None:
        super().__init__(queryset, empty_label=None, **options)
