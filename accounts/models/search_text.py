"""The text of an object that the admin searches."""

import unicodedata
from typing import Any

from django.db import models


def searchable(text: str) -> str:
    """A text as it is searched: composed Unicode without capitals. SQLite ignores capitals of ASCII only."""
    return unicodedata.normalize("NFC", text).casefold()


class SearchTextField(models.TextField):
    """The values of other text fields, searchable. Saving and bulk_create() set it."""

    def __init__(self, *sources: str, **options: Any) -> None:
        """`sources` are the names of the fields."""
        options.setdefault("editable", False)
        options.setdefault("default", "")
        super().__init__(**options)
        self.sources = sources

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, [*self.sources, *args], options

    def pre_save(self, instance: models.Model, add: bool) -> str:
        value = searchable(" ".join(getattr(instance, source) for source in self.sources))
        setattr(instance, self.attname, value)
        return value
