"""The text of an object that the admin searches."""

from typing import Any

from anyascii import anyascii
from django.db import models

# What people write in one place and leave out in another: O'Brien, Smith, John.
PUNCTUATION = str.maketrans({"'": "", "`": "", ",": " ", ";": " "})


def searchable(text: str) -> str:
    """A text as it is searched: in ASCII, without capitals, apostrophes and commas.

    So "muller" finds Müller, and both databases find the same.
    """
    ascii_text = text if text.isascii() else anyascii(text)
    return " ".join(ascii_text.lower().translate(PUNCTUATION).split())


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
